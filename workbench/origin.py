"""Whether the program's three packages belong together."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("workbench", "core", "resources")


def check_single_origin() -> None:
    """Refuse to start on a mixture of installations.

    `core` and `resources` are common names: another distribution in the same environment, or a folder on PYTHONPATH,
    can put its own in front of ours, and what follows would be hard to understand.

    Raises:
        SystemExit: With one line that names the folders, where the packages do not lie in one.
    """
    folders = {name: package_folder(name) for name in PACKAGES}
    if len(set(folders.values())) == 1:
        return
    found = ", ".join(f"{name} from {folder or 'nowhere'}" for name, folder in folders.items())
    raise SystemExit(
        f"The workbench's packages come from different places ({found}): "
        "remove what shadows them from PYTHONPATH or install the workbench in an environment of its own."
    )


def package_folder(name: str) -> Path | None:
    """The folder that holds a package, found without importing it; None where there is no such package."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).resolve().parent.parent
