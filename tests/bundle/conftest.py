"""A built bundle, and what runs it as on a machine that has no Python."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

SECONDS = 300.0


class Bundle(NamedTuple):
    """Where it is, and what was said when it was built."""

    folder: Path
    program: Path
    figures: Path
    kind: str
    unpacked_bytes: int
    packed_bytes: int


class Result(NamedTuple):
    """How a command ended, and what it printed."""

    status: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    program = os.environ.get("WORKBENCH_PROGRAM")
    if program is None:
        pytest.skip("needs a bundle: packaging/test_bundle.py KIND FOLDER runs this")
    folder = Path(program).parent
    figures = folder.with_name(f"{folder.name}.json")
    built = json.loads(figures.read_text("utf-8"))
    return Bundle(folder, Path(program), figures, built["kind"], built["unpacked_bytes"], built["packed_bytes"])


@pytest.fixture
def run(bundle: Bundle, tmp_path: Path) -> Run:
    """Runs a command of the bundle with nothing of this Python to be found, in a home of its own."""

    def call(*arguments: str | Path, **environment: str) -> Result:
        own = {"HOME": str(tmp_path), "PATH": "", "WORKBENCH_WORKSPACE": str(tmp_path / "workspace")}
        kept = {name: os.environ[name] for name in ("WORKBENCH_CACHE", "LANG") if name in os.environ}
        result = subprocess.run(
            [str(bundle.program), *map(str, arguments)],
            env=own | kept | environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return Result(result.returncode, result.stdout, result.stderr)

    return call
