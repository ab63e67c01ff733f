"""Set up what is missing, then start the workbench: `python3 packaging/run.py [ARGUMENTS OF workbench]`."""

import os
import subprocess
import sys

import require_python  # noqa: F401 - comes first: an old Python cannot read what follows
import setup_environment
import system_libraries


def has_display() -> bool:
    """Whether a window can be shown; Windows and macOS always can."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def main() -> int:
    """Returns the application's exit status."""
    arguments = sys.argv[1:]
    python = setup_environment.prepare(setup_environment.RUNTIME)
    if not arguments:
        complete = system_libraries.provide()
        if not has_display():
            setup_environment.say("There is no display here, so this runs `workbench demo` in the terminal instead.")
            arguments = ["demo"]
        elif not complete:
            return 1
    return subprocess.run([str(python), "-m", "workbench", *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(setup_environment.interruptible(main))
