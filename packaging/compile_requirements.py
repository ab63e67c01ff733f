"""Pin every dependency, with hashes, for all platforms: `.venv/bin/python packaging/compile_requirements.py`.

Pins stay as they are unless pyproject.toml demands otherwise; `--upgrade`, or `--upgrade-package NAME`, renews them.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# --no-emit-index-url keeps addresses out of the files: they install from whatever index the user's pip is set to.
OPTIONS = [
    "--universal",
    "--generate-hashes",
    "--no-annotate",
    "--no-emit-index-url",
    "--custom-compile-command=python packaging/compile_requirements.py",
]


def compile_group(group: str, output: str, *options: str) -> None:
    """Write packaging/`output`: the project's dependencies and those of one of its dependency groups."""
    command = [sys.executable, "-m", "uv", "pip", "compile", *OPTIONS, *options, "--quiet"]
    target = f"packaging/{output}"
    subprocess.run([*command, "pyproject.toml", "--group", group, "--output-file", target], cwd=ROOT, check=True)


if __name__ == "__main__":
    compile_group("build", "requirements.txt", *sys.argv[1:])
    compile_group("dev", "requirements-dev.txt", "--constraints=packaging/requirements.txt", *sys.argv[1:])
