"""More than three hundred files that are not as they should be."""

from __future__ import annotations

import io
import pickle  # noqa: TID251 - to see that nothing opens one
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from safetensors.numpy import load, save

from core.network.parameters import FloatArray
from tests.faults.valid import Kind, changed_json, kinds, picture

FLIPS, CUTS = 8, 7


@dataclass(frozen=True)
class Malformed:
    """A file, and what is to be made of it.

    Attributes:
        name: What is wrong with it.
        kind: What it pretends to be.
        content: What is in it.
        may_pass: Whether it may be opened all the same, where the change hits nothing that matters.
    """

    name: str
    kind: str
    content: bytes
    may_pass: bool = False


@cache
def all_malformed() -> list[Malformed]:
    """All of them, always the same."""
    damaged = [one for name, kind in kinds().items() for one in _damaged(name, kind)]
    return [*damaged, *_archives(), *_pictures(), *_arrays(), *_experiments(), *_models(), *_tables()]


def _damaged(name: str, kind: Kind) -> Iterator[Malformed]:
    """By a disk, a line or an editor: any file can be hit."""
    content, rng = kind.content, np.random.default_rng(len(kind.content))
    # What is left of a text can be a text.
    is_text = name in ("fer2013", "labels", "recipe", "sweep")
    yield Malformed("empty", name, b"", may_pass=name == "workspace")
    for part in range(1, CUTS + 1):
        yield Malformed(
            f"cut after {part} of {CUTS + 1} parts", name, content[: len(content) * part // (CUTS + 1)], True
        )
    for number in range(FLIPS):
        flipped = bytearray(content)
        for place in rng.integers(0, len(content), 1 + number):
            flipped[place] ^= 1 << int(rng.integers(0, 8))
        yield Malformed(f"{1 + number} bits flipped", name, bytes(flipped), may_pass=True)
    middle = len(content) // 2
    yield Malformed("zeros in the middle", name, content[:middle] + bytes(64) + content[middle + 64 :], may_pass=True)
    # A damaged database is set aside, and a new one made from the folders of the runs.
    yield Malformed("noise", name, rng.bytes(len(content)), may_pass=is_text or name == "workspace")
    yield Malformed("something behind it", name, content + rng.bytes(100), may_pass=True)


def zip_of(entries: dict[str, bytes], attributes: int = 0) -> bytes:
    """An archive with these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr, entry.compress_type = attributes, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return stream.getvalue()


def _archives() -> Iterator[Malformed]:
    one = picture("PNG")
    both = {"a/1.png": one, "b/1.png": one}
    reaching = ("../evil.png", "/evil.png", "a/../../evil.png", "..\\evil.png", "C:\\evil.png", "a/\x01\x02/evil.png")
    for name in reaching:
        yield Malformed(f"a file {name!r}", "archive", zip_of({**both, name: one}), may_pass=True)
    yield Malformed(
        "links", "archive", zip_of({"a/1.png": b"/etc/passwd", "b/1.png": b"/"}, (stat.S_IFLNK | 0o777) << 16)
    )
    yield Malformed("a bomb", "archive", zip_of({"a/1.bmp": bytes(128 * 2**20), "b/1.png": one}), may_pass=True)
    yield Malformed("no pictures", "archive", zip_of({"a/readme.txt": b"hello"}))
    yield Malformed("one class", "archive", zip_of({"a/1.png": one, "a/2.png": one}))
    yield Malformed("a name of 240 letters", "archive", zip_of({**both, f"{'é' * 240}/1.png": one}), may_pass=True)
    yield Malformed(
        "names that are no text",
        "archive",
        zip_of({**both, "\udcff\u202e/1.png".encode("utf-8", "replace").decode(): one}),
        may_pass=True,
    )
    yield Malformed("an archive in an archive", "archive", zip_of({"a/1.zip": zip_of(both), "b/1.zip": zip_of(both)}))
    yield Malformed(
        "pictures that are none", "archive", zip_of({f"{part}/{n}.png": b"no" for part in "ab" for n in range(3)})
    )


def _pictures() -> Iterator[Malformed]:
    for width, height in ((60_000, 60_000), (2**31 - 1, 1), (1, 2**31 - 1), (0, 0)):
        yield Malformed(f"{width} x {height} promised", "png", _png_header(width, height))
    stream = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(stream, "PNG")
    yield Malformed("a bomb of one colour", "png", stream.getvalue())
    yield Malformed("another format's name", "jpeg", b"%PDF-1.7 and so on", may_pass=False)
    yield Malformed("a page", "jpeg", b"<!doctype html><html><body>Not found</body></html>")
    yield Malformed("a drawing", "png", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    yield Malformed("an iPhone's format without its codec", "jpeg", b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + bytes(64))


def _png_header(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    part = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + part + struct.pack(">I", zlib.crc32(part)) + bytes(64)


def npz_of(**arrays: Any) -> bytes:
    """A file of arrays."""
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def _arrays() -> Iterator[Malformed]:
    images, labels = np.zeros((4, 4, 4), np.uint8), np.array([0, 1, 0, 1])
    wrong: dict[str, dict[str, Any]] = {
        "objects": {"images": np.array([{}, {}, {}, {}], object), "labels": labels},
        "labels that are objects": {"images": images, "labels": np.array([print, print, 0, 1], object)},
        "complex pixels": {"images": images.astype(complex), "labels": labels},
        "pixels that are not numbers": {"images": np.full((4, 4, 4), np.nan), "labels": labels},
        "text for pixels": {"images": images.astype(str), "labels": labels},
        "dates for labels": {"images": images, "labels": labels.astype("datetime64[D]")},
        "labels that are not numbers": {"images": images, "labels": np.array([0, 1, np.nan, 1])},
        "one label too many": {"images": images, "labels": np.arange(5)},
        "no images": {"images": images[:0], "labels": labels[:0]},
        "images of one dimension": {"images": images.reshape(4, -1)[:, 0], "labels": labels},
        "images of five": {"images": images[:, None, :, :, None], "labels": labels},
        "no labels": {"images": images},
        "sides of nothing": {"images": np.zeros((4, 0, 4), np.uint8), "labels": labels},
        "labels beyond all numbers": {"images": images, "labels": np.array([0, 1, 2**63 - 1, -(2**63)])},
    }
    for name, arrays in wrong.items():
        # Labels may be any whole numbers, and pixels any real ones that are.
        yield Malformed(name, "arrays", npz_of(**arrays), may_pass=name == "labels beyond all numbers")
    header = b"\x93NUMPY\x01\x00v\x00{'descr': '|u1', 'fortran_order': False, 'shape': (1000000, 1000000, 1000), }"
    huge = header.ljust(127) + b"\n"
    yield Malformed("an array of a petabyte", "arrays", zip_of({"images.npy": huge, "labels.npy": huge}))
    yield Malformed(
        "an array by code", "arrays", zip_of({"images.npy": header.replace(b"1000000", b"exit(9)"), "labels.npy": huge})
    )


def _experiments() -> Iterator[Malformed]:
    changes: dict[str, Callable[[dict[str, Any]], object]] = {
        "a negative rate": lambda draft: draft["optimizer"].update(learning_rate=-1),
        "a rate that is no number": lambda draft: draft["optimizer"].update(learning_rate="NaN"),
        "a rate without end": lambda draft: draft["optimizer"].update(learning_rate=float("inf")),
        "a billion units": lambda draft: draft["network"]["layers"].insert(0, {"type": "Dense", "units": 10**12}),
        "ten thousand layers": lambda draft: draft["network"].update(layers=draft["network"]["layers"] * 10_000),
        "a layer that runs code": lambda draft: draft["network"]["layers"].append({"type": "Lambda", "code": "exit()"}),
        "no network": lambda draft: draft.pop("network"),
        "a later version": lambda draft: draft.update(schema_version=99),
        "a list for a name": lambda draft: draft.update(name=["x"]),
        "a long name": lambda draft: draft.update(name="é" * 100_000),
        "more than it knows": lambda draft: draft.update(__class__="os.system"),
        "half an epoch": lambda draft: draft.update(epochs=0.5),
    }
    for name, change in changes.items():
        yield Malformed(name, "recipe", changed_json("recipe", change), may_pass=name == "no network")
    yield Malformed("a hundred thousand brackets", "recipe", b"[" * 100_000)
    yield Malformed("a number", "recipe", b"42")
    yield Malformed("null", "recipe", b"null")
    yield Malformed("another alphabet's bytes", "recipe", '{"name": "é"}'.encode("utf-16"))
    yield Malformed("the same name twice", "recipe", b'{"schema_version": 1, "schema_version": 2}')
    yield Malformed("a sweep of a field that is not there", "sweep", changed_json("sweep", _vary("network.wings")))
    yield Malformed("a sweep of itself", "sweep", changed_json("sweep", _vary("vary")))
    yield Malformed(
        "a sweep of no recipe", "sweep", changed_json("sweep", lambda draft: draft.update(base="../../etc"))
    )


def _vary(path: str) -> Callable[[dict[str, Any]], object]:
    return lambda draft: draft["vary"][0].update(path=path)


def _models() -> Iterator[Malformed]:
    with zipfile.ZipFile(io.BytesIO(kinds()["model"].content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    weights = load(members["weights.safetensors"])
    first = next(iter(weights))
    changes: dict[str, Callable[[FloatArray], FloatArray]] = {
        "weights that are not numbers": lambda array: np.full_like(array, np.nan),
        "weights without end": lambda array: np.full_like(array, np.inf),
        "weights of another shape": lambda array: array[:-1],
        "weights of another type": lambda array: array.astype(np.int32),
    }
    for name, change in changes.items():
        content = save({**weights, first: change(weights[first])})
        changed = zip_of({**members, "weights.safetensors": content})
        # Finite or not is told when it is asked: a diverged model is a model.
        yield Malformed(name, "model", changed, may_pass="numbers" in name or "end" in name)
    for name in members:
        yield Malformed(f"no {name}", "model", zip_of({other: members[other] for other in members if other != name}))
    yield Malformed("a pickle", "model", pickle.dumps(print))
    yield Malformed("a header of a petabyte", "checkpoint", struct.pack("<Q", 2**50) + b"{}")


def _tables() -> Iterator[Malformed]:
    yield Malformed("other columns", "labels", b"name,class\na,b\n")
    yield Malformed("bytes of no text", "labels", b"file,label\n\xff\xfe,\x80\n")
    yield Malformed("a quote without end", "labels", b'file,label\n"' + b"x" * 200_000)
    yield Malformed("a line without end", "fer2013", b"emotion,pixels,Usage\n0," + b"7 " * 3_000_000)
    yield Malformed("an emotion that is none", "fer2013", b"emotion,pixels,Usage\n99,7 7,Training\n")
    yield Malformed("no faces", "fer2013", b"emotion,pixels,Usage\n")


def place(one: Malformed, folder: Path) -> Path:
    """The file, as it would lie on a disk."""
    path = folder / f"given{kinds()[one.kind].suffix}"
    path.write_bytes(one.content)
    return path
