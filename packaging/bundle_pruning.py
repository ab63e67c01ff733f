"""Making a bundle smaller by what is never used: plugins of Qt, libraries that only those needed, symbols, LAPACK.

Everything here was measured on Linux. On Windows and macOS, only the files that are superfluous everywhere are left
out.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Final

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
# OpenCV solves no equations here, and its LAPACK is half of its libraries.
_LAPACK: Final = "opencv_python_headless.libs/libopenblas*"


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
    if shutil.which("cc") and shutil.which("nm"):
        for library in inner.glob(_LAPACK):
            _replace_by_stub(library, [inner / "cv2" / name for name in _names(inner / "cv2", "*.so")])


def _is_library(place: str) -> bool:
    """Whether a file is there only because another one needs it: libraries at the top, as PyInstaller puts them."""
    path = PurePosixPath(place.replace("\\", "/"))
    return sys.platform.startswith("linux") and len(path.parts) == 1 and ".so" in path.name


def _needed(file: Path) -> Iterator[str]:
    from PyInstaller.depend.bindepend import get_imports

    for name, _ in get_imports(str(file)):
        yield Path(name).name


def _names(folder: Path, pattern: str) -> list[str]:
    return [path.name for path in folder.glob(pattern)]


def _replace_by_stub(library: Path, users: Iterable[Path]) -> None:
    """Put a library in the place of another that has its functions by name, each of which ends the program."""
    offered = _symbols(library, "--defined-only")
    functions = sorted(offered & {name for user in users for name in _symbols(user, "--undefined-only")})
    lines = ["#include <stdio.h>", "#include <stdlib.h>"]
    for name in functions:
        lines.append(f'void {name}(void) {{ fputs("{name} is not in this bundle.\\n", stderr); abort(); }}')
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary) / "stub.c"
        source.write_text("\n".join(lines) + "\n", "utf-8")
        options = ["-shared", "-fPIC", "-s", f"-Wl,-soname,{library.name}"]
        subprocess.run(["cc", *options, "-o", str(library), str(source)], check=True)


def _symbols(file: Path, which: str) -> set[str]:
    result = subprocess.run(["nm", "-D", which, str(file)], check=True, stdout=subprocess.PIPE, text=True)
    return {line.split()[-1].partition("@")[0] for line in result.stdout.splitlines() if line.strip()}
