//! How the page looks: by day, by night, printed, on a telephone. Colours are those of Okabe and Ito, which people of every colour vision tell
//! apart; lines differ by their strokes as well.

pub(super) const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1a1a1a; --soft: #595959; --page: #fff; --card: #f6f6f4; --line: #cfcfca;
  --blue: #0072b2; --red: #d55e00; --green: #007a5a; --purple: #a8518a; --warn: #fff1d6; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececea; --soft: #b0b0ac; --page: #161616; --card: #212121; --line: #4a4a48;
  --blue: #56b4e9; --red: #f0803c; --green: #2fc49a; --purple: #e09ac4; --warn: #3a2f14; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 76rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
p, ul { margin: .5rem 0; max-width: 46rem; }
.soft, figcaption span { color: var(--soft); }
.remarks { background: var(--warn); border-left: .3rem solid var(--red); padding: .5rem 1rem .5rem 2rem; list-style: disc; }
.pictures { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
figure { margin: 0; padding: .75rem; background: var(--card); border: 1px solid var(--line); border-radius: .4rem; }
figcaption { font-size: .875rem; line-height: 1.4; }
figcaption b { display: block; font-size: 1rem; }
figure svg { display: block; width: 100%; height: auto; }
.legend { list-style: none; margin: .25rem 0 0; padding: 0; font-size: .875rem; line-height: 1.4; }
.legend li { padding-left: 2.4rem; text-indent: -2.4rem; }
.legend svg { display: inline-block; width: 2rem; height: .8rem; margin-right: .4rem; vertical-align: middle; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .7rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }
td.n, th.n { text-align: right; white-space: nowrap; }
td.f { overflow-wrap: anywhere; min-width: 9rem; }
td.r { min-width: 11rem; }
td.v { white-space: nowrap; }
code { overflow-wrap: anywhere; font-size: .875em; }
svg text { font: 12.5px system-ui, sans-serif; fill: var(--ink); }
svg .tick { fill: var(--soft); }
svg .grid { stroke: var(--line); stroke-width: 1; fill: none; }
svg .axis { stroke: var(--soft); stroke-width: 1; fill: none; }
svg .even { stroke: var(--soft); stroke-width: 1.2; stroke-dasharray: 2 4; fill: none; }
svg .a { stroke: var(--blue); stroke-width: 2.2; fill: none; }
svg .b { stroke: var(--red); stroke-width: 2.2; stroke-dasharray: 7 4; fill: none; }
svg .c { stroke: var(--green); stroke-width: 2.2; stroke-dasharray: 2 3; fill: none; }
svg .bar { stroke: var(--ink); stroke-width: 1.3; fill: none; }
svg .band { fill: var(--blue); fill-opacity: .2; stroke: none; }
svg .fa { fill: var(--blue); stroke: none; }
svg .fb { fill: var(--red); stroke: none; }
svg .fc { fill: var(--card); stroke: var(--green); stroke-width: 1.6; }
@media (max-width: 32rem) { body { padding: .75rem; } table { font-size: .8rem; } th, td { padding-right: .45rem; } th.n { white-space: normal; }
  td.r { min-width: 8.5rem; } td.v code { font-size: .68rem; } }
@media print { :root { color-scheme: light; --ink: #000; --soft: #444; --page: #fff; --card: #fff; --line: #bbb; --blue: #0072b2; --red: #d55e00;
  --green: #007a5a; --purple: #a8518a; --warn: #fff; }
  body { max-width: none; padding: 0; font-size: 11pt; } figure, tr { break-inside: avoid; } h2 { break-after: avoid; }
  .pictures { grid-template-columns: 1fr 1fr; } .scroll { overflow: visible; } }
";
