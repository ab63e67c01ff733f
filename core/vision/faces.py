"""Faces in a photograph: searched for at several sizes and tilts, and every find checked by a second look.

The search (`core.vision.cascade`) misses few faces and takes much else for one; the check (`core.vision.check`) knows
the difference. What is quick and usual comes first: a face that fills a good part of the picture, upright; then tilted
heads; then small faces in a large scene. Once a face is certain there is something to ask about, and the rest can wait:
`find` ends there, and `find_others` goes on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from typing import Final, NamedTuple

import numpy as np

from core.data.photos import Photo
from core.progress import Progress, silent
from core.vision.boxes import Box
from core.vision.cascade import Cascade, Search
from core.vision.check import FaceCheck
from core.vision.windows import Grays, Window

_NEAR: Final = 320
_LEAST_NEAR: Final = 32
_TILT: Final = 18.0
# Faces of this side are found in scenes of up to `_FAR` times that over `_LEAST_FAR` pixels.
_LEAST_FACE: Final = 31
_LEAST_FAR, _FAR = 24, 1_600
_LIKELY: Final = 0.3
# Of the mean over small moves. Single windows of the check's own test images pass it where they are faces 98 times in
# 100, and 2 times in 1,000 where not; scenes without faces, of other seeds than `workbench bench faces` reports on,
# asked for this much.
_SURE_ENOUGH: Final = 0.75
# Below this, a find may be a part of a face that another way of looking shows whole.
_CERTAIN: Final = 0.9
# Of a window's side.
_MOVE: Final = 0.06
_SIZES: Final = (0.88, 1.0, 1.14)
# Finds of one face overlap by more than this, two faces side by side by less; or most of one lies in the other.
_SAME, _WITHIN = 0.3, 0.6
# Pixels along the longer side.
_LARGEST_CROP: Final = 64
# A picture this square may be a crop of a face as a whole.
_MOST_OBLONG: Final = 1.3

Find = tuple[Window, float]
"""A window, and how sure the check is of it."""


@dataclass(frozen=True)
class Face:
    """A face that was found.

    Attributes:
        box: Around it, from brow to chin, within the picture; with the tilt at which it was found, roughly that of the
            head.
        share: How sure the check is of it, 0 to 1, on the mean over small moves of the box.
    """

    box: Box
    share: float


class FaceFinder:
    """Finds faces, for any number of threads; what it needs is loaded when the first picture comes."""

    def __init__(self) -> None:
        # The cascade keeps its own buffers: one thread at a time.
        self._turn = threading.Lock()

    def find(self, photo: Photo, progress: Progress = silent) -> tuple[Face, ...]:
        """The faces that come with the first certain one, or all where none is certain; the largest first.

        Args:
            photo: Where to look.
            progress: Told before each pass; may cancel.
        """
        grays = np.asarray(photo.image.convert("L"))
        with self._turn:
            found: list[Find] = []
            for number, look in enumerate(self._looks(grays)):
                if any(share >= _CERTAIN for _, share in found):
                    break
                progress("Looking for faces", number, 0)
                found += look()
        return tuple(_faces(found, photo))

    def find_others(self, photo: Photo, known: Sequence[Face], progress: Progress = silent) -> tuple[Face, ...]:
        """The faces that `find` left out since it had a certain one: only certain ones, the largest first.

        Args:
            photo: Where to look.
            known: What `find` found there.
            progress: Told before each pass; may cancel.
        """
        is_whole = all(face.share < _CERTAIN for face in known)
        grays = np.asarray(photo.image.convert("L"))
        if is_whole or max(grays.shape) <= _LARGEST_CROP:
            return ()
        searches, found = _searches(max(grays.shape)), []
        with self._turn:
            for number, search in enumerate((*searches.upright, *searches.tilted, *searches.small)):
                progress("Looking for more faces", number, 0)
                found += self._searched(grays, [search], _CERTAIN)
        faces = _faces(found, photo)
        return tuple(face for face in faces if not any(_are_same(face.box, one.box) for one in known))

    def _looks(self, grays: Grays) -> Iterator[Callable[[], list[Find]]]:
        """The ways to look at a picture, one after the other until a face is certain."""
        whole, searches = partial(self._checked, grays, _whole(grays)), _searches(max(grays.shape))
        # A box found within a crop as small as those of the datasets would take off more of the face.
        if is_crop := max(grays.shape) <= _LARGEST_CROP:
            yield whole
        yield partial(self._searched, grays, searches.upright)
        yield partial(self._searched, grays, searches.tilted)
        if not is_crop:
            yield whole
        # There are so many places for a small face that only what is certain counts.
        yield partial(self._searched, grays, searches.small, _CERTAIN)

    @cached_property
    def _cascade(self) -> Cascade:
        return Cascade()

    @cached_property
    def _check(self) -> FaceCheck:
        return FaceCheck()

    def _searched(self, grays: Grays, searches: Sequence[Search], least: float = _SURE_ENOUGH) -> list[Find]:
        windows = [window for search in searches for window in self._cascade.candidates(grays, search)]
        return self._checked(grays, windows, least)

    def _checked(self, grays: Grays, windows: Sequence[Window], least: float = _SURE_ENOUGH) -> list[Find]:
        """Those that stay faces when they are moved a little; what only looks like one does so in one place."""
        shares = self._check.shares(grays, windows)
        likely = [window for window, share in zip(windows, shares, strict=True) if share >= _LIKELY]
        moved = self._check.shares(grays, [near for window in likely for near in _moved(window)])
        means = moved.reshape(len(likely), -1).mean(axis=1).tolist() if likely else []
        return [(window, share) for window, share in zip(likely, means, strict=True) if share >= least]


class _Searches(NamedTuple):
    upright: list[Search]
    tilted: list[Search]
    small: list[Search]


@cache
def face_finder() -> FaceFinder:
    """The one of this process: a second one would load everything again."""
    return FaceFinder()


@cache
def patient_face_finder() -> FaceFinder:
    """One beside it for what can wait: nobody who asks about a picture stands behind it in the queue."""
    return FaceFinder()


def _searches(longest: int) -> _Searches:
    """What to search a picture for whose longer side has so many pixels."""
    near = min(longest, _NEAR)
    least = min(_LEAST_NEAR, max(near // 4, 20))
    far = min(round(longest * _LEAST_FAR / _LEAST_FACE), _FAR)
    return _Searches(
        [Search(near, least)],
        [Search(near, least, -_TILT), Search(near, least, _TILT)],
        [Search(far, _LEAST_FAR, neighbors=1)] if far > near else [],
    )


def _moved(window: Window) -> list[Window]:
    """The window, and the same a little smaller, larger, and to each side."""
    step = _MOVE * window.side
    sides = [(step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step)]
    return [window._replace(side=window.side * size) for size in _SIZES] + [
        window._replace(x=window.x + across, y=window.y + down) for across, down in sides
    ]


def _whole(grays: Grays) -> list[Window]:
    """The picture itself, where it may be a tight crop."""
    height, width = grays.shape
    oblong = max(width, height) / min(width, height)
    return [Window(width / 2, height / 2, max(width, height))] if oblong <= _MOST_OBLONG else []


def _faces(found: list[Find], photo: Photo) -> list[Face]:
    """Of finds that overlap, the one that the check is surest of; the largest face first."""
    scale = photo.scale
    faces: list[Face] = []
    for window, share in sorted(found, key=lambda one: -one[1]):
        side = window.side / scale
        box = Box.around((window.x / scale, window.y / scale), side, side).within(photo.width, photo.height)
        if not any(_are_same(box, face.box) for face in faces):
            faces.append(Face(replace(box, tilt=window.tilt), share))
    return sorted(faces, key=lambda face: -face.box.area)


def _are_same(one: Box, other: Box) -> bool:
    shared = one.shared(other)
    return one.overlap(other) > _SAME or shared > _WITHIN * min(one.area, other.area)
