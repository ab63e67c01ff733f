from __future__ import annotations

import hashlib
import http.server
import itertools
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from core.data import fetch
from core.errors import Cancelled, WorkbenchError
from core.progress import silent

CONTENT = bytes(range(256)) * 6_000


@dataclass
class Served:
    """What the local server holds, how it misbehaves, and what it was asked."""

    url: str = ""
    content: bytes = CONTENT
    understands_range: bool = True
    break_after: int | None = None
    stalled: threading.Event = field(default_factory=threading.Event)
    stalls: bool = False
    ranges: list[str | None] = field(default_factory=list)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    state = Served()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers.get("Range")
            state.ranges.append(asked)
            start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and state.understands_range else 0
            if start >= len(state.content):
                self.send_error(416)
                return
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(state.content) - 1}/{len(state.content)}")
            self.send_header("Content-Length", str(len(state.content) - start))
            self.end_headers()
            if state.stalls:
                self.wfile.write(state.content[:1000])
                state.stalled.wait(10)
                return
            stop, state.break_after = state.break_after, None
            self.wfile.write(state.content[start:stop])

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/"
    yield state
    state.stalled.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def download(monkeypatch: pytest.MonkeyPatch) -> None:
    """One small official file instead of two large ones."""
    official = fetch.OfficialFile("train_32x32.mat", hashlib.md5(CONTENT, usedforsecurity=False).hexdigest())
    monkeypatch.setattr(fetch, "TRAIN_AND_TEST", (official,))


@pytest.mark.usefixtures("download")
class TestOneFile:
    def test_it_arrives_whole_and_is_not_downloaded_twice(self, served: Served, tmp_path: Path) -> None:
        (path,) = fetch.fetch_svhn(tmp_path / "new", progress=silent, base_url=served.url)
        assert path.read_bytes() == CONTENT
        fetch.fetch_svhn(tmp_path / "new", progress=silent, base_url=served.url)
        assert served.ranges == [None]
        assert [file.name for file in path.parent.iterdir()] == ["train_32x32.mat"]

    def test_a_broken_connection_is_taken_up_where_it_broke(self, served: Served, tmp_path: Path) -> None:
        served.break_after = 700_000
        (path,) = fetch.fetch_svhn(tmp_path, progress=silent, base_url=served.url)
        assert path.read_bytes() == CONTENT
        first, second = served.ranges
        assert first is None
        assert second is not None
        assert 0 < int(second.removeprefix("bytes=").rstrip("-")) <= 700_000

    def test_a_cancelled_download_goes_on_the_next_time(self, served: Served, tmp_path: Path) -> None:
        def cancel(stage: str, done: int, total: int) -> None:
            if done >= 300_000:
                raise Cancelled

        with pytest.raises(Cancelled):
            fetch.fetch_svhn(tmp_path, progress=cancel, base_url=served.url)
        assert not (tmp_path / "train_32x32.mat").exists()
        have = (tmp_path / "train_32x32.mat.partial").stat().st_size
        (path,) = fetch.fetch_svhn(tmp_path, progress=silent, base_url=served.url)
        assert path.read_bytes() == CONTENT
        assert served.ranges[1] == f"bytes={have}-"

    def test_a_server_without_ranges_starts_again_from_the_beginning(self, served: Served, tmp_path: Path) -> None:
        served.understands_range = False
        (tmp_path / "train_32x32.mat.partial").write_bytes(CONTENT[:1000])
        (path,) = fetch.fetch_svhn(tmp_path, progress=silent, base_url=served.url)
        assert path.read_bytes() == CONTENT

    @pytest.mark.parametrize("stale", [b"other" * 1000, CONTENT, CONTENT + b"more"])
    def test_a_partial_file_of_whatever_content_does_no_harm(
        self, served: Served, tmp_path: Path, stale: bytes
    ) -> None:
        (tmp_path / "train_32x32.mat.partial").write_bytes(stale)
        (path,) = fetch.fetch_svhn(tmp_path, progress=silent, base_url=served.url)
        assert path.read_bytes() == CONTENT

    def test_a_file_with_a_wrong_digest_is_removed(self, served: Served, tmp_path: Path) -> None:
        served.content = b"<html>Please log in</html>"
        with pytest.raises(WorkbenchError, match="not the official file"):
            fetch.fetch_svhn(tmp_path, progress=silent, base_url=served.url)
        assert list(tmp_path.iterdir()) == []

    def test_a_stalled_connection_can_be_cancelled_at_once(self, served: Served, tmp_path: Path) -> None:
        served.stalls = True
        calls: list[float] = []

        def cancel(stage: str, done: int, total: int) -> None:
            calls.append(time.perf_counter())
            if len(calls) == 8:
                raise Cancelled

        with pytest.raises(Cancelled):
            fetch.fetch_svhn(tmp_path, progress=cancel, base_url=served.url)
        assert time.perf_counter() - calls[-1] < 0.2
        assert max(later - earlier for earlier, later in itertools.pairwise(calls)) < 2
        served.stalled.set()

    def test_no_connection_says_so(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        with pytest.raises(WorkbenchError, match=r"cannot be downloaded.*continues where it stopped"):
            fetch.fetch_svhn(tmp_path, progress=silent, base_url="http://127.0.0.1:9/")

    def test_a_folder_that_cannot_be_written_says_so(self, served: Served, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"")
        with pytest.raises(WorkbenchError, match="cannot be written"):
            fetch.fetch_svhn(tmp_path / "file" / "folder", progress=silent, base_url=served.url)


def test_the_terms_name_the_home_and_the_limit() -> None:
    assert "http://ufldl.stanford.edu/housenumbers/" in fetch.SVHN_TERMS
    assert "non-commercial" in fetch.SVHN_TERMS
