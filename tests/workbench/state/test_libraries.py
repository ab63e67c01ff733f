"""The window loads its libraries after it has been shown, from several threads at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

# As at the start of the program: a dataset and a model are opened at the same moment, a picture is waiting, and an
# experiment is to be seen in the window.
TOGETHER = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from workbench.state.session import Session

# Threads take turns so often that they meet in the middle of an import.
sys.setswitchinterval(1e-5)
application = QCoreApplication([])
session = Session(Path(sys.argv[1]))
session.datasets.open("no-such-source")
session.models.choose_file(Path("no-such-model.workbench"))
session.predictions.ask([Path("no-such-picture.png")])
session.design.open_file(Path("no-such-experiment.json"))
tick = QTimer(interval=10)

def look():
    if not session.datasets.is_reading and not session.models.is_reading and not session.predictions.is_busy:
        application.quit()

tick.timeout.connect(look)
tick.start()
application.exec()
print(session.datasets.error, session.models.error, session.design.error, len(session.predictions.entries))
session.close()
"""


def test_work_of_all_kinds_can_begin_at_once_when_nothing_is_loaded_yet(tmp_path: Path) -> None:
    command = [sys.executable, "-c", TOGETHER, str(tmp_path)]
    result = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False, timeout=60)
    assert not result.stderr
    assert "no-such-source" in result.stdout
    assert "no-such-model" in result.stdout
    assert "no-such-experiment" in result.stdout
    assert result.stdout.split()[-1] == "1"
