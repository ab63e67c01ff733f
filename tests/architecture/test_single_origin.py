"""A foreign `core` in front of ours is named at the start, instead of failing later in some odd way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from workbench.origin import check_single_origin

ROOT = Path(__file__).resolve().parents[2]


def test_one_installation_starts() -> None:
    check_single_origin()


def test_a_foreign_core_stops_the_start_with_one_line_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "__init__.py").touch()
    path = [str(tmp_path), str(ROOT)]
    program = f"import sys; sys.path[:0] = {path}; from workbench.origin import check_single_origin as check; check()"
    result = subprocess.run([sys.executable, "-c", program], text=True, capture_output=True, check=False, cwd=tmp_path)
    assert result.returncode == 1
    assert str(tmp_path) in result.stderr
    assert len(result.stderr.splitlines()) == 1
