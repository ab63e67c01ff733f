"""Drawn scenes without a face, in shades of gray: what the check of faces learns to refuse.

None of these kinds is among those that `workbench bench faces` measures on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter, ImageFont

import resources

Grays = npt.NDArray[np.uint8]
Draw = Callable[[np.random.Generator, tuple[int, int]], Image.Image]

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789&%?!"


def draw_scene(rng: np.random.Generator, size: tuple[int, int]) -> Grays:
    """One scene of any kind, uint8 (height, width), with the noise and blur of a camera.

    Args:
        rng: Draws everything.
        size: Width and height.
    """
    kinds: tuple[Draw, ...] = (_leaves, _text, _windows, _wheels, _stripes, _trees)
    scene = kinds[rng.integers(len(kinds))](rng, size)
    scene = scene.filter(ImageFilter.GaussianBlur(float(rng.exponential(0.8))))
    slope = np.add.outer(
        np.linspace(-1, 1, size[1]) * rng.normal(0, 20), np.linspace(-1, 1, size[0]) * rng.normal(0, 20)
    )
    noisy = np.asarray(scene, np.float64) + slope + rng.normal(0, rng.exponential(6), (size[1], size[0]))
    return noisy.clip(0, 255).astype(np.uint8)


def _leaves(rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """Discs and squares that cover each other, of all sizes (the "dead leaves" of image statistics)."""
    scene, draw = _ground(rng, size)
    for _ in range(rng.integers(60, 400)):
        radius = min(4 / rng.random() ** 0.7, max(size) / 3)
        x, y = rng.random(2) * size
        aspect = rng.uniform(0.5, 1.0)
        shape = (draw.ellipse, draw.rectangle)[rng.integers(2)]
        shape((x - radius * aspect, y - radius, x + radius * aspect, y + radius), fill=_gray(rng))
    return scene


def _text(rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    scene, draw = _ground(rng, size)
    fonts = sorted(resources.path("fonts").glob("*-*.[ot]tf"))
    y = 0
    while y < size[1]:
        height = int(rng.integers(12, 120))
        font = ImageFont.truetype(fonts[rng.integers(len(fonts))], height)
        words = "".join(rng.choice(list(_LETTERS), 2 + 2 * size[0] // height))
        draw.text((-int(rng.integers(height)), y), words, _gray(rng), font)
        y += int(height * rng.uniform(0.9, 1.6))
    return scene


def _windows(rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """The front of a house: windows in rows, with frames and bars, a door now and then."""
    scene, draw = _ground(rng, size)
    for y in range(0, size[1], pitch := int(rng.integers(4, 14))):
        draw.line((0, y, size[0], y), fill=_gray(rng), width=1)
        for x in range(y % 2 * pitch, size[0], 2 * pitch):
            draw.line((x, y, x, y + pitch), fill=128)
    step = int(rng.integers(40, 140))
    for y in range(step // 3, size[1], step):
        glass, frame = _gray(rng), _gray(rng)
        for x in range(step // 3, size[0], step):
            right, low = x + step * rng.uniform(0.35, 0.6), y + step * rng.uniform(0.4, 0.7)
            draw.rectangle((x, y, right, low), fill=glass, outline=frame, width=max(step // 20, 1))
            draw.line(((x + right) / 2, y, (x + right) / 2, low), fill=frame, width=max(step // 30, 1))
            draw.line((x, (y + low) / 2, right, (y + low) / 2), fill=frame, width=max(step // 30, 1))
    return scene


def _wheels(rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """Rings with spots in them - buttons, sockets, dice, wheels - which come close to a drawn face."""
    scene, draw = _ground(rng, size)
    for _ in range(rng.integers(5, 40)):
        radius = rng.uniform(12, 90)
        x, y = rng.random(2) * size
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), _gray(rng), _gray(rng), int(rng.integers(1, 12)))
        count, turn, ink = int(rng.integers(1, 9)), rng.random() * 6.28, _gray(rng)
        for place in range(count):
            angle, spot = turn + place * 2 * np.pi / count, radius * rng.uniform(0.06, 0.25)
            right, low = x + radius * 0.55 * np.cos(angle), y + radius * 0.55 * np.sin(angle)
            draw.ellipse((right - spot, low - spot, right + spot, low + spot), fill=ink)
    return scene


def _stripes(rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """Waves of a few directions and lengths, added up: cloth, water, sand."""
    x, y = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    total = np.zeros((size[1], size[0]))
    for _ in range(rng.integers(2, 7)):
        angle, length = rng.random() * np.pi, rng.uniform(6, 160)
        wave = np.sin((x * np.cos(angle) + y * np.sin(angle)) * 2 * np.pi / length + rng.random() * 7)
        total += rng.random() * (np.sign(wave) if rng.random() < 0.3 else wave)
    total -= total.min()
    return Image.fromarray((total * (255 / total.max())).astype(np.uint8))


def _trees(rng: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """Branches against the sky, with spots of leaves."""
    scene, draw = _ground(rng, size)
    for _ in range(rng.integers(3, 9)):
        _branch(rng, draw, (rng.random() * size[0], size[1]), -np.pi / 2, size[1] * rng.uniform(0.15, 0.3))
    return scene


def _branch(
    rng: np.random.Generator, draw: ImageDraw.ImageDraw, start: tuple[float, float], angle: float, length: float
) -> None:
    x, y = start[0] + length * np.cos(angle), start[1] + length * np.sin(angle)
    draw.line((*start, x, y), fill=int(rng.integers(20, 90)), width=max(int(length / 8), 1))
    if length < 12:
        spot = rng.uniform(3, 14)
        draw.ellipse((x - spot, y - spot, x + spot, y + spot), fill=_gray(rng))
        return
    for _ in range(2):
        _branch(rng, draw, (x, y), angle + rng.normal(0, 0.5), length * rng.uniform(0.55, 0.8))


def _ground(rng: np.random.Generator, size: tuple[int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    scene = Image.new("L", size, _gray(rng))
    return scene, ImageDraw.Draw(scene)


def _gray(rng: np.random.Generator) -> int:
    return int(rng.integers(256))
