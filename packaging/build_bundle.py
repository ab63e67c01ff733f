"""Build a bundle, a folder that runs without Python: `python3 packaging/build_bundle.py lite|full [FOLDER]`.

lite has everything but Keras and the TensorBoard page. Into FOLDER (dist, unless it is named) go the folder
`workbench-KIND`, an archive of it, and their sizes as JSON. About two minutes; for full, ten.
"""

import os
import subprocess
import sys
from pathlib import Path

import require_python  # noqa: F401 - comes first: an old Python cannot read what follows
import setup_environment

KINDS = ("lite", "full")
STEPS = setup_environment.ROOT / "packaging" / "bundle_steps.py"


def main() -> int:
    """Returns 0 where the bundle was built."""
    if len(sys.argv) not in {2, 3} or sys.argv[1] not in KINDS:
        setup_environment.say(f"Usage: {sys.argv[0]} {'|'.join(KINDS)} [FOLDER]")
        return 2
    target = Path(sys.argv[2] if len(sys.argv) > 2 else "dist").resolve()
    # The steps stand on libraries that may not have been there until now.
    python = setup_environment.prepare(setup_environment.DEVELOPMENT)
    environment = {**os.environ, "PYTHONPATH": str(setup_environment.ROOT)}
    command = [str(python), str(STEPS), sys.argv[1], str(target)]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(setup_environment.interruptible(main))
