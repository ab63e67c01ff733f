"""Numeric arrays of MATLAB 5 files, read as a stream.

Layout: MathWorks, "MAT-File Format", Level 5: a header of 128 bytes, then elements of a tag (type, size) and data, each
usually compressed by itself. SciPy's reader crashes the interpreter on some damaged files, reads a file in one
uninterruptible step and takes seconds to import; the part of the format that images and labels need is small.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

_HEADER = 128
_BLOCK = 2**20
_LARGEST_ARRAY = 16 * 2**30
_LARGEST_DESCRIPTION = 1024
_MATRIX, _COMPRESSED = 14, 15
_COMPLEX = 0x0800
_STORED = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"}
_CLASSES = {6: "f8", 7: "f4", 8: "i1", 9: "u1", 10: "i2", 11: "u2", 12: "i4", 13: "u4", 14: "i8", 15: "u8"}


class MatlabError(Exception):
    """The file is not as the format says."""


@dataclass(frozen=True)
class MatlabArray:
    """Where an array lies in a file and what it is; `dtype` is that of its MATLAB class."""

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    offset: int


def list_arrays(path: Path) -> dict[str, MatlabArray]:
    """The real numeric arrays of a file by name; cells, structures and the like are left out.

    Raises:
        MatlabError: The file is damaged.
        OSError: It cannot be read.
    """
    arrays = {}
    with path.open("rb") as stream:
        order = _byte_order(stream)
        end = stream.seek(0, 2)
        offset = _HEADER
        while offset + 8 <= end:
            stream.seek(offset)
            _, size = struct.unpack(order + "II", stream.read(8))
            if offset + 8 + size > end:
                raise MatlabError("the file ends too early")
            element = _Element(stream, order, offset)
            array = element.description(offset)
            if array:
                arrays[array.name] = array
            offset += 8 + size
    return arrays


def read_array(path: Path, array: MatlabArray, report: Callable[[int, int], None]) -> npt.NDArray[Any]:
    """The array in Fortran order, as MATLAB keeps it; `report` is told the bytes done and all, and may raise.

    Raises:
        MatlabError: The file is damaged.
        OSError: It cannot be read.
    """
    with path.open("rb") as stream:
        element = _Element(stream, _byte_order(stream), array.offset)
        element.description(array.offset)
        dtype, size, first = element.tag()
        if size != math.prod(array.shape) * dtype.itemsize or size > _LARGEST_ARRAY:
            raise MatlabError(f"{array.name} is not as long as its shape says")
        content = np.empty(size, np.uint8)
        filled = 0
        for block in [first[:size]] if first else element.blocks(size):
            content[filled : filled + len(block)] = np.frombuffer(block, np.uint8)
            filled += len(block)
            report(filled, size)
    return content.view(dtype).astype(array.dtype, copy=False).reshape(array.shape, order="F")


class _Element:
    """One variable of a file, inflated while it is read from its beginning to its end."""

    def __init__(self, stream: IO[bytes], order: str, offset: int) -> None:
        self._stream = stream
        self._order = order
        stream.seek(offset)
        kind, self._left = struct.unpack(order + "II", stream.read(8))
        self._inflater = zlib.decompressobj() if kind == _COMPRESSED else None
        self._pending = b""
        self._is_matrix = kind == _MATRIX or (
            kind == _COMPRESSED and struct.unpack(order + "I4x", self._exactly(8))[0] == _MATRIX
        )

    def description(self, offset: int) -> MatlabArray | None:
        """Flags, shape and name, which come first; None if this is no real numeric array."""
        if not self._is_matrix:
            return None
        flags = self._described("u4")
        class_ = int(flags[0]) & 0xFF if len(flags) else 0
        if class_ not in _CLASSES or int(flags[0]) & _COMPLEX:
            return None
        shape = tuple(map(int, self._described("i4")))
        if not shape or min(shape) < 0:
            raise MatlabError("an array has no shape")
        name = self._described("i1").tobytes().decode("ascii", "replace")
        return MatlabArray(name, shape, np.dtype(_CLASSES[class_]), offset)

    def tag(self) -> tuple[np.dtype[Any], int, bytes]:
        """Stored type and size in bytes of what comes next; data of up to four bytes come with the tag itself."""
        start = self._exactly(8)
        kind, size = struct.unpack(self._order + "II", start)
        is_small = kind >> 16 != 0
        if is_small:
            kind, size = kind & 0xFFFF, kind >> 16
        if kind not in _STORED or (is_small and size > 4):
            raise MatlabError(f"data of the unknown type {kind}")
        return np.dtype(self._order + _STORED[kind]), size, start[4:] if is_small else b""

    def blocks(self, size: int) -> Iterator[bytes]:
        """The next `size` bytes."""
        while size:
            block = self._some(min(size, _BLOCK))
            if not block:
                raise MatlabError("the data end too early")
            size -= len(block)
            yield block

    def _described(self, stored: str) -> npt.NDArray[Any]:
        dtype, size, small = self.tag()
        if dtype != np.dtype(self._order + stored) or size > _LARGEST_DESCRIPTION or size % dtype.itemsize:
            raise MatlabError("the description of an array is damaged")
        # Data are padded to a multiple of eight bytes.
        return np.frombuffer(small[:size] if small else self._exactly(-(-size // 8) * 8)[:size], dtype)

    def _exactly(self, size: int) -> bytes:
        return b"".join(self.blocks(size))

    def _some(self, size: int) -> bytes:
        """Between one and `size` bytes; none at the element's end."""
        if self._inflater is None:
            return self._taken(size)
        try:
            while not self._inflater.eof:
                block = self._inflater.decompress(self._pending, size)
                self._pending = self._inflater.unconsumed_tail
                if block:
                    return block
                self._pending = self._pending or self._taken(_BLOCK)
                if not self._pending:
                    break
        except zlib.error as error:
            raise MatlabError(str(error)) from error
        return b""

    def _taken(self, size: int) -> bytes:
        taken = self._stream.read(min(size, self._left))
        self._left -= len(taken)
        return taken


def _byte_order(stream: IO[bytes]) -> str:
    header = stream.read(_HEADER)
    if header[126:128] not in {b"IM", b"MI"}:
        raise MatlabError("no MATLAB 5 header")
    return "<" if header[126:128] == b"IM" else ">"
