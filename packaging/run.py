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


def may_open_window(arguments: list[str]) -> bool:
    """Whether the window may be what is started: without arguments, or with something to open in it.

    The program itself decides, once it is there: a word can be a command and the name of a file at once.
    """
    return not arguments or looks_like_path(arguments[0]) or os.path.exists(arguments[0])  # noqa: PTH110 - never raises


def looks_like_path(word: str) -> bool:
    """Whether a word has what no command has: a folder in front, an ending, or ~."""
    return not word.startswith("-") and (word.startswith("~") or any(sign in word for sign in (".", "/", os.sep)))


def main() -> int:
    """Returns the application's exit status."""
    arguments = sys.argv[1:]
    python = setup_environment.prepare(setup_environment.RUNTIME)
    is_complete = system_libraries.provide() if may_open_window(arguments) else True
    if not arguments and not has_display():
        setup_environment.say("There is no display here, so this runs `workbench demo` in the terminal instead.")
        arguments = ["demo"]
    elif not is_complete and (not arguments or looks_like_path(arguments[0])):
        return 1
    # -P: what lies in the folder that the user stands in is to be opened, not imported.
    return subprocess.run([str(python), "-P", "-m", "workbench", *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(setup_environment.interruptible(main))
