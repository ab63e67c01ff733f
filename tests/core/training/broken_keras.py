"""A supervisor of a run on Keras, for a process in which Keras is broken: `WORKSPACE SOURCE`."""

from __future__ import annotations

import sys
from pathlib import Path

from core.backends.registry import unavailable_reason
from core.experiment.recipes import load_recipe
from core.runs.store import RunStore
from core.training.background import start_in_background


def main() -> None:
    """Print how the run ended, why, and what is said of Keras from then on."""
    with RunStore(Path(sys.argv[1])) as store:
        experiment = load_recipe("digits-quick").model_copy(update={"backend": "keras"})
        worker = start_in_background(store, experiment, sys.argv[2])
        *_, last = worker.events()
        worker.close()
    sys.stdout.write(f"{last.outcome}\n{last.reason}\n{unavailable_reason('keras')}\n")


if __name__ == "__main__":
    main()
