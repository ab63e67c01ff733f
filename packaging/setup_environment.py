"""Builds `.venv` in the checkout from the pinned, hashed requirements, with the standard library and pip alone.

pip installs into the environment from outside (`pip --python`): neither ensurepip, which Debian ships separately, nor
root is needed, and the user's own pip configuration (index, proxy, certificates) holds.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import time
import tomllib
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
# Written last, removed first: an environment without it was interrupted, or is somebody else's.
STAMP = ENVIRONMENT / "workbench-requirements.json"

RUNTIME = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"  # holds all of RUNTIME, at the same versions

UNREACHABLE = ("NewConnectionError", "ConnectTimeoutError", "NameResolutionError", "ReadTimeoutError", "ProxyError")


def prepare(requirements: str) -> Path:
    """Make `.venv` hold at least `requirements` and the project itself; takes milliseconds where it does already.

    Args:
        requirements: `RUNTIME` or `DEVELOPMENT`.

    Returns:
        The environment's interpreter.

    Raises:
        SystemExit: With one line, where it cannot be done.
    """
    fingerprint = environment_fingerprint()
    stamped, installed = read_stamp()
    python = environment_python()
    if stamped == fingerprint and installed in {requirements, DEVELOPMENT} and python.exists():
        return python
    started = time.monotonic()
    STAMP.unlink(missing_ok=True)
    if stamped != fingerprint or not python.exists():
        create_environment()
    install_requirements(python, ROOT / "packaging" / requirements)
    install_project(python)
    STAMP.write_text(json.dumps([fingerprint, requirements]), encoding="utf-8")
    say(f"Set up in {time.monotonic() - started:.0f} s.")
    return python


def environment_python() -> Path:
    """The interpreter inside `.venv`, whether or not it exists."""
    return ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def environment_fingerprint() -> str:
    """Changes when the environment has to be built anew: other pins, project metadata, interpreter or place."""
    digest = hashlib.sha256()
    for name in (RUNTIME, DEVELOPMENT):
        digest.update((ROOT / "packaging" / name).read_bytes())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    digest.update(json.dumps([project, sys.version, sys.base_prefix, str(ROOT)]).encode())
    return digest.hexdigest()


def read_stamp() -> tuple[str, str]:
    """Fingerprint and requirements of the last complete set-up; two empty strings where there is none."""
    try:
        fingerprint, requirements = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "", ""
    return fingerprint, requirements


def create_environment() -> None:
    """Replace `.venv` by an empty environment."""
    if Path(sys.prefix).resolve() == ENVIRONMENT:
        sys.exit("The environment has to be built anew: start this with the system's Python, not with that of .venv.")
    if ENVIRONMENT.exists():
        say("Removing an environment that is incomplete or out of date ...")
        shutil.rmtree(ENVIRONMENT)
    command = [sys.executable, "-m", "venv", "--without-pip", str(ENVIRONMENT)]
    if subprocess.run(command, check=False).returncode:
        sys.exit(f"{sys.executable} cannot make a virtual environment in {ENVIRONMENT}.")


def install_requirements(python: Path, requirements: Path) -> None:
    """Install exactly the pinned files: any other content fails its hash."""
    total = sum(" \\" in line and "==" in line for line in requirements.read_text(encoding="utf-8").splitlines())
    say(f"Installing {total} pinned packages into .venv: about a minute, 2 GB; longer on a slow network ...")
    # Compiling 20,000 modules beforehand would double the time; Python compiles what it imports.
    pip(python, "--no-deps", "--no-compile", "--require-hashes", "--requirement", str(requirements), total=total)


def install_project(python: Path) -> None:
    """Make `workbench`, `core` and `resources` importable from the checkout, and the `workbench` command exist."""
    pip(python, "--no-deps", "--no-index", "--no-build-isolation", "--editable", str(ROOT))


def pip(python: Path, *arguments: str, total: int = 0) -> None:
    """Run this interpreter's pip on the environment of `python`; show its progress where `total` packages come."""
    options = ["--no-input", "--no-user", "--disable-pip-version-check", "--progress-bar", "off"]
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", *options, *arguments]
    last_lines: deque[str] = deque(maxlen=40)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace"
    ) as process:
        for line in show_progress(process.stdout or [], total):
            last_lines.append(line)
    if process.returncode:
        sys.exit(explain(list(last_lines)))


def show_progress(lines: Iterator[str] | list[str], total: int) -> Iterator[str]:
    """Pass pip's lines on; on a terminal, one line counts the packages as they come."""
    done, visible = 0, total > 0 and sys.stderr.isatty()
    for line in lines:
        if visible:
            done += line.startswith("Collecting ")
            step = "unpacking ..." if line.startswith("Installing collected") else f"{done} of {total} fetched"
            print(f"\r  {step:<30}", end="", file=sys.stderr, flush=True)
        yield line
    if visible:
        print("\r" + " " * 32, end="\r", file=sys.stderr, flush=True)


def explain(pip_lines: list[str]) -> str:
    """One sentence where the reason is known, else what pip said last."""
    text = "".join(pip_lines)
    if "No module named pip" in text:
        return f"{sys.executable} has no pip: install it (Debian, Ubuntu: apt-get install python3-pip) and start again."
    if any(word in text for word in UNREACHABLE):
        return "The package index cannot be reached: check the network and pip's proxy settings, then start again."
    return f"{text}\nThe packages could not be installed; pip's last words are above."


def interruptible(main: Callable[[], int]) -> int:
    """Run `main`; Ctrl-C ends it with a line instead of a traceback."""
    try:
        return main()
    except KeyboardInterrupt:
        say("\nInterrupted. The same command goes on from here.")
        return 130


def say(text: str) -> None:
    """Talk on standard error: standard output belongs to the program that is started."""
    print(text, file=sys.stderr, flush=True)
