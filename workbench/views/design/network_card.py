"""A drawing of the network: how wide it is from layer to layer."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.state.design import Design
from workbench.state.drafts import layers_of
from workbench.views.cards import Card
from workbench.views.design.words import shape_text
from workbench.views.theme import Theme, font
from workbench.views.tokens import Corner, Line, Size, Space, Type

_LEAST_SHARE = 0.25
_MOST_FILLED = 0.7


# Layers that decide how many numbers go on.
_STAGES = frozenset({"Dense", "Conv2D", "MaxPooling2D", "GlobalAveragePooling2D"})
_ON_IMAGES = _STAGES - {"Dense"}


class _Stage(NamedTuple):
    """A shape that the numbers have on their way: the input, or the output of a layer; None is not known."""

    layer: int
    shape: tuple[int, ...] | None
    is_wrong: bool

    @property
    def width(self) -> int:
        """How many numbers; 1 where that is not known."""
        return math.prod(self.shape or ())

    @property
    def texts(self) -> tuple[str, ...]:
        """What can stand in its block, the longest first: an image's channels stand for it where there is no room."""
        if self.shape is None:
            return ("?",)
        return shape_text(self.shape), f"{self.shape[-1]:,}"


class NetworkCard(Card):
    """The drawing, with the layer that is looked at filled.

    Attributes:
        drawing: Draws it; a click on a block looks at its layer.
    """

    def __init__(self, theme: Theme, design: Design) -> None:
        super().__init__("The network")
        self.drawing = NetworkDrawing(theme, design)
        self.body.addWidget(self.drawing, 1)


class NetworkDrawing(QWidget):
    """Blocks as high as the logarithm of their width, joined by lines."""

    def __init__(self, theme: Theme, design: Design) -> None:
        super().__init__()
        self._theme, self._design = theme, design
        self._stages: list[_Stage] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(Size.LEAST_DRAWING)
        theme.changed.connect(self.update)
        design.changed.connect(self._show)
        design.current_layer_changed.connect(self.update)
        self._show()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A strip."""
        return QSize(Size.MIDDLE_PANE, Size.LEAST_DRAWING)

    def block(self, stage: int) -> QRectF:
        """Where the block of a stage is drawn; 0 is the input."""
        widths = [one.width for one in self._stages]
        # Deep networks have slim blocks, so that the lines between them stay to be seen.
        width = min(Size.BLOCK, _MOST_FILLED * self.width() / len(widths))
        share = _LEAST_SHARE + (1 - _LEAST_SHARE) * math.log1p(widths[stage]) / math.log1p(max(widths))
        distance = min((self.width() - width - Line.RING) / max(len(widths) - 1, 1), Size.LARGEST_DISTANCE)
        height = (self.height() - Line.RING) * share
        return QRectF(Line.HAIR + stage * distance, (self.height() - height) / 2, width, height)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Look at the layer under the mouse."""
        for place, stage in enumerate(self._stages):
            if stage.layer >= 0 and self.block(place).contains(event.position()):
                self._design.choose_layer(stage.layer)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        """Draw lines first, blocks upon them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        blocks = [self.block(place) for place in range(len(self._stages))]
        painter.setPen(QPen(self._theme.color("line"), Line.HAIR))
        for left, right in pairwise(blocks):
            painter.drawLine(left.topRight() + QPointF(0, Space.SMALL), right.topLeft() + QPointF(0, Space.SMALL))
            painter.drawLine(left.bottomRight() - QPointF(0, Space.SMALL), right.bottomLeft() - QPointF(0, Space.SMALL))
        painter.setFont(font(Type.BADGE))
        for stage, block in zip(self._stages, blocks, strict=True):
            self._draw_block(painter, stage, block)

    def _draw_block(self, painter: QPainter, stage: _Stage, block: QRectF) -> None:
        is_current = stage.layer >= 0 and stage.layer == self._design.current_layer
        pen = QPen(self._theme.color("error" if stage.is_wrong else "accent"), Line.RING if is_current else Line.HAIR)
        if stage.is_wrong or stage.shape is None:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(self._theme.color("accent_ground"))
        painter.drawRoundedRect(block, Corner.BAR, Corner.BAR)
        painter.setPen(self._theme.color("text"))
        fitting = (text for text in stage.texts if painter.fontMetrics().horizontalAdvance(text) < block.width())
        painter.drawText(block, Qt.AlignmentFlag.AlignCenter, next(fitting, ""))

    def _show(self) -> None:
        assessment = self._design.assessment
        shape = assessment.input_shape
        layers = layers_of(self._design.draft)
        if shape and not any(layer["type"] in _ON_IMAGES for layer in layers):
            shape = (math.prod(shape),)
        self._stages = [_Stage(-1, shape, is_wrong=False)]
        for place, layer in enumerate(layers):
            if layer["type"] in _STAGES:
                is_wrong = bool(assessment.errors_at(f"network.layers[{place}]"))
                self._stages.append(_Stage(place, assessment.layers[place].output_shape, is_wrong))
        words = " to ".join("unknown" if one.shape is None else shape_text(one.shape) for one in self._stages)
        self.setAccessibleName(f"The network's widths: {words}")
        self.update()
