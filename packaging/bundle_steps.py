"""The steps of building a bundle, for `packaging/build_bundle.py`: all that is needed is installed by now."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import Final

import bundle_extras
import bundle_pruning
from bundle_contents import KINDS, ROOT, Kind

SPEC: Final = ROOT / "packaging" / "workbench.spec"


def build(kind: Kind, target: Path) -> None:
    """Build the folder and its archive, and write how large they are beside them."""
    started = time.monotonic()
    folder, work = target / f"workbench-{kind}", target / "work"
    bundle_extras.write_icons(work / "icons")
    options = ["--noconfirm", "--distpath", str(target), "--workpath", str(work), "--log-level", "WARN"]
    environment = {**os.environ, "WORKBENCH_BUNDLE": kind, "WORKBENCH_ICONS": str(work / "icons")}
    subprocess.run([sys.executable, "-m", "PyInstaller", *options, str(SPEC)], env=environment, check=True)
    bundle_pruning.shrink(folder)
    bundle_extras.write_build_file(folder, kind)
    bundle_extras.write_licences(folder, kind)
    bundle_extras.write_desktop_files(folder, work / "icons")
    archive = _packed(folder)
    figures = {
        "kind": kind,
        "system": f"{platform.system()} {platform.machine()}",
        "unpacked_bytes": _size_of(folder),
        "packed_bytes": archive.stat().st_size,
        "seconds": round(time.monotonic() - started),
    }
    text = json.dumps(figures, indent=1)
    folder.with_name(f"{folder.name}.json").write_text(text + "\n", "utf-8")
    print(text)


def _packed(folder: Path) -> Path:
    """The archive of a folder, beside it."""
    name = folder.with_name(f"{folder.name}-{sys.platform}-{platform.machine().lower()}")
    if sys.platform == "win32":
        return Path(shutil.make_archive(str(name), "zip", folder.parent, folder.name))
    archive = name.with_name(f"{name.name}.tar.xz")
    with tarfile.open(archive, "w:xz", preset=6) as packed:
        packed.add(folder, folder.name)
    return archive


def _size_of(folder: Path) -> int:
    """Bytes of all files; a link counts as nothing."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


if __name__ == "__main__":
    for known in KINDS:
        if known == sys.argv[1]:
            build(known, Path(sys.argv[2]))
