"""Drawn scenes to look for faces in: of other kinds than those that the check of faces has learned from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIZE: Final = (1280, 960)
"""Width and height."""

Rng = np.random.Generator


def draw_scene(rng: Rng, kind: int) -> Image.Image:
    """A scene without a face, mode "RGB": of the kinds in turn, each with a camera's blur and noise."""
    scene = KINDS[kind % len(KINDS)](rng).filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 1.5))))
    noise = rng.normal(0, rng.uniform(1, 6), (SIZE[1], SIZE[0], 1))
    return Image.fromarray((np.asarray(scene) + noise).clip(0, 255).astype(np.uint8))


def _landscape(rng: Rng) -> Image.Image:
    """Hills before a sky, a sun, houses on them."""
    scene, draw = _ground(rng)
    x = np.arange(SIZE[0])
    radius, right, low = rng.uniform(20, 80), rng.uniform(0, SIZE[0]), rng.uniform(50, 250)
    draw.ellipse((right - radius, low - radius, right + radius, low + radius), fill=_color(rng))
    for horizon in np.linspace(0.3, 0.9, 5):
        hills = sum(rng.uniform(10, 50) * np.sin(x / rng.uniform(40, 300) + rng.uniform(0, 6)) for _ in range(3))
        line = SIZE[1] * horizon + hills
        draw.polygon([*zip(x.tolist(), line.tolist(), strict=True), (SIZE[0], SIZE[1]), (0, SIZE[1])], fill=_color(rng))
        for _ in range(3):
            place, side = int(rng.integers(SIZE[0])), rng.uniform(20, 70)
            _house(rng, draw, (float(place), float(line[place])), float(side))
    return scene


def _house(rng: Rng, draw: ImageDraw.ImageDraw, foot: tuple[float, float], side: float) -> None:
    x, y = foot
    glass = _color(rng)
    draw.rectangle((x, y - side, x + side, y), fill=_color(rng))
    draw.polygon([(x - 5, y - side), (x + side + 5, y - side), (x + side / 2, y - 1.6 * side)], fill=_color(rng))
    for left in (0.2, 0.6):
        draw.rectangle((x + left * side, y - 0.8 * side, x + (left + 0.2) * side, y - 0.55 * side), fill=glass)
    draw.rectangle((x + 0.4 * side, y - 0.4 * side, x + 0.6 * side, y), fill=glass)


def _clouds(rng: Rng) -> Image.Image:
    """Noise whose strength falls with its frequency, as in photographs of clouds, bark or stone."""
    frequencies = np.hypot(*np.meshgrid(np.fft.rfftfreq(SIZE[0]), np.fft.fftfreq(SIZE[1])))
    frequencies[0, 0] = 1
    spectrum = np.fft.rfft2(rng.normal(size=(SIZE[1], SIZE[0]))) / frequencies ** rng.uniform(0.8, 1.8)
    field = np.fft.irfft2(spectrum, (SIZE[1], SIZE[0]))
    field = (field - field.mean()) / field.std()
    tint = np.array(_color(rng)) / 255
    return Image.fromarray(((128 + 55 * field[..., None]) * tint).clip(0, 255).astype(np.uint8))


def _glass(rng: Rng) -> Image.Image:
    """A window of coloured glass: each place has the colour of the nearest of many points."""
    points = rng.random((int(rng.integers(40, 160)), 2)) * SIZE
    x, y = np.meshgrid(np.arange(0, SIZE[0], 2), np.arange(0, SIZE[1], 2))
    nearest = np.full(x.shape, np.inf)
    owner = np.zeros(x.shape, np.int64)
    for number, (right, low) in enumerate(points):
        distance = (x - right) ** 2 + (y - low) ** 2
        owner[distance < nearest] = number
        nearest = np.minimum(nearest, distance)
    colors = rng.integers(0, 256, (len(points), 3), dtype=np.uint8)
    return Image.fromarray(colors[owner]).resize(SIZE, Image.Resampling.NEAREST)


def _balls(rng: Rng) -> Image.Image:
    """Shaded balls with a highlight, and their shadows."""
    scene, draw = _ground(rng)
    for _ in range(rng.integers(10, 60)):
        radius = rng.uniform(10, 120)
        x, y = rng.uniform(0, SIZE[0]), rng.uniform(0, SIZE[1])
        color = np.array(_color(rng))
        draw.ellipse((x - radius, y + radius * 0.7, x + radius * 1.4, y + radius * 1.2), fill=(30, 30, 30))
        for ring in np.linspace(1, 0.05, 12):
            lit = tuple(int(value) for value in (color * (1.1 - ring)).clip(0, 255))
            at = (x - radius * 0.3 * (1 - ring), y - radius * 0.3 * (1 - ring))
            reach = radius * ring
            draw.ellipse((at[0] - reach, at[1] - reach, at[0] + reach, at[1] + reach), fill=lit)
    return scene


def _tiles(rng: Rng) -> Image.Image:
    """A floor of tiles with a pattern, seen askew."""
    side = int(rng.integers(40, 160))
    tile = Image.new("RGB", (side, side), _color(rng))
    draw = ImageDraw.Draw(tile)
    for _ in range(rng.integers(2, 7)):
        one, other = sorted(rng.integers(0, side, 2).tolist()), sorted(rng.integers(0, side, 2).tolist())
        shape = (draw.ellipse, draw.rectangle)[rng.integers(2)]
        shape((one[0], other[0], one[1] + 1, other[1] + 1), fill=_color(rng), outline=_color(rng))
    scene = Image.new("RGB", (2 * SIZE[0], 2 * SIZE[1]))
    for x in range(0, scene.width, side):
        for y in range(0, scene.height, side):
            scene.paste(tile, (x, y))
    wide, high = scene.size
    lean = rng.uniform(0, 0.3) * wide
    corners = (0.0, 0.0, lean, float(high), wide - lean, float(high), float(wide), 0.0)
    return scene.transform(SIZE, Image.Transform.QUAD, corners, Image.Resampling.BILINEAR)


def _ground(rng: Rng) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    scene = Image.new("RGB", SIZE, _color(rng))
    return scene, ImageDraw.Draw(scene)


def _color(rng: Rng) -> tuple[int, int, int]:
    red, green, blue = rng.integers(0, 256, 3).tolist()
    return red, green, blue


KINDS: Final[tuple[Callable[[Rng], Image.Image], ...]] = (_landscape, _clouds, _glass, _balls, _tiles)
