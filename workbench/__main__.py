"""The entry point: `workbench`, or `python -m workbench`."""

from __future__ import annotations

import multiprocessing
import sys

from workbench.origin import check_single_origin


def main() -> None:
    """Start the command line, or the window where no command is given."""
    # First of all: in a frozen program a spawned worker process begins here too.
    multiprocessing.freeze_support()
    check_single_origin()
    # Nothing of ours is imported before the check.
    from workbench.cli.app import guarded, run  # noqa: PLC0415

    if sys.argv[1:]:
        sys.exit(run(sys.argv[1:]))
    from workbench.launch import open_window  # noqa: PLC0415

    sys.exit(guarded(open_window))


if __name__ == "__main__":
    main()
