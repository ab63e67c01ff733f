"""Downloading a public dataset's official files: resumed where it broke off, checked against their known digests."""

from __future__ import annotations

import hashlib
import queue
import re
import threading
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import WorkbenchError
from core.progress import Progress

if TYPE_CHECKING:
    import httpx

SVHN_URL = "http://ufldl.stanford.edu/housenumbers/"
SVHN_TERMS = f"""\
The Street View House Numbers (SVHN) dataset, {SVHN_URL}
Netzer, Wang, Coates, Bissacco, Wu, Ng: "Reading Digits in Natural Images with Unsupervised Feature Learning", NIPS
Workshop on Deep Learning and Unsupervised Feature Learning, 2011. For non-commercial use only."""

_BLOCK = 256 * 1024
_TIMEOUT_SECONDS = 20.0
_AHEAD = 8


@dataclass(frozen=True)
class OfficialFile:
    """A file of a fixed content."""

    name: str
    md5: str


TRAIN_AND_TEST = (
    OfficialFile("train_32x32.mat", "e26dedcc434d2e4c54c9b2d4a06d8373"),
    OfficialFile("test_32x32.mat", "eb5a983be6a315427106f1b164d9cef3"),
)
EXTRA = OfficialFile("extra_32x32.mat", "a93ce644f1a588dc4d68dda5feec44a7")


@dataclass(frozen=True)
class _Body:
    """How a server answers: from which byte of the file on, and how long the whole file is (0: not said)."""

    start: int
    total: int


def fetch_svhn(
    folder: Path, *, progress: Progress, include_extra: bool = False, base_url: str = SVHN_URL
) -> tuple[Path, ...]:
    """Download SVHN's cropped digits into `folder` (train 182 MB, test 64 MB, extra 1.3 GB).

    A file that is there and whole is not downloaded again. What arrived of a broken or cancelled download is kept as
    `<name>.partial` and the next call asks for the rest of it. Show `SVHN_TERMS` first.

    Args:
        folder: Where to put the files; made if need be. Opening it as a dataset reads all of them.
        progress: Told bytes per file; may raise Cancelled.
        include_extra: Also download the 531,131 easier images.
        base_url: Address of the folder with the files, for a mirror.

    Raises:
        WorkbenchError: No connection, a wrong digest (the file is removed), or no room.
    """
    base = base_url.rstrip("/") + "/"
    downloads = (*TRAIN_AND_TEST, EXTRA) if include_extra else TRAIN_AND_TEST
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(
            _fetch(base + download.name, folder / download.name, download.md5, progress) for download in downloads
        )
    except OSError as error:
        raise WorkbenchError(
            f"{folder} cannot be written: {error.strerror or error}.",
            "Free some space or choose another folder; what has arrived is kept and continued.",
            str(error),
        ) from error


def _fetch(url: str, target: Path, md5: str, progress: Progress) -> Path:
    if target.exists() and _md5(target, progress) == md5:
        return target
    partial = target.with_name(target.name + ".partial")
    is_resumed = partial.exists()
    _download(url, partial, progress)
    if _md5(partial, progress) != md5:
        partial.unlink()
        if is_resumed:
            # The first part may be of another file than the rest: only a download in one piece can tell.
            return _fetch(url, target, md5, progress)
        raise WorkbenchError(
            f"{url} is not the official file: its MD5 digest is not {md5}. It was removed.",
            "Try again later, or another network: a proxy or login page may have answered instead.",
        )
    partial.replace(target)
    return target


def _md5(path: Path, progress: Progress) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    size = path.stat().st_size
    with path.open("rb") as stream:
        while block := stream.read(4 * 2**20):
            digest.update(block)
            progress(f"Checking {path.name}", stream.tell(), size)
    return digest.hexdigest()


def _download(url: str, partial: Path, progress: Progress) -> None:
    """Append to `partial` until it is whole; a broken connection is taken up again as long as each one brings bytes."""
    while True:
        before = partial.stat().st_size if partial.exists() else 0
        try:
            _receive(url, partial, before, progress)
            return
        except _ConnectionError as error:
            after = partial.stat().st_size if partial.exists() else 0
            if after <= before:
                raise WorkbenchError(
                    f"{url} cannot be downloaded: {error}.",
                    "Check the connection and run the same again: it continues where it stopped.",
                    repr(error.__cause__),
                ) from error


class _ConnectionError(Exception):
    """The connection failed, broke off, or the server refused."""


def _receive(url: str, partial: Path, have: int, progress: Progress) -> None:
    """Ask for the bytes from `have` on and write what comes; the progress is called also while nothing comes."""
    label = f"Downloading {partial.name.removesuffix('.partial')}"
    with closing(_in_background(_response(url, have))) as stream:
        body = None
        while body is None:
            progress(label, have, 0)
            item = next(stream)
            body = item if isinstance(item, _Body) else None
        with partial.open("r+b" if body.start else "wb") as output:
            output.seek(body.start)
            for item in stream:
                if isinstance(item, bytes):
                    output.write(item)
                progress(label, output.tell(), body.total)
            output.truncate()


def _response(url: str, have: int) -> Iterator[_Body | bytes]:
    """First how the server answers, then the bytes."""
    import httpx  # noqa: PLC0415 - takes long to import and is needed for downloads only

    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    try:
        with httpx.stream("GET", url, headers=headers, timeout=_TIMEOUT_SECONDS, follow_redirects=True) as response:
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                # Nothing is missing, or the file has changed: the digest tells.
                yield _Body(have, have)
                return
            if not response.is_success:
                raise _ConnectionError(f"the server answered {response.status_code} {response.reason_phrase}")
            yield _body(response)
            yield from response.iter_bytes(_BLOCK)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _ConnectionError(str(error) or type(error).__name__) from error


def _body(response: httpx.Response) -> _Body:
    matched = re.match(r"bytes (\d+)-\d+/(\d+)", response.headers.get("Content-Range", ""))
    if response.status_code == 206 and matched:
        return _Body(int(matched[1]), int(matched[2]))
    # Without Range the server starts again from the beginning, and so must the file.
    return _Body(0, int(response.headers.get("Content-Length", 0)))


def _in_background(source: Iterator[_Body | bytes]) -> Generator[_Body | bytes | None, None, None]:
    """The items of `source`, pulled in a thread of its own, and None whenever none came for a twentieth of a second.

    A stalled connection blocks that thread, never the caller, who can report progress and be cancelled meanwhile.
    """
    items: queue.Queue[_Body | bytes] = queue.Queue(_AHEAD)
    stopped = threading.Event()

    def pull() -> None:
        for item in source:
            while not stopped.is_set():
                with suppress(queue.Full):
                    items.put(item, timeout=0.05)
                    break
            if stopped.is_set():
                return

    pool = ThreadPoolExecutor(1, "download")
    try:
        pulling = pool.submit(pull)
        while True:
            is_over = pulling.done()
            try:
                yield items.get(timeout=0 if is_over else 0.05)
            except queue.Empty:
                if is_over:
                    pulling.result()
                    return
                yield None
    finally:
        stopped.set()
        pool.shutdown(wait=False)
