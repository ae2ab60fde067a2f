"""Pictures, where matplotlib is there."""

import math


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


def detection(path, street):
    """Least components named over signal-to-noise ratio and share, without a bag and in one.

    ``street`` are the figures of the simulated street samples (`ramatch.evaluate.mixtures.figures`). In brackets those that are dissimilar to
    the rest; the line lies below the shares from which on 95 % of these are named.
    """
    pyplot = _plotting()
    if pyplot is None:
        return
    figure, both = pyplot.subplots(1, 2, figsize=(10, 4), sharey=True, layout="constrained")
    for ax, which, title in zip(both, ("surface_bare", "surface_bag"), ("without a bag", "in a bag, another specimen told")):
        image = _detected(ax, street[which])
        ax.set(xlabel="signal-to-noise ratio", title=title)
    both[0].set(ylabel="share of the least component (% of the signal)")
    figure.colorbar(image, ax=both, label="named, %")
    figure.suptitle("Simulated samples: least component named, all (dissimilar ones), %", fontsize="medium")
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def _detected(ax, surface):
    snrs, shares = sorted({key[0] for key in surface}), sorted({key[1] for key in surface})
    values = [[_part(*surface[snr, share][:2]) for snr in snrs] for share in shares]
    image = ax.imshow(values, vmin=0, vmax=100, cmap="gray", aspect="auto", origin="lower")
    for j, snr in enumerate(snrs):
        for i, share in enumerate(shares):
            all_of, apart = _part(*surface[snr, share][:2]), _part(*surface[snr, share][2:])
            shown = " ".join(text for text in (_whole(all_of), f"({_whole(apart)})") if text)
            ax.text(j, i, shown, ha="center", va="center", fontsize="small", color="k" if all_of > 50 else "w")
        enough = [_part(*surface[snr, share][2:]) >= 95 or not surface[snr, share][3] for share in shares]
        reached = len(shares) - next((k for k, one in enumerate(reversed(enough)) if not one), len(shares))
        if reached < len(shares):
            # White under black shows on every grey.
            for colour, width in (("w", 4), ("k", 2)):
                ax.plot([j - 0.48, j + 0.48], [reached - 0.5] * 2, color=colour, linewidth=width, solid_capstyle="butt")
    ax.set_xticks(range(len(snrs)), [f"{snr:.0f}" for snr in snrs])
    ax.set_yticks(range(len(shares)), [f"{share:.0f}" for share in shares])
    return image


def _part(named, asked):
    return 100 * named / asked if asked else math.nan


def _whole(value):
    return "–" if math.isnan(value) else f"{value:.0f}"
