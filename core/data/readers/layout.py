"""Which files of a tree are pictures of which class, in which of the source's parts: told by the folders' shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.data.dataset import SkippedFile
from core.data.readers.listing import natural_key
from core.data.roles import Role, role_of
from core.errors import WorkbenchError

WHOLE = "all"
_LAYOUT_HINT = "Put the pictures in one folder a class: <class>/*.png, or train/<class>/*.png and test/<class>/*.png."
_PART_ORDER = {Role.TRAIN: 0, Role.VALIDATION: 1, Role.TEST: 2, Role.EXTRA: 3, Role.ADDED: 4, None: 5}


@dataclass(frozen=True)
class Layout:
    """Paths by part and class, both in the order of the dataset's rows.

    Attributes:
        parts: part name -> class name -> paths of its pictures.
        ignored: Folders left out, with the reason.
    """

    parts: dict[str, dict[str, list[str]]]
    ignored: tuple[SkippedFile, ...]

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names in label order, the same in every part."""
        return tuple(next(iter(self.parts.values())))


@dataclass
class _Folder:
    path: str = ""
    files: list[str] = field(default_factory=list)
    folders: dict[str, _Folder] = field(default_factory=dict)

    def holds_classes(self) -> bool:
        return any(child.files for child in self.folders.values())

    def every_file(self) -> list[str]:
        below = [path for folder in self.folders.values() for path in folder.every_file()]
        return sorted(self.files + below, key=natural_key)


def find_layout(paths: Iterable[str], source: str) -> Layout:
    """Recognise `<class>/*`, `<part>/<class>/*`, and either of them inside folders that hold nothing else.

    Args:
        paths: Relative paths of files, with "/" between the parts; folders without files do not count.
        source: Name of the folder or archive, for messages.

    Raises:
        WorkbenchError: No class folders, only one class, or parts that do not have the same classes.
    """
    folder = _tree(paths)
    while True:
        named = {name: child for name, child in folder.folders.items() if role_of(name) and child.holds_classes()}
        if named:
            return _checked(_parts(folder, named), _left_out(folder, named), source)
        if len(folder.folders) != 1:
            break
        only = next(iter(folder.folders.values()))
        if not only.folders:
            break
        folder = only
    if not folder.folders:
        raise WorkbenchError(f"{source} has no class folders with pictures in them.", _LAYOUT_HINT)
    if all(child.folders and not child.files for child in folder.folders.values()):
        return _checked(_parts(folder, folder.folders), (), source)
    return _checked({WHOLE: _classes(folder)}, (), source)


def _tree(paths: Iterable[str]) -> _Folder:
    root = _Folder()
    for path in paths:
        folder = root
        *parents, _ = path.split("/")
        for name in parents:
            folder = folder.folders.setdefault(name, _Folder(f"{folder.path}{name}/"))
        folder.files.append(path)
    return root


def _parts(folder: _Folder, chosen: dict[str, _Folder]) -> dict[str, dict[str, list[str]]]:
    order = sorted(chosen, key=lambda name: (_PART_ORDER[role_of(name)], natural_key(name)))
    return {name: _classes(folder.folders[name]) for name in order}


def _classes(folder: _Folder) -> dict[str, list[str]]:
    return {name: folder.folders[name].every_file() for name in sorted(folder.folders, key=natural_key)}


def _left_out(folder: _Folder, chosen: dict[str, _Folder]) -> tuple[SkippedFile, ...]:
    """Folders beside the parts: often a test part without labels, or a second copy of everything."""
    others = [child for name, child in folder.folders.items() if name not in chosen]
    return tuple(
        SkippedFile(
            child.path.rstrip("/"),
            "a second level of folders beside the parts" if child.folders else "its pictures are not in class folders",
        )
        for child in others
    )


def _checked(parts: dict[str, dict[str, list[str]]], ignored: tuple[SkippedFile, ...], source: str) -> Layout:
    first, *others = parts
    for other in others:
        if different := sorted(parts[first].keys() ^ parts[other].keys(), key=natural_key):
            raise WorkbenchError(
                f'"{first}" and "{other}" in {source} do not have the same classes: {_shortened(different)}.',
                "Give both the same class folders, each with at least one picture.",
            )
    if len(parts[first]) < 2:
        raise WorkbenchError(
            f'{source} has pictures of one class only, "{next(iter(parts[first]))}".',
            "A classifier needs at least two. " + _LAYOUT_HINT,
        )
    return Layout(parts, ignored)


def _shortened(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
