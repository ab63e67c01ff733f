"""`sketch-faces`: 48 x 48 gray drawings of invented people with one of seven expressions.

Every shape is a signed distance turned into coverage, so edges are smooth at any size; the order of the calls in
`draw_sketch_faces` is the order in which a draughtsman would put them down.
"""

from __future__ import annotations

import numpy as np

from core.data.builtin.face_canvas import Face, blend, length, oval, place
from core.data.builtin.face_geometry import EXPRESSIONS, draw_expression, draw_person, draw_pose
from core.data.builtin.fields import Field
from core.data.dataset import Labels, UInt8Images

CLASSES = EXPRESSIONS


def draw_sketch_faces(rng: np.random.Generator, count: int) -> tuple[UInt8Images, Labels]:
    """Draw faces, uint8 (count, 48, 48, 1), and their expressions, int64 (count,); every class is equally likely."""
    labels = rng.integers(0, len(EXPRESSIONS), count)
    face = place(draw_pose(rng, count), draw_person(rng, count), draw_expression(rng, labels))
    person = face.person
    tone = _background(rng, face)
    tone = blend(tone, person.hair, _hair_behind(face))
    tone = _shoulders(rng, face, tone)
    head = _head_distance(face)
    tone = _skin(rng, face, tone, head)
    tone = blend(tone, person.hair, _beard(face) * face.cover(head))
    tone = _creases(face, tone, head)
    tone = _nose(face, tone)
    tone = _mouth(face, tone)
    tone = _eyes(rng, face, tone)
    tone = _brows(face, tone)
    tone = blend(tone, person.hair * (0.9 + 0.2 * face.y), _hair_in_front(face, head))
    tone = _glasses(face, tone)
    return _finish(rng, tone), labels


def _background(rng: np.random.Generator, face: Face) -> Field:
    """A plain wall with light falling off to one side."""
    count = len(face.x)
    tone, slope = rng.uniform(0.1, 0.95, (count, 1, 1)), rng.normal(0, 0.12, (2, count, 1, 1))
    wall: Field = (tone + slope[0] * face.x + slope[1] * face.y).astype(np.float32)
    return wall


def _hair_behind(face: Face) -> Field:
    """Hair seen around the head: a cap, or locks down to the shoulders."""
    person = face.person
    bulk = person.volume * (0.4 + 0.6 * person.long_hair)
    curls = person.curls * np.sin(17 * face.x) * np.sin(17 * face.y)
    cap = oval(face.x, face.y + 0.12, person.width + bulk, 0.94 + person.volume) + curls
    edge = person.width + bulk + 0.06 * np.sin(7 * face.y + 9 * person.parting)
    locks = np.maximum(np.abs(face.x) - edge, np.maximum(-0.15 - face.y, face.y - 0.95)) + curls
    short = np.maximum(cap, face.y - person.sideburns)
    distance = np.where(person.long_hair > 0, np.minimum(cap, locks), short)
    hair: Field = face.cover(distance) * (1 - person.bald)
    return hair


def _shoulders(rng: np.random.Generator, face: Face, tone: Field) -> Field:
    cloth = rng.uniform(0.05, 0.9, (len(face.x), 1, 1)).astype(np.float32)
    neck = np.maximum(np.abs(face.x) - 0.36, 0.5 - face.y)
    tone = blend(tone, face.person.skin * 0.78, face.cover(neck))
    return blend(tone, cloth, face.cover(oval(face.x, face.y - 1.75, 1.25, 0.62)))


def _head_distance(face: Face) -> Field:
    """Signed distance to the outline of the head: an egg, pointed or broad at the chin by `taper`."""
    below = np.maximum(face.y, 0)
    jaw = 1 + 0.12 * np.maximum(face.expression.open, 0)
    width = face.person.width * (1 - face.person.taper * below**2)
    return oval(face.x, np.where(face.y > 0, face.y / jaw, face.y), np.maximum(width, 0.2), 1.0)


def _skin(rng: np.random.Generator, face: Face, tone: Field, head: Field) -> Field:
    """Ears and head with modelling: light from one side, darker towards the rim, drawn round with a pencil."""
    person, count = face.person, len(face.x)
    ears = oval(np.abs(face.x) - person.width * 0.99, face.y - 0.02, 0.10, 0.19)
    tone = blend(tone, person.skin * 0.85, face.cover(ears))
    tone = blend(tone, person.skin * 0.55, face.stroke(ears, 0.012) * 0.6)
    light = rng.normal(0, 0.16, (2, count, 1, 1))
    rim = np.clip(1 + head / 0.45, 0, 1) ** 2
    shade = 1 + light[0] * face.x + light[1] * face.y - 0.22 * rim
    tone = blend(tone, (person.skin * shade).astype(np.float32), face.cover(head))
    return blend(tone, person.skin * 0.35, face.stroke(head, 0.018) * 0.75)


def _beard(face: Face) -> Field:
    """Beard along the jaw and moustache under the nose, as coverage; lips are drawn over it."""
    person, expression = face.person, face.expression
    drop = 0.18 * expression.open
    chin = face.v - person.mouth_height + 0.16 - 0.9 * (np.abs(face.u) - 0.3)
    jaw = np.clip(chin / 0.1, 0, 1) * (face.v > 0.0) * person.beard
    line = face.v - (person.mouth_height - 0.10 - 0.10 * expression.corners * (face.u / 0.3) ** 2)
    moustache = face.cover(np.maximum(np.abs(line) - 0.045 + 0.08 * face.u**2, np.abs(face.u) - 0.30))
    mouth = oval(face.u, face.v - person.mouth_height - drop / 2, person.mouth_width, 0.09 + drop)
    coverage: Field = np.maximum(jaw * (1 - face.cover(mouth)), moustache * person.moustache) * 0.85
    return coverage


def _creases(face: Face, tone: Field, head: Field) -> Field:
    """The lines that an expression draws: forehead, between the brows, beside nose and mouth."""
    person, expression = face.person, face.expression
    side = np.abs(face.u)
    inside = face.cover(head + 0.08)
    lines = np.zeros_like(tone)
    for height in (-0.60, -0.50):
        arch = face.v - height - 0.05 * (face.u / 0.4) ** 2
        lines += face.stroke(arch, 0.012) * (side < 0.36) * expression.forehead
    frown = np.maximum(np.abs(side - 0.055), np.abs(face.v - person.eye_height + 0.16) - 0.10)
    lines += face.stroke(np.maximum(frown, 0), 0.014) * expression.furrow
    for step in (0.0, 0.075):
        wrinkle = face.v - person.eye_height - 0.06 - step - 0.5 * side
        lines += face.stroke(wrinkle, 0.013) * (side < 0.15) * expression.nose
    fold = side - 0.17 - 0.55 * (face.v - 0.22)
    reach = (face.v > 0.2) & (face.v < person.mouth_height + 0.06)
    lines += face.stroke(fold, 0.014) * reach * np.clip(0.9 * expression.corners + 0.8 * expression.lip, 0, 1)
    return tone * (1 - 0.5 * np.clip(lines, 0, 1) * inside)


def _nose(face: Face, tone: Field) -> Field:
    """One side of the bridge in shade, the tip, and two nostrils."""
    person = face.person
    tip = person.eye_height + person.nose_length - 0.05 * face.expression.nose
    along = np.clip((face.v - person.eye_height) / person.nose_length, 0, 1)
    bridge = np.abs(face.u - 0.05 - 0.05 * along) - 0.03
    shade = face.cover(bridge) * (face.v < tip) * along
    tone = tone * (1 - 0.22 * shade)
    wings = np.abs(length(face.u / 1.2, face.v - tip + 0.02) - person.nose_width * 0.75)
    tone = tone * (1 - 0.40 * face.stroke(wings, 0.014) * (face.v > tip - 0.02))
    nostrils = oval(np.abs(face.u) - person.nose_width * 0.55, face.v - tip - 0.04, 0.034, 0.022)
    return tone * (1 - 0.65 * face.cover(nostrils))


def _mouth(face: Face, tone: Field) -> Field:
    """Two lips as curves between the corners, teeth and dark between them."""
    person, expression = face.person, face.expression
    half = person.mouth_width * (1 + 0.45 * expression.width + 0.12 * np.maximum(expression.corners, 0))
    across = np.clip(face.u / half, -1, 1)
    belly = 1 - across**2
    corners = 0.19 * expression.corners
    middle = person.mouth_height + 0.05 * expression.open + corners * (0.4 - across**2)
    upper = middle - belly * (0.04 * expression.open + 0.09 * expression.lip)
    lower = middle + np.sqrt(belly) * 0.29 * expression.open + belly * 0.02 * expression.lip
    beyond = np.abs(face.u) - half
    lips = np.maximum(
        np.maximum(upper - person.lips * belly - face.v, face.v - lower - 1.5 * person.lips * belly), beyond
    )
    tone = blend(tone, person.skin * 0.62, face.cover(lips) * 0.8)
    inside = np.maximum(np.maximum(upper - face.v, face.v - lower), beyond)
    tone = blend(tone, 0.07, face.cover(inside))
    bite = np.maximum(inside, face.v - upper - 0.09)
    tone = blend(tone, 0.92, face.cover(bite + 0.015) * (expression.open + expression.lip > 0.12))
    line = np.where(np.abs(face.u) < half, np.minimum(np.abs(face.v - upper), np.abs(face.v - lower)), 1.0)
    return blend(tone, person.skin * 0.18, face.stroke(line, 0.020) * 0.9)


def _eyes(rng: np.random.Generator, face: Face, tone: Field) -> Field:
    """White between two lids, iris with a spark of light, and the lids' lines."""
    person, expression = face.person, face.expression
    gaze = rng.normal(0, 0.03, (len(face.x), 1, 1)).astype(np.float32)
    iris_tone = rng.uniform(0.05, 0.4, (len(face.x), 1, 1)).astype(np.float32)
    size = person.eye_size
    # Both eyes at once: x runs outwards from the middle of each.
    x = np.abs(face.u) - person.eye_distance
    # Sad and frightened eyes fall off to the outside, angry ones rise.
    y = face.v - person.eye_height - 0.10 * x * (expression.brow_inner - expression.brow_outer)
    beyond = np.abs(x) - size
    belly = 1 - np.clip(x / size, -1, 1) ** 2
    above = y + size * 0.62 * np.clip(1 + 0.75 * expression.eye, 0.12, 2.0) * belly
    below = y - size * 0.48 * np.clip(1 - 0.65 * expression.lower_lid, 0.1, 1.5) * belly
    white = face.cover(np.maximum(np.maximum(-above, below), beyond))
    tone = blend(tone, np.minimum(person.skin * 0.25 + 0.72, 0.97), white)
    looking = x - gaze * np.sign(face.u)
    iris = length(looking, y + 0.01) - size * 0.52
    tone = blend(tone, iris_tone, face.cover(iris) * white)
    spark = length(looking + 0.03, y + 0.045) - 0.025
    tone = blend(tone, 0.95, face.cover(spark) * white * 0.8)
    tone = blend(tone, 0.06, face.stroke(np.maximum(np.abs(above), beyond), 0.024))
    return blend(tone, person.skin * 0.4, face.stroke(np.maximum(np.abs(below), beyond), 0.010) * 0.7)


def _brows(face: Face, tone: Field) -> Field:
    """Curves from the inner to the outer end, thinner outside; both ends follow the expression."""
    person, expression = face.person, face.expression
    tightness = 0.04 * np.maximum(-expression.brow_inner, 0)
    inner_end = person.eye_distance - person.eye_size * 1.05 - tightness
    reach = person.eye_size * 2.25
    along = (np.abs(face.u) - inner_end) / reach
    share = np.clip(along, 0, 1)
    rest = person.eye_height - 0.19 - 0.05 * np.maximum(expression.eye, 0)
    rise = 0.15 * (expression.brow_inner * (1 - share) + expression.brow_outer * share)
    curve = rest - rise - 0.16 * share * (1 - share) + 0.02 * share
    thickness = person.brow_weight * (1.15 - 0.6 * share)
    beyond = np.maximum(-along, along - 1) * reach
    distance = np.maximum(np.abs(face.v - curve) - thickness, beyond)
    return blend(tone, person.hair * 0.55, face.cover(distance) * 0.92)


def _hair_in_front(face: Face, head: Field) -> Field:
    """Hair over the forehead, with a parting, and down the temples."""
    person = face.person
    line = person.hairline + 0.45 * (face.x - person.parting) ** 2 + 0.25 * person.parting * face.x
    fringe = np.maximum(face.y - line, head - 0.5 * person.volume)
    temples = np.maximum(
        person.width * (0.86 + 0.06 * face.y) - np.abs(face.x), np.maximum(head - 0.05, face.y - person.sideburns)
    )
    hair: Field = face.cover(np.minimum(fringe, temples)) * (1 - person.bald)
    return hair


def _glasses(face: Face, tone: Field) -> Field:
    person = face.person
    x, y = np.abs(face.u) - person.eye_distance, face.v - person.eye_height - 0.02
    rims = np.abs(oval(x, y, person.eye_distance * 0.74, 0.21))
    bridge = np.maximum(np.abs(y + 0.03), np.abs(face.u) - person.eye_distance * 0.28)
    frame = face.stroke(np.minimum(rims, bridge), 0.022) * person.glasses
    return blend(tone, 0.08, frame * 0.9)


def _finish(rng: np.random.Generator, tone: Field) -> UInt8Images:
    """Paper and camera: a slight blur, exposure, grain."""
    count = len(tone)
    softness = rng.uniform(0, 0.2, (count, 1, 1)).astype(np.float32)
    tone = _soften(_soften(np.clip(tone, 0, 1), softness).swapaxes(1, 2), softness).swapaxes(1, 2)
    gamma = np.exp(rng.normal(0, 0.22, (count, 1, 1))).astype(np.float32)
    low = rng.uniform(0, 0.15, (count, 1, 1)).astype(np.float32)
    high = rng.uniform(0.8, 1.0, (count, 1, 1)).astype(np.float32)
    grain = rng.standard_normal(tone.shape, np.float32) * rng.exponential(0.007, (count, 1, 1)).astype(np.float32)
    tone = low + (high - low) * np.clip(tone, 0, 1) ** gamma + grain
    return np.clip(np.rint(tone * 255), 0, 255).astype(np.uint8)[..., None]


def _soften(tone: Field, share: Field) -> Field:
    """Let every pixel give a share of its tone to the two above and below it; the border repeats."""
    padded = np.pad(tone, ((0, 0), (1, 1), (0, 0)), mode="edge")
    softened: Field = tone + share * (padded[:, :-2] + padded[:, 2:] - 2 * tone)
    return softened
