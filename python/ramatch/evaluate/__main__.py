"""``python -m ramatch.evaluate``: protocols asked, tables and pictures made."""

import argparse
import csv
import json
import pathlib
import sys

try:
    import tomllib
except ModuleNotFoundError:  # before Python 3.11
    tomllib = None

from . import mixtures, pictures, properties, tables
from .evidence import PROTOCOLS, Evidence
from .measure import Variant, run_protocol
from .mixture_engine import Engine
from .mixture_sets import MixtureSets
from .sets import Missing, Names
from .synthetic import run_surface
from .verdict import Verdicts, figures

OWN = pathlib.Path(__file__).with_name("protocols.toml")


def main():
    parser = argparse.ArgumentParser(prog="python -m ramatch.evaluate", description=__doc__)
    parser.add_argument("--data", default=".", help="folder with the .npz sets")
    parser.add_argument("--names", help="CSV of names that mean one substance (substance, also called)")
    parser.add_argument("--folder", action="append", default=[], metavar="NAME=PATH", help="where a set of files lies")
    parser.add_argument("--protocols", default=str(OWN), help="protocols (TOML); the development ones if none is given")
    parser.add_argument("--only", help="only protocols whose name holds this; 'surface', 'evidence', 'verdict', 'mixtures', 'mixtures: street'")
    short = "only the default matcher, the point of the surface, an eighth of evidence, a seventh of mixtures"
    parser.add_argument("--short", action="store_true", help=short)
    parser.add_argument("--limits", default="docs/src/evidence.md", help="the book's page with the limits of properties")
    parser.add_argument("--out", default="evaluation", help="folder for tables, answers and pictures")
    args = parser.parse_args()
    if tomllib is None:
        parser.error("Python 3.11 or newer is needed to read the protocols")
    with open(args.protocols, "rb") as file:
        asked = tomllib.load(file)
    folders = {"data": args.data, **dict(pair.split("=", 1) for pair in args.folder)}
    names = Names(args.names)
    out = pathlib.Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    variants = [
        Variant(
            one["name"],
            one.get("emphasis", {}),
            one.get("metric", ""),
            tuple(one["tolerance"]) if "tolerance" in one else None,
        )
        for one in asked.get("variant", [{"name": "default"}])
    ]
    variants = variants[:1] if args.short else variants
    text = []
    for protocol in asked.get("protocol", []):
        if args.only and args.only not in protocol["name"]:
            continue
        try:
            outcomes = run_protocol(protocol, variants, folders, names, progress=_progress)
        except Missing as missing:
            print(f"skipped: {protocol['name']}: {missing}")
            continue
        _clear()
        slug = protocol["name"].replace(", ", "-").replace(" ", "-")
        _write_rows(
            out / f"{slug}.csv",
            [{"variant": outcome.variant, **answer} for outcome in outcomes for answer in outcome.answers],
        )
        text.append(tables.protocol(protocol, outcomes))
        print(text[-1], flush=True)
        pictures.scores(out / f"{slug}.svg", outcomes[0])
    if "surface" in asked and (not args.only or args.only in "surface"):
        text.append(_surface(asked["surface"], out, args.short))
        print(text[-1], flush=True)
    if "evidence" in asked:
        text += _evidence(asked["evidence"], folders, names, out, args)
    if "verdict" in asked and (not args.only or args.only in "verdict"):
        text += _verdict(asked, folders, names, out, args)
    if "mixtures" in asked:
        text += _mixtures(asked["mixtures"], folders, names, out, args)
    (out / "tables.md").write_text("\n".join(text), encoding="utf-8")


def _surface(surface, out, short):
    point = surface["point"]
    results = [("point", None, run_surface(point, repeats=1 if short else 3, progress=_progress))]
    for key in [] if short else [key for key in surface if key != "point"]:
        for value in surface[key]:
            results.append((key, value, run_surface({**point, key: value}, progress=_progress)))
            if key == "polyethylene" and value > 0:
                told = run_surface({**point, key: value, "through": True}, progress=_progress)
                results.append(("polyethylene, stated", value, told))
    pairs = {}
    if not short:
        for shift in surface["shift_cm1"]:
            for snr in surface["snr"]:
                at = {**point, "shift_cm1": shift, "snr": snr}
                pairs[shift, snr] = run_surface(at, progress=_progress)
    _clear()
    with open(out / "surface.json", "w", encoding="utf-8") as file:
        json.dump([(key, value, result) for key, value, result in results], file, indent=1)
    if pairs:
        pictures.surface(out / "surface.svg", pairs)
    return tables.surface(results)


def _evidence(about, folders, names, out, args):
    wanted = {name: title for name, title in PROTOCOLS.items() if not args.only or args.only in title}
    if not wanted:
        return []
    try:
        evidence = Evidence(about, folders, names, short=args.short)
    except Missing as missing:
        print(f"skipped: evidence: {missing}")
        return []
    text, answers = [], {}
    for name, title in wanted.items():
        rows = answers[name] = evidence.run(name, progress=_progress)
        _clear()
        _write_rows(out / f"evidence-{name}.csv", rows)
        text.append(tables.evidence(name, title, rows))
        print(text[-1], flush=True)
        if name == "properties" and not args.short:
            _check(rows, args.limits)
    if len(answers) == len(PROTOCOLS) and not args.short:
        text.append(tables.without_each_reason(answers))
        print(text[-1], flush=True)
        for one in about.get("variant", []):
            variant = Variant(one["name"], one["emphasis"])
            rows = Evidence(about, folders, names, variant=variant).run("noise", progress=_progress)
            _clear()
            _write_rows(out / f"evidence-noise-{one['name'].replace(' ', '-')}.csv", rows)
            text.append(tables.evidence("noise", f"evidence: noise added, {one['name']}", rows))
            print(text[-1], flush=True)
    return text


def _verdict(asked, folders, names, out, args):
    try:
        verdicts = Verdicts(asked["verdict"], asked["evidence"], folders, names, short=args.short, progress=_progress)
    except Missing as missing:
        print(f"skipped: verdict: {missing}")
        return []
    rows = verdicts.run()
    _clear()
    for name, of in rows.items():
        _write_rows(out / f"verdict-{name}.csv", of)
    found = figures(rows)
    (out / "verdict.json").write_text(json.dumps(found, indent=1, default=str), encoding="utf-8")
    text = tables.verdict(found)
    print(text, flush=True)
    return [text]


def _mixtures(about, folders, names, out, args):
    only = args.only or "mixtures"
    wanted = [name for name in mixtures.PROTOCOLS if only.startswith("mixtures") and only in f"mixtures: {name}"]
    if not wanted:
        return []
    try:
        sets = MixtureSets(folders, names)
        # Seven takes turns with bags, of which every fifth has one, and with two and three components.
        sizes = {"every": 7 if args.short else 1, "street_of_each": about["street_of_each"], "pairs": about["pairs"]}
        rows = mixtures.run(Engine(), sets, wanted, progress=_progress, **sizes)
    except Missing as missing:
        print(f"skipped: mixtures: {missing}")
        return []
    _clear()
    for name, of in rows.items():
        slug = name.replace(", ", "-").replace(" ", "-")
        _write_rows(out / f"mixtures-{slug}.csv", [mixtures.flat(row) for row in of])
    found = mixtures.figures(rows)
    if "surface" in found.get("street", {}):
        pictures.detection(out / "mixture-limit.svg", found["street"])
    text = mixtures.table(found)
    print(text, flush=True)
    return [text]


def _check(rows, book):
    """Say what is beyond the book's limits."""
    if not pathlib.Path(book).is_file():
        print(f"not compared with limits: there is no {book}")
        return
    for line in properties.beyond(rows, properties.limits(book)) or ["all within the limits"]:
        print(line)


def _write_rows(path, rows):
    if rows:
        columns = list(dict.fromkeys(key for row in rows for key in row))
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)


def _progress(protocol, variant, done, of):
    if sys.stderr.isatty():
        print(f"\r\x1b[K{protocol}: {variant}: {done} of {of}", end="", file=sys.stderr)


def _clear():
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)


if __name__ == "__main__":
    main()
