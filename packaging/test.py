"""Set up what is missing, then run every check and test: `python3 packaging/test.py [ARGUMENTS OF pytest]`."""

import os
import subprocess
import sys
import time
from pathlib import Path

import require_python  # noqa: F401 - comes first: an old Python cannot read what follows
import setup_environment
import system_libraries

CHECKS = {
    "lint": ["-m", "ruff", "check", "--quiet", "."],
    "format": ["-m", "ruff", "format", "--quiet", "--check", "."],
    "types": ["-m", "mypy"],
    # import-linter has no `python -m`.
    "imports": ["-c", "import sys; from importlinter.cli import lint_imports_command as main; sys.exit(main())"],
}
# Where all tests are run: first what is timed, by itself, then all the rest on as many processors as there are.
TIMED = {"timed tests": ["-m", "pytest", "--quiet", "-m", "timed and not slow"]}
REST = ["-n", "auto", "-m", "not slow and not timed"]


def run_check(python: Path, name: str, arguments: list[str]) -> str:
    """Run one check, show its output where it fails, and return its line of the summary."""
    started = time.monotonic()
    result = subprocess.run(
        [str(python), *arguments], cwd=setup_environment.ROOT, text=True, capture_output=True, check=False
    )
    line = f"{name}: {'FAILED' if result.returncode else 'passed'}"
    print(f"{line} in {time.monotonic() - started:.1f} s", flush=True)
    if result.returncode:
        print(result.stdout + result.stderr, flush=True)
    return line


def run_tests(python: Path, summary: list[str]) -> int:
    """Run pytest, which repeats the summary just above its own closing line: the last line of all."""
    environment = {**os.environ, "WORKBENCH_CHECKS": "\n".join(summary)}
    command = [str(python), "-m", "pytest", *(sys.argv[1:] or REST)]
    return subprocess.run(command, cwd=setup_environment.ROOT, env=environment, check=False).returncode


def main() -> int:
    """Returns 0 only where every check and every test passed."""
    python = setup_environment.prepare(setup_environment.DEVELOPMENT)
    if not system_libraries.provide():
        return 1
    system_libraries.provide_screen()
    checks = CHECKS if sys.argv[1:] else CHECKS | TIMED
    summary = [run_check(python, name, arguments) for name, arguments in checks.items()]
    tests_status = run_tests(python, summary)
    return tests_status or int(any(line.endswith("FAILED") for line in summary))


if __name__ == "__main__":
    sys.exit(setup_environment.interruptible(main))
