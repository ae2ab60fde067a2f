"""Pictures, where matplotlib is there."""


def _plotting():
    try:
        import matplotlib
    except ModuleNotFoundError:
        return None
    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "ramatch"
    from matplotlib import pyplot

    return pyplot


def scores(path, outcome):
    """Scores of the right substance and of the best wrong one."""
    pyplot = _plotting()
    if pyplot is None:
        return
    figure, ax = pyplot.subplots(figsize=(7, 4))
    for key, style, label in [("right_score", "-", "right substance"), ("wrong_score", "--", "best wrong substance")]:
        values = [one[key] for one in outcome.answers if one.get(key) is not None]
        if values:
            ax.hist(values, bins=40, range=(0, 1), histtype="step", linestyle=style, label=label, color="k")
    ax.set(xlabel="score", ylabel="queries", title=outcome.protocol)
    ax.legend()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def surface(path, pairs):
    """Top-1 over shift and signal-to-noise ratio."""
    pyplot = _plotting()
    if pyplot is None:
        return
    shifts, snrs = sorted({key[0] for key in pairs}), sorted({key[1] for key in pairs})
    values = [[100 * pairs[s, n]["top1"] / pairs[s, n]["asked"] for n in snrs] for s in shifts]
    figure, ax = pyplot.subplots(figsize=(6, 4))
    ax.imshow(values, vmin=0, vmax=100, cmap="gray", aspect="auto", origin="lower")
    for i, row in enumerate(values):
        for j, value in enumerate(row):
            ax.text(j, i, f"{value:.0f}", ha="center", va="center", color="k" if value > 50 else "w")
    ax.set_xticks(range(len(snrs)), [f"{snr:.0f}" for snr in snrs])
    ax.set_yticks(range(len(shifts)), [f"{shift:.0f}" for shift in shifts])
    ax.set(xlabel="signal-to-noise ratio", ylabel="axis off by (cm⁻¹)", title="first in the ranking, %")
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
