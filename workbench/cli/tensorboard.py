"""`workbench tensorboard`."""

from __future__ import annotations

import sys
import webbrowser
from typing import Annotated

import typer

from core.errors import WorkbenchError
from core.paths import default_workspace
from core.tensorboard.server import start_server
from workbench.cli.options import WorkspaceOption
from workbench.cli.output import JsonOption, note, print_json, progress, say


def tensorboard(
    workspace: WorkspaceOption = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Where to listen; 0: any free port.")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in the browser.")] = True,
    json: JsonOption = False,
) -> None:
    """Show the runs of a workspace in TensorBoard, on this machine alone, until Ctrl-C ends it."""
    folder = (workspace or default_workspace()).absolute()
    if not folder.is_dir():
        raise WorkbenchError(f"There is no workspace {folder}.", "Train something first, or name one with --workspace.")
    with progress() as report:
        server = start_server(folder, port, report)
    with server:
        if json:
            print_json({"url": server.url})
            # Whoever reads it is not to wait for the end.
            sys.stdout.flush()
        else:
            say(server.url)
        if browser and not webbrowser.open(server.url):
            note("No browser could be opened; open the address in one.")
        try:
            server.wait()
        except KeyboardInterrupt:
            return
    raise WorkbenchError("TensorBoard has ended by itself.", f"What it said is in {server.log}.")
