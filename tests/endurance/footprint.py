"""What a process holds on to."""

from __future__ import annotations

import gc
import os
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Footprint:
    """Of this process, now.

    Attributes:
        megabytes: Anonymous memory.
        threads: Python's and others'.
        handles: Open files, pipes and sockets.
        temporary: Files in the folder for temporary ones.
        processes: Children.
    """

    megabytes: float
    threads: int
    handles: int
    temporary: int
    processes: int

    @classmethod
    def now(cls) -> Footprint:
        """After what nobody refers to is gone."""
        gc.collect()
        status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("ascii").splitlines())
        children = sum(len(path.read_text("ascii").split()) for path in Path("/proc/self/task").glob("*/children"))
        return cls(
            megabytes=int(status["RssAnon"].split()[0]) / 1024,
            threads=max(int(status["Threads"]), threading.active_count()),
            handles=len(os.listdir("/proc/self/fd")),  # noqa: PTH208 - names alone
            temporary=sum(1 for _ in Path(tempfile.gettempdir()).iterdir()),
            processes=children,
        )

    def grown_beyond(self, before: Footprint, megabytes: float) -> list[str]:
        """What there is more of than before; of memory, more than so much."""
        grown = [f"{self.megabytes - before.megabytes:.1f} MB"] if self.megabytes - before.megabytes > megabytes else []
        for name in ("threads", "handles", "temporary", "processes"):
            more = getattr(self, name) - getattr(before, name)
            grown += [f"{more} {name}"] if more > 0 else []
        return grown
