"""Making a bundle smaller by what is never used: plugins of Qt, symbols, and what OpenCV has for films and equations.

Everything here was measured on Linux. On Windows and macOS, only the files that are superfluous everywhere are left
out.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Final

from PyInstaller.depend.bindepend import get_imports

Entry = tuple[str, str, str]
"""As in PyInstaller's tables of contents: place in the bundle, file that goes there, kind."""

_SUPERFLUOUS: Final = (
    # The window's own words are all there are, and dialogs of files are the system's.
    "PySide6/Qt/translations/*",
    # The window has a style sheet of its own; this one would bring all of GTK.
    "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
    # Screens without a window system.
    "PySide6/Qt/plugins/egldeviceintegrations/*",
    "PySide6/Qt/plugins/generic/*",
    "PySide6/Qt/plugins/platforms/libqeglfs.so",
    "PySide6/Qt/plugins/platforms/libqlinuxfb.so",
    "PySide6/Qt/plugins/platforms/libqvkkhrdisplay.so",
    "PySide6/Qt/plugins/platforms/libqvnc.so",
    # Reached over a local socket alone.
    "PySide6/Qt/plugins/networkinformation/*",
    "PySide6/Qt/plugins/tls/*",
)
# OpenCV is asked to find faces, to turn pictures and for a camera's images, which come without FFmpeg. It solves no
# equations and plays no films here; but what does that is two thirds of its libraries.
_OPENCV: Final = "opencv_python_headless.libs"
_UNUSED_LIBRARIES: Final = ("libopenblas*", "libavcodec*", "libavformat*", "libavutil*", "libswscale*", "libavif*")


def pruned(binaries: Iterable[Entry]) -> list[Entry]:
    """The binaries without those that are superfluous, and without libraries that nothing needs any more."""
    kept = [entry for entry in binaries if not is_superfluous(entry[0])]
    while True:
        needed = {name for entry in kept for name in _needed(Path(entry[1]))}
        left = [entry for entry in kept if not _is_library(entry[0]) or Path(entry[0]).name in needed]
        if len(left) == len(kept):
            return kept
        kept = left


def is_superfluous(place: str) -> bool:
    """Whether a file is never used, by its place in the bundle."""
    return any(fnmatch(place.replace("\\", "/"), pattern) for pattern in _SUPERFLUOUS)


def shrink(folder: Path) -> None:
    """Take symbols and an unused LAPACK from a bundle's libraries, where the tools for that are installed.

    Args:
        folder: Of the bundle, with `_internal` in it.
    """
    if not sys.platform.startswith("linux"):
        return
    inner = folder / "_internal"
    if strip := shutil.which("strip"):
        # Only Python's own: libraries whose paths a wheel has patched do not survive it.
        python = [*inner.glob("libpython*"), *inner.glob("python*/lib-dynload/*.so")]
        subprocess.run([strip, "--strip-unneeded", *map(str, python)], check=True)
    compiler, lister = shutil.which("cc"), shutil.which("nm")
    if compiler and lister:
        users = list((inner / "cv2").glob("*.so"))
        used = {name for user in users for name in _symbols(lister, user, "--undefined-only")}
        for library in (file for pattern in _UNUSED_LIBRARIES for file in (inner / _OPENCV).glob(pattern)):
            functions = _symbols(lister, library, "--defined-only")
            _replace_by_stub(compiler, library, sorted(functions & used))
        _rename(inner / _OPENCV, users)
        _remove_unneeded(inner / _OPENCV, users)
        for link in inner.iterdir():
            if link.is_symlink() and not link.exists():
                link.unlink()


def _rename(folder: Path, users: Iterable[Path]) -> None:
    """Call the stub of LAPACK by another name, as long as its own: threadpoolctl takes every libopenblas for one."""
    for library in folder.glob("libopenblas*"):
        name = library.name.replace("openblas", "noneblas")
        library.rename(library.with_name(name))
        for user in users:
            user.write_bytes(user.read_bytes().replace(library.name.encode(), name.encode()))


def _remove_unneeded(folder: Path, users: Sequence[Path]) -> None:
    """Delete those libraries of a folder that neither the users need nor what these need."""
    needed: set[str] = set()
    waiting = list(users)
    while waiting:
        names = {name for name in _needed(waiting.pop()) if name not in needed and (folder / name).exists()}
        needed |= names
        waiting += [folder / name for name in names]
    for library in folder.iterdir():
        if library.name not in needed:
            library.unlink()


def _is_library(place: str) -> bool:
    """Whether a file is there only because another one needs it: libraries at the top, as PyInstaller puts them."""
    path = PurePosixPath(place.replace("\\", "/"))
    is_ours = len(path.parts) == 1 and ".so" in path.name and not path.name.startswith("libpython")
    return is_ours and sys.platform.startswith("linux")


def _needed(file: Path) -> Iterator[str]:
    for name, _ in get_imports(str(file)):
        yield Path(name).name


def _replace_by_stub(compiler: str, library: Path, functions: Sequence[str]) -> None:
    """Put a library in the place of another that has functions of these names, each of which ends the program."""
    stub = 'void {0}(void) {{ fputs("{0} is not in this bundle.\\n", stderr); abort(); }}'
    lines = ["#include <stdio.h>", "#include <stdlib.h>", *(stub.format(name) for name in functions)]
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary) / "stub.c"
        source.write_text("\n".join(lines) + "\n", "utf-8")
        options = ["-shared", "-fPIC", "-s", f"-Wl,-soname,{library.name}"]
        subprocess.run([compiler, *options, "-o", str(library), str(source)], check=True)


def _symbols(lister: str, file: Path, which: str) -> set[str]:
    result = subprocess.run([lister, "-D", which, str(file)], check=True, stdout=subprocess.PIPE, text=True)
    return {line.split()[-1].partition("@")[0] for line in result.stdout.splitlines() if line.strip()}
