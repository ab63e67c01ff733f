"""Benchmarks of the window: programs of their own, as they load Qt, which the command line does without."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from core.errors import WorkbenchError
from workbench.display import has_display

if TYPE_CHECKING:
    from core.benchmarks.waits import WindowWait


def measured_by(program: Literal["window", "start"], *arguments: str) -> list[WindowWait]:
    """What `workbench.bench` finds; where there is no display, in a window that nobody sees.

    Raises:
        WorkbenchError: It failed; its own words are the details.
    """
    from core.benchmarks.waits import WindowWait  # noqa: PLC0415 - loads pydantic

    with TemporaryDirectory(prefix="workbench-bench-") as folder:
        environment = os.environ | {"WORKBENCH_WORKSPACE": str(Path(folder) / "workspace")}
        if not has_display():
            environment["QT_QPA_PLATFORM"] = "offscreen"
        command = [sys.executable, "-m", f"workbench.bench.{program}", folder, *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise WorkbenchError("The window could not be measured.", "", done.stderr)
    return [WindowWait.model_validate(row) for row in json.loads(done.stdout.splitlines()[-1])]
