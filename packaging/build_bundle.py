"""Build a bundle, a folder that runs without Python: `python3 packaging/build_bundle.py lite|full [FOLDER]`.

lite has everything but Keras and the TensorBoard page. Into FOLDER (dist, unless it is named) go the folder
`workbench-KIND` and an archive of it; sizes are printed as JSON. About three minutes; for full, ten.
"""

import json
import os
import platform
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import require_python  # noqa: F401 - comes first: an old Python cannot read what follows
import setup_environment

KINDS = ("lite", "full")
PACKED = ".zip" if sys.platform == "win32" else ".tar.xz"


def main() -> int:
    """Returns 0 where the bundle was built."""
    if len(sys.argv) not in {2, 3} or sys.argv[1] not in KINDS:
        setup_environment.say(f"Usage: {sys.argv[0]} {'|'.join(KINDS)} [FOLDER]")
        return 2
    kind, target = sys.argv[1], Path(sys.argv[2] if len(sys.argv) > 2 else "dist").resolve()
    python = setup_environment.prepare(setup_environment.DEVELOPMENT)
    if Path(sys.executable).resolve() != python.resolve() or "BUNDLE_STEP" not in os.environ:
        # The rest stands on what was just set up.
        command = [str(python), "-P", __file__, kind, str(target)]
        paths = os.pathsep.join([str(setup_environment.ROOT), str(setup_environment.ROOT / "packaging")])
        environment = {**os.environ, "BUNDLE_STEP": "1", "PYTHONPATH": paths}
        return subprocess.run(command, env=environment, check=False).returncode
    return build(kind, target)


def build(kind: str, target: Path) -> int:
    """Build, with everything that is needed installed."""
    import bundle_extras
    import bundle_pruning

    started = time.monotonic()
    folder, work = target / f"workbench-{kind}", target / "work"
    bundle_extras.write_icons(work / "icons")
    options = ["--noconfirm", "--distpath", str(target), "--workpath", str(work), "--log-level", "WARN"]
    spec = str(setup_environment.ROOT / "packaging" / "workbench.spec")
    environment = {**os.environ, "WORKBENCH_BUNDLE": kind, "WORKBENCH_ICONS": str(work / "icons")}
    subprocess.run([sys.executable, "-m", "PyInstaller", *options, spec], env=environment, check=True)
    bundle_pruning.shrink(folder)
    bundle_extras.write_build_file(folder, kind)
    bundle_extras.write_licences(folder, kind)
    bundle_extras.write_desktop_files(folder, work / "icons")
    archive = pack(folder)
    sizes = {
        "kind": kind,
        "system": f"{platform.system()} {platform.machine()}",
        "unpacked_bytes": size_of(folder),
        "packed_bytes": archive.stat().st_size,
        "seconds": round(time.monotonic() - started, 1),
    }
    text = json.dumps(sizes, indent=1)
    folder.with_name(f"{folder.name}.json").write_text(text + "\n", "utf-8")
    print(text)
    return 0


def pack(folder: Path) -> Path:
    """Pack a folder beside it."""
    import shutil

    archive = folder.with_name(f"{folder.name}-{sys.platform}-{platform.machine().lower()}{PACKED}")
    archive.unlink(missing_ok=True)
    if PACKED == ".zip":
        return Path(shutil.make_archive(str(archive.with_suffix("")), "zip", folder.parent, folder.name))
    with tarfile.open(archive, "w:xz", preset=6) as packed:
        packed.add(folder, folder.name)
    return archive


def size_of(folder: Path) -> int:
    """Bytes of all files; a link counts as nothing."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


if __name__ == "__main__":
    sys.exit(setup_environment.interruptible(main))
