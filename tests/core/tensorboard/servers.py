"""A process that starts a server, says its address and waits to be killed: `python -m tests... WORKSPACE`."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from core.tensorboard.server import start_server

if __name__ == "__main__":
    with start_server(Path(sys.argv[1])) as server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        threading.Event().wait()
