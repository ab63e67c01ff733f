"""What a bundle has beside the program: icons, licences, what it was built from, and its place in the desktop."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import subprocess
import sys
import sysconfig
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import bundle_contents
from bundle_contents import ROOT, Kind
from PIL import Image
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from core.about import BUILD_FILE
from core.licences import licence_files, terms_of

_SIZES: Final = (16, 32, 48, 64, 128, 256, 512)
_TEXTS: Final = ROOT / "packaging" / "licences"
# Wheels that name their terms and do not bring the text.
_QT: Final = ("LGPL-3.0.txt", "GPL-3.0.txt")
_APACHE: Final = ("Apache-2.0.txt",)
_WITHOUT_TEXT: Final = {
    "pyside6-essentials": _QT,
    "shiboken6": _QT,
    "flatbuffers": _APACHE,
    "tensorboard-data-server": _APACHE,
}
_ICON: Final = ROOT / "resources" / "icons" / "workbench.svg"
_ICON_COLOR: Final = "#2F6BDE"
_LINUX: Final = ROOT / "packaging" / "linux"


def write_icons(folder: Path) -> None:
    """Draw the program's icon in all sizes: PNG files for Linux, and one file each for Windows and macOS."""
    drawing = QByteArray(_ICON.read_text("utf-8").replace("currentColor", _ICON_COLOR).encode())
    folder.mkdir(parents=True, exist_ok=True)
    for size in _SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        QSvgRenderer(drawing).render(painter)
        painter.end()
        image.save(str(folder / f"{size}.png"))
    largest = Image.open(folder / f"{_SIZES[-1]}.png")
    largest.save(folder / "workbench.ico", sizes=[(size, size) for size in _SIZES if size <= 256])
    largest.save(folder / "workbench.icns")


def write_build_file(folder: Path, kind: Kind) -> None:
    """Say in a bundle what it is; `core.about` reads it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    about = {"version": project["version"], "kind": kind, "commit": _commit(), "built": time.strftime("%Y-%m-%d")}
    (folder / "_internal" / "resources" / BUILD_FILE).write_text(json.dumps(about, indent=1) + "\n", "utf-8")


def write_licences(folder: Path, kind: Kind) -> None:
    """Copy the licence texts of everything that is in a bundle, with a list of what that is."""
    target = folder / "licences"
    lines = []
    shutil.copyfile(ROOT / "LICENSE", _made(target / "classifier-workbench") / "LICENSE")
    for name in sorted(bundle_contents.distributions(kind)):
        distribution = importlib.metadata.distribution(name)
        texts = [*licence_files(distribution), *(_TEXTS / text for text in _WITHOUT_TEXT.get(name, ()))]
        for text in texts:
            shutil.copyfile(text, _made(target / name) / text.name)
        words = "" if texts else " (its files hold no text)"
        lines.append(f"{name} {distribution.version}: {terms_of(distribution)}{words}")
    lines += _python_licence(target) + list(_system_licences(folder, target))
    (target / "index.txt").write_text("\n".join(lines) + "\n", "utf-8")


def write_desktop_files(folder: Path, icons: Path) -> None:
    """Put the desktop entry, the type of model files, icons and the script that installs them into a Linux bundle."""
    if not sys.platform.startswith("linux"):
        return
    share = folder / "share"
    shutil.copytree(_LINUX, share, dirs_exist_ok=True)
    shutil.move(share / "integrate.sh", folder / "integrate.sh")
    (folder / "integrate.sh").chmod(0o755)
    for size in _SIZES:
        place = _made(share / "icons" / "hicolor" / f"{size}x{size}" / "apps")
        shutil.copyfile(icons / f"{size}.png", place / "classifier-workbench.png")


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _commit() -> str:
    command = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    return result.stdout.strip() or "unknown"


def _python_licence(target: Path) -> list[str]:
    for place in (Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt"):
        if place.is_file():
            shutil.copyfile(place, _made(target / "python") / "LICENSE.txt")
    return [f"python {sys.version.split()[0]}: PSF-2.0"]


def _system_licences(folder: Path, target: Path) -> Iterator[str]:
    """Of libraries of a Debian system that PyInstaller took along."""
    if not shutil.which("dpkg-query"):
        return
    seen = set()
    for library in sorted((folder / "_internal").glob("lib*.so*")):
        command = ["dpkg-query", "--search", f"*/{library.name}"]
        result = subprocess.run(command, check=False, capture_output=True, text=True)
        package = result.stdout.partition(":")[0]
        text = Path("/usr/share/doc") / package / "copyright"
        if package and package not in seen and text.is_file():
            seen.add(package)
            shutil.copyfile(text, _made(target / "system") / f"{package}.txt")
            yield f"{package} (of the system that this was built on): see its text"
