"""Event files, which TensorBoard reads: records of protocol buffers, each with checksums.

tensorboard's own writers load TensorFlow where there is one, and tensorboardX loads PyTorch; both write on a thread
that dies with the first error of the disk, after which whoever has more to write waits for ever. The messages are
tensorboard's; to put them into a file takes the few lines below.
"""

from __future__ import annotations

import os
import socket
import struct
import time
from pathlib import Path
from typing import Any, Final

from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary

_VERSION: Final = "brain.Event:2"
_CASTAGNOLI: Final = 0x82F63B78
_ALL_BITS: Final = 0xFFFFFFFF


class EventFile:
    """One file of a run's events, new with each process that writes the run.

    Every record is whole on disk, as far as the system goes, when `add` returns: TensorBoard may look at any moment.

    Args:
        folder: Of the run, or of a part of it; made where there is none.
        first_step: What a run that goes on goes on from: steps from here on that an earlier process wrote do not count.

    Raises:
        OSError: The folder cannot be written.
    """

    def __init__(self, folder: Path, first_step: int = 0) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # TensorBoard reads the files of a folder in the order of their names.
        now = time.time_ns()
        name = f"events.out.tfevents.{now // 10**9:010d}.{now % 10**9:09d}.{os.getpid()}.{socket.gethostname()}"
        self._file = (folder / name).open("xb", buffering=0)
        self._write(Event(wall_time=time.time(), file_version=_VERSION))
        if first_step > 0:
            session = SessionLog(status=SessionLog.START)
            self._write(Event(wall_time=time.time(), step=first_step, session_log=session))

    def add(self, step: int, *values: Any) -> None:
        """Write values of one step.

        Args:
            step: Where they stand on the horizontal axis.
            *values: `Summary.Value` messages; see `core.tensorboard.summaries`.

        Raises:
            OSError: The disk is full, or gone.
        """
        self._write(Event(wall_time=time.time(), step=step, summary=Summary(value=values)))

    def add_graph(self, graph: bytes) -> None:
        """Write a graph, as a serialised GraphDef of TensorFlow.

        Raises:
            OSError: As `add`.
        """
        self._write(Event(wall_time=time.time(), graph_def=graph))

    def close(self) -> None:
        """Nothing more is written."""
        self._file.close()

    def _write(self, event: Any) -> None:
        left = memoryview(record(event.SerializeToString()))
        while left:
            # A disk that is about to be full takes a part; asked for the rest, it says so.
            left = left[self._file.write(left) or 0 :]


def record(data: bytes) -> bytes:
    """Frame a message as TFRecord: its length, a checksum of that, the message, and a checksum of the message."""
    length = struct.pack("<Q", len(data))
    return length + _masked_checksum(length) + data + _masked_checksum(data)


def _masked_checksum(data: bytes) -> bytes:
    checksum = _crc32c(data)
    # Turned and shifted, as TFRecord has it, so that a checksum of data that holds checksums is none of theirs.
    turned = (checksum >> 15 | checksum << 17) & _ALL_BITS
    return struct.pack("<I", (turned + 0xA282EAD8) & _ALL_BITS)


def _remainders() -> list[int]:
    """What each byte leaves when divided by Castagnoli's polynomial, bits in reverse."""
    table = []
    for remainder in range(256):
        for _ in range(8):
            remainder = remainder >> 1 ^ (_CASTAGNOLI if remainder & 1 else 0)
        table.append(remainder)
    return table


_TABLE: Final = _remainders()


def _crc32c(data: bytes) -> int:
    """CRC-32C (Castagnoli), a byte at a time."""
    checksum = _ALL_BITS
    for byte in data:
        checksum = _TABLE[(checksum ^ byte) & 0xFF] ^ checksum >> 8
    return checksum ^ _ALL_BITS
