"""What the program is made of, and the terms of each part."""

from __future__ import annotations

import importlib.metadata
import re
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import resources
from core.about import DISTRIBUTION, NAME, about

_WORDS: Final = ("licen", "copying", "notice", "authors", "copyright")
_TEXTS: Final = frozenset({"", ".txt", ".md", ".rst", ".apache", ".bsd", ".mit"})
_BUNDLED: Final = "licences"
_LINE: Final = re.compile(r"(?P<name>\S+) (?P<version>[^:]*): (?P<terms>.*)")


@dataclass(frozen=True)
class Component:
    """One part.

    Attributes:
        name: As its makers call it.
        version: Empty where there is none.
        terms: In a few words.
        texts: Files with the whole terms; none where its makers ship none.
    """

    name: str
    version: str
    terms: str
    texts: tuple[Path, ...] = ()


def components() -> list[Component]:
    """This program first, then all that is inside of it, by name."""
    folder = bundled_folder()
    libraries = _listed(folder) if folder else [*_installed(), _python()]
    fonts = Component(
        "Fonts", "", "each by its own terms", tuple(sorted(resources.path("fonts", "licences").iterdir()))
    )
    ours = Component(NAME, about().version, "MIT", _own_texts(folder))
    return [ours, *sorted([*libraries, fonts], key=lambda one: one.name.lower())]


def bundled_folder() -> Path | None:
    """The licences of a program that runs by itself; None where it runs in a Python of its user's."""
    if not getattr(sys, "frozen", False):
        return None
    places = (folder / _BUNDLED for folder in Path(sys.executable).resolve().parents[:3])
    return next((place for place in places if place.is_dir()), None)


def licence_files(distribution: importlib.metadata.Distribution) -> Iterator[Path]:
    """The texts that a distribution brings with it."""
    for file in distribution.files or ():
        if file.suffix.lower() in _TEXTS and any(word in file.name.lower() for word in _WORDS):
            path = Path(str(distribution.locate_file(file)))
            if path.is_file():
                yield path


def terms_of(distribution: importlib.metadata.Distribution) -> str:
    """What a distribution's metadata call its terms, in a few words."""
    for field in ("License-Expression", "License"):
        for value in distribution.metadata.get_all(field) or ():
            if str(value).strip():
                return str(value).strip().splitlines()[0]
    return "see its text"


def _installed() -> Iterator[Component]:
    """All that this program requires, and what that requires, as far as it is installed."""
    seen, waiting = {_normal(DISTRIBUTION)}, list(_required(DISTRIBUTION))
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        waiting += _required(name)
        yield Component(name, distribution.version, terms_of(distribution), tuple(licence_files(distribution)))


def _required(name: str) -> Iterator[str]:
    for line in importlib.metadata.requires(name) or ():
        found = re.match(r"[A-Za-z0-9._-]+", line)
        if found and "extra ==" not in line:
            yield _normal(found[0])


def _python() -> Component:
    place = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    return Component("python", sys.version.split()[0], "PSF-2.0", (place,) if place.is_file() else ())


def _listed(folder: Path) -> Iterator[Component]:
    """What a bundle says of itself."""
    for line in (folder / "index.txt").read_text("utf-8").splitlines():
        if found := _LINE.fullmatch(line):
            name, version = found["name"], found["version"]
            is_system = version.startswith("(")
            place = folder / "system" / f"{name}.txt" if is_system else folder / name
            texts = sorted(place.iterdir()) if place.is_dir() else [place] * place.is_file()
            yield Component(name, "" if is_system else version, found["terms"], tuple(texts))


def _own_texts(folder: Path | None) -> tuple[Path, ...]:
    if folder:
        return tuple(sorted((folder / DISTRIBUTION).iterdir()))
    return tuple(licence_files(importlib.metadata.distribution(DISTRIBUTION)))


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
