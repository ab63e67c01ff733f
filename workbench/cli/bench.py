"""`workbench bench`: how fast we are, beside others on the same work."""

from __future__ import annotations

import typer

app = typer.Typer(help="Measure speed against peers, interleaved in one run.", no_args_is_help=True)
