"""Colours and measures of the page: quiet cards, numbers as the heroes, light or dark as the reader's system is."""

from __future__ import annotations

from dataclasses import asdict

from resources import palette

# `shade` is the strongest tint behind a number of the matrix at which its text keeps 4.5:1.
LIGHT = asdict(palette.LIGHT) | {"shade": "70%"}
DARK = asdict(palette.DARK) | {"shade": "50%"}

_RULES = """
* { box-sizing: border-box; margin: 0; }
body { background: var(--ground); color: var(--text); font: 14px/20px system-ui, "Segoe UI", Roboto, "Noto Sans",
  sans-serif; font-variant-numeric: tabular-nums; }
.quiet, figcaption .row, svg text { font-size: 12px; }
.quiet { color: var(--quiet); }
h1, h2 { font-size: 15px; font-weight: 600; }
.top { background: var(--card); border-bottom: 1px solid var(--line); }
.top > div { display: flex; align-items: center; gap: 16px; padding: 10px 20px; }
.chip { border: 1px solid var(--line); border-radius: 8px; padding: 4px 12px; color: var(--quiet); }
.chip b { color: var(--text); font-weight: 600; margin-left: 6px; }
.top > div, main { max-width: 1320px; margin: 0 auto; }
main, .run, .tables { display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); }
main { padding: 20px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px; min-width: 0; }
.card > header { display: flex; justify-content: space-between; align-items: baseline; gap: 16px; margin-bottom: 12px; }
.card > header .quiet { text-align: right; }
.card > .quiet:last-child, .scroll + .quiet { margin-top: 12px; }
.card > .empty { padding: 64px 0; text-align: center; }
.keys { display: grid; grid-template-columns: repeat(auto-fit, minmax(176px, 1fr)); gap: 16px; }
.keys dt { color: var(--quiet); font-size: 12px; }
.keys dd.value { font-size: 28px; line-height: 36px; font-weight: 600; }
.best { color: var(--best); }
.facts { display: grid; grid-template-columns: auto 1fr; gap: 8px 16px; }
.facts dt { color: var(--quiet); }
.facts dd { text-align: right; font-weight: 600; overflow-wrap: anywhere; }
.legend { display: flex; gap: 12px; list-style: none; padding: 0; font-size: 12px; font-weight: 600; }
.legend li::before { content: ""; display: inline-block; width: 10px; height: 3px; margin: 0 4px 3px 0;
  background: currentColor; }
.train { color: var(--train); }
.validation { color: var(--validation); }
.legend.below { flex-wrap: wrap; margin-top: 8px; gap: 4px 12px; }
.run-1 { color: var(--run_1); }
.run-2 { color: var(--run_2); }
.run-3 { color: var(--run_3); }
.run-4 { color: var(--run_4); }
.run-5 { color: var(--run_5); }
.run-6 { color: var(--run_6); }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--quiet); }
.grid { stroke: var(--line); }
.curve { fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linejoin: round; }
circle { fill: currentColor; }
.best-mark { stroke: var(--best); stroke-dasharray: 3 4; }
svg text.best { fill: var(--best); }
.reliability .accuracy { fill: var(--accent); }
.reliability .confidence { stroke: var(--text); stroke-width: 1.75; }
.reliability .ideal { stroke: var(--quiet); stroke-dasharray: 3 4; }
.pointer { fill: transparent; }
.pointer:hover { fill: var(--quiet); fill-opacity: 0.12; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { font-weight: 400; }
.matrix { table-layout: fixed; min-width: calc(var(--name) + var(--classes) * (var(--digits) * 1ch + 14px)); }
.matrix .corner { width: var(--name); }
.matrix td { text-align: right; padding: 5px; border: 2px solid var(--card); border-radius: 6px;
  background: color-mix(in srgb, var(--accent) calc(var(--tint) * var(--shade)), var(--card)); }
.matrix .hit { font-weight: 600; }
.matrix .zero { color: var(--quiet); opacity: 0.6; }
.matrix th { color: var(--quiet); font-size: 12px; text-align: right; padding: 4px 7px; white-space: nowrap; }
.matrix th span { display: block; overflow: hidden; text-overflow: ellipsis; }
.matrix tbody th { color: var(--text); font-size: 14px; position: sticky; left: 0; background: var(--card); }
.turned thead th { vertical-align: bottom; }
.turned thead th:not(.corner) span { writing-mode: vertical-rl; transform: rotate(180deg);
  max-height: 120px; margin-left: auto; }
.figures th, .figures td { border-bottom: 1px solid var(--line); padding: 5px 8px; text-align: right; }
.figures thead th { color: var(--quiet); font-size: 12px; }
.figures tr > :first-child { text-align: left; padding-left: 0; overflow-wrap: anywhere; }
.figures tr > :last-child { padding-right: 0; }
.figures tbody tr:last-child > * { border-bottom: 0; }
.wide { width: 30%; }
.bar { display: block; height: 8px; border-radius: 4px; background: var(--line); overflow: hidden; }
.bar span { display: block; height: 100%; border-radius: 4px; background: var(--accent); }
.bar .weak { opacity: 0.5; }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(272px, 1fr)); gap: 16px 24px; }
.pictures { display: flex; flex-wrap: wrap; gap: 12px; }
.pictures figure { flex-direction: column; gap: 4px; align-items: center; }
figure { display: flex; gap: 12px; min-width: 0; }
figure img { image-rendering: pixelated; border-radius: 6px; flex: none; align-self: start; }
figcaption { flex: 1; min-width: 0; align-self: center; }
figcaption .row { display: grid; grid-template-columns: minmax(0, var(--name)) minmax(40px, 1fr) 50px; gap: 8px;
  align-items: center; color: var(--quiet); text-align: right; }
.name { text-align: left; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.name.true { color: var(--text); font-weight: 600; }
@media (min-width: 900px) {
  .pair { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .run { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) 320px; }
}
@media print { .card, figure { break-inside: avoid; } * { print-color-adjust: exact; } }
"""


def style_sheet() -> str:
    """The whole style of the page."""
    dark = f"@media (prefers-color-scheme: dark) {{ {_variables(DARK)} }}"
    return f"{_variables(LIGHT)}\n{dark}\n{_RULES}"


def _variables(tokens: dict[str, str]) -> str:
    return ":root { " + " ".join(f"--{name}: {value};" for name, value in tokens.items()) + " }"
