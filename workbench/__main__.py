"""The entry point: `workbench`, or `python -m workbench`."""

from __future__ import annotations

import io
import multiprocessing
import sys

from workbench.origin import check_single_origin


def main() -> None:
    """Start the command line where a command is given; otherwise the window, with the paths given."""
    # First of all: in a frozen program a spawned worker process begins here too.
    multiprocessing.freeze_support()
    check_single_origin()
    _write_what_the_terminal_can_show()
    # Nothing of ours is imported before the check, and the window starts without the command line.
    from workbench.arguments import opens_window, paths_of  # noqa: PLC0415

    arguments = sys.argv[1:]
    if not opens_window(arguments):
        from workbench.cli.app import run  # noqa: PLC0415

        sys.exit(run(arguments))
    from workbench.guard import guarded  # noqa: PLC0415
    from workbench.launch import open_window  # noqa: PLC0415

    sys.exit(guarded(lambda: open_window(paths_of(arguments))))


def _write_what_the_terminal_can_show() -> None:
    """Escape the rest: a letter that its encoding lacks, or a file name that is no text, is no reason to fail."""
    for stream in (sys.stdout, sys.stderr):
        # In a windowed program there is neither.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    main()
