"""Test a bundle that was built, without Python on its path: `python3 packaging/test_bundle.py lite|full [FOLDER]`.

Its commands, and the same tour of the window on a real X screen that the checkout's tests make.
"""

import os
import subprocess
import sys
from pathlib import Path

import require_python  # noqa: F401 - comes first: an old Python cannot read what follows
import setup_environment
import system_libraries

TESTS = ["tests/bundle", "tests/desktop"]


def main() -> int:
    """Returns 0 where every test passed."""
    if len(sys.argv) not in {2, 3}:
        setup_environment.say(f"Usage: {sys.argv[0]} lite|full [FOLDER]")
        return 2
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else "dist").resolve() / f"workbench-{sys.argv[1]}"
    program = folder / ("workbench.exe" if sys.platform == "win32" else "workbench")
    if not program.exists():
        setup_environment.say(f"There is no {program}: build it with packaging/build_bundle.py {sys.argv[1]}.")
        return 2
    python = setup_environment.prepare(setup_environment.DEVELOPMENT)
    system_libraries.provide_screen()
    command = [str(python), "-m", "pytest", "-m", "slow or not slow", *TESTS]
    environment = {**os.environ, "WORKBENCH_PROGRAM": str(program)}
    return subprocess.run(command, cwd=setup_environment.ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(setup_environment.interruptible(main))
