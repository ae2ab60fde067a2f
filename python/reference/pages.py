"""Writes the book's pages about the Python package, made of its docstrings: `docs/src/python/*.md`.

    python python/reference/pages.py          # writes them
    python python/reference/pages.py --check  # says which are not what the docstrings say

The examples on them run as doctests in `python/tests`. Pictures of `ramatch.plot` are drawn where matplotlib is installed
(`--pictures`).
"""

import argparse
import inspect
import pathlib
import re
import sys

import ramatch
import ramatch.compat.pybaselines
import ramatch.convert
import ramatch.datasets
import ramatch.plot
import ramatch.validate

BOOK = pathlib.Path(__file__).resolve().parents[2] / "docs/src"
FRONT = {
    "spectra": ("Spectra", ["Spectrum", "SpectrumCollection", "Record", "read", "records", "write"]),
    "identify": (
        "Identify",
        ["identify", "identify_many", "identify_shots", "Series", "Result", "Verdict", "Hit", "Results", "Mixture", "Component"],
    ),
    "library": ("Libraries", ["Library", "LibraryBuilder", "LibraryCheck", "Found", "Prepared", "Recipe", "similarity"]),
    "preprocessing": ("Preprocessing", [*ramatch.preprocessing.__all__]),
    "errors": ("Errors", ["RamatchError", "RamatchTypeError"]),
}
MODULES = ["validate", "plot", "sklearn", "convert", "compat.pybaselines", "datasets", "spark", "dask", "ray"]
INHERITED = {"count", "index"}


def module_of(name):
    """A module of the package; None where the package that it needs is not installed."""
    try:
        __import__(f"ramatch.{name}")
    except ImportError:
        return None
    return sys.modules[f"ramatch.{name}"]


def escaped(text):
    """Text of a docstring in Markdown: names stand between single signs, and what looks like HTML is none."""
    text = re.sub(r"``([^`]+)``", r"`\1`", text)
    return re.sub(r"<(?=[a-z/])", "&lt;", text)


def paragraphs(lines):
    """Prose and examples; examples stand apart as they are typed."""
    made, example = [], []
    for line in [*lines, ""]:
        if line.startswith(">>>") or (example and line.strip() and example[-1]):
            example.append(line)
            continue
        if example and not line.strip() and example[-1].startswith((">>>", "...")) is False:
            made.extend(["```pycon", *(re.sub(r"\s*# doctest: .*", "", one) for one in example), "```", ""])
            example = []
            continue
        if example:
            made.extend(["```pycon", *(re.sub(r"\s*# doctest: .*", "", one) for one in example), "```", ""])
            example = []
        made.append(escaped(line))
    return made


def fields(lines):
    """A list of a section: names with their kinds, and what is said of each."""
    made = []
    for line in lines:
        if not line.strip():
            continue
        if line.startswith(" "):
            made.append(f"  {escaped(line.strip())}")
            continue
        names, _, kind = line.partition(" : ")
        made.append(f"- `{names}`" + (f" ({escaped(kind)})" if kind else "") + "  ")
    return made


LISTS = {"Parameters", "Returns", "Attributes", "Raises", "Yields", "See Also", "Warns"}


def said(text):
    """A docstring as Markdown."""
    lines, made = inspect.cleandoc(text).splitlines(), []
    heads = [at for at in range(len(lines) - 1) if re.fullmatch(r"-{3,}", lines[at + 1]) and lines[at].strip()]
    made += paragraphs(lines[: heads[0] if heads else len(lines)])
    for head, end in zip(heads, [*heads[1:], len(lines)]):
        name, body = lines[head].strip(), lines[head + 2 : end]
        made += ["", f"**{name}**", ""]
        rest = next((at for at, line in enumerate(body) if line.startswith(">>>")), len(body))
        made += fields(body[:rest]) + [""] + paragraphs(body[rest:]) if name in LISTS else paragraphs(body)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(made)).strip()


def signature(name, thing):
    try:
        shown = str(inspect.signature(thing))
    except (TypeError, ValueError):
        return name
    # Kinds are texts there; defaults are not.
    shown = re.sub(r"(: |-> )'([^']*)'", r"\1\2", shown)
    shown = re.sub(r"(?<=[\[ ,(])(typing|npt|np|numpy|collections\.abc)\.", "", shown)
    return f"{name}{re.sub(r'^[(]self(, )?', '(', shown)}"


def members(thing):
    """Public methods and properties that say something."""
    # Those of the extension have no order.
    extension = thing in (ramatch.Spectrum, ramatch.Record, ramatch.Recipe, ramatch.Prepared)
    for name, member in sorted(vars(thing).items()) if extension else vars(thing).items():
        if name.startswith("_") or name in INHERITED:
            continue
        plain = member.__func__ if isinstance(member, (classmethod, staticmethod)) else member
        plain = getattr(plain, "fget", None) or getattr(plain, "func", None) or plain
        if getattr(plain, "__doc__", None) and (callable(plain) or inspect.isdatadescriptor(member)):
            yield name, member, plain


def entry(name, thing, level):
    """A name of the package: how it is called, and what its docstring says."""
    head = "#" * level
    made = [f"{head} `{name}`", ""]
    if callable(thing):
        made += ["```text", signature(name.rpartition(".")[2], thing), "```", ""]
    made += [said(inspect.getdoc(thing) or ""), ""]
    picture = BOOK / "python" / f"{name}.png"
    if picture.is_file():
        made += [f"![{name}]({picture.name})", ""]
    if inspect.isclass(thing):
        for own, member, plain in members(thing):
            is_call = callable(plain) and not isinstance(member, property) and not hasattr(member, "func")
            shown = signature(own, getattr(thing, own)) if is_call else own
            made += [f"{head}# `{name.rpartition('.')[2]}.{own}`", "", "```text", shown, "```", "", said(plain.__doc__), ""]
    return made


def pages():
    """All pages by their names; those whose packages are not there are left as they are."""
    note = "<!-- Made of the docstrings by python/reference/pages.py: change those. -->\n"
    for page, (title, names) in FRONT.items():
        made = [note, f"# {title}", ""]
        for name in names:
            made += entry(name, getattr(ramatch, name), 2)
        if page == "preprocessing":
            made += ["## The methods", "", "Each baseline, smoother and normalisation has a page with its picture:", ""]
            made += [f"- [{path.stem}](../methods/{path.name})" for path in sorted((BOOK / "methods").glob("*.md"))]
        yield f"{page}.md", made
    for name in MODULES:
        module = module_of(name)
        if module is None:
            continue
        made = [note, f"# `ramatch.{name}`", "", said(module.__doc__), ""]
        for one in module.__all__:
            thing = getattr(module, one)
            if thing.__doc__ and (callable(thing) or inspect.isclass(thing)):
                made += entry(one, thing, 2)
        yield f"{name.rpartition('.')[2]}.md", made


def pictures():
    """What `ramatch.plot` draws, of simulated data and of a measured file, as small PNG files."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    plot, datasets, library = ramatch.plot, ramatch.datasets, ramatch.Library.default()
    polystyrene = BOOK.parents[1] / "examples/data/polystyrene-785-bwtek-a.txt"
    area = datasets.simulated_map((16, 24), ("paracetamol", "lactose", "caffeine"), seed=3)
    mixed = datasets.simulated_mixture({"caffeine": 0.6, "urea": 0.4}, snr=100, seed=1)
    drawn = {
        "spectra": lambda: plot.spectra(ramatch.read(polystyrene), baseline="arpls"),
        "match": lambda: plot.match(ramatch.identify(polystyrene)),
        "mixture": lambda: plot.mixture(library.unmix(mixed)),
        "scores": lambda: plot.scores(ramatch.identify(polystyrene, top=12)),
        "substances": lambda: plot.substances(ramatch.identify_many(area, details=False), area),
        "amounts": lambda: plot.amounts(area[:, 640:660].intensity.sum(axis=1), area, label="intensity at 650 cm⁻¹ (counts)"),
    }
    for name, draw in drawn.items():
        draw()
        pyplot.gcf().savefig(BOOK / "python" / f"{name}.png", dpi=80, metadata={"Software": None})
        pyplot.close("all")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--pictures", action="store_true")
    given = parser.parse_args()
    if given.pictures:
        pictures()
    folder, other = BOOK / "python", []
    folder.mkdir(exist_ok=True)
    for name, made in pages():
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(made)).rstrip() + "\n"
        path = folder / name
        if given.check and (not path.is_file() or path.read_text(encoding="utf-8") != text):
            other.append(name)
        elif not given.check:
            path.write_text(text, encoding="utf-8")
    if other:
        sys.exit(f"not what the docstrings say: {', '.join(other)}; run python/reference/pages.py")


if __name__ == "__main__":
    main()
