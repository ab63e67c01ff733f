"""What augmentation does, on images of the dataset at hand."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHideEvent, QImage, QPainter, QPainterPath, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from workbench.state.augmented import SAMPLES, VERSIONS
from workbench.state.datasets import Datasets
from workbench.state.design import Design
from workbench.views.cards import ElidedLabel
from workbench.views.message import ErrorMessage
from workbench.views.pixels import to_picture
from workbench.views.theme import Theme
from workbench.views.tokens import Corner, Size, Space

_WORDS = "Original, then augmented"
_NO_DATA = "Open a dataset to see it"


class _Sheet(QWidget):
    """Rows of pictures, as many of each as there is room for; the first of each stands apart."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: list[list[QImage]] = []
        self.setAccessibleName(_WORDS)
        self.setFixedHeight(SAMPLES * Size.TILE + (SAMPLES - 1) * Size.TILE_GAP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """An image and two versions."""
        return QSize(3 * Size.TILE + 2 * Size.TILE_GAP, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's
        """Draw what fits; places that wait for their pictures are there already."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        columns = min(max(2, round(self.width() / (Size.TILE + Size.TILE_GAP))), 1 + VERSIONS)
        # Twice the distance behind the first.
        side = min(Size.TILE, (self.width() - columns * Size.TILE_GAP) // columns)
        for line in range(len(self.rows) or SAMPLES):
            for column in range(columns):
                left = column * (side + Size.TILE_GAP) + (Size.TILE_GAP if column else 0)
                place = QRectF(left, line * (side + Size.TILE_GAP), side, side)
                self._draw(painter, self.rows[line][column] if self.rows else None, place)

    def _draw(self, painter: QPainter, picture: QImage | None, place: QRectF) -> None:
        outline = QPainterPath()
        if picture is None:
            outline.addRoundedRect(place, Corner.PICTURE, Corner.PICTURE)
            painter.fillPath(outline, self._theme.color("line"))
            return
        size = picture.size().toSizeF().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
        area = QRectF(QPointF(), size)
        area.moveCenter(place.center())
        outline.addRoundedRect(area, Corner.PICTURE, Corner.PICTURE)
        painter.setClipPath(outline)
        painter.drawImage(area, picture)
        painter.setClipping(False)


class AugmentedView(QWidget):
    """Samples that follow the fields while they are in view, and a button for other draws.

    Attributes:
        again: The button.
        error: Why there are no samples.
    """

    def __init__(self, theme: Theme, design: Design, datasets: Datasets) -> None:
        super().__init__()
        self._design, self._datasets = design, datasets
        self._words = ElidedLabel("quiet")
        self.again = QPushButton("Again")
        self.again.setObjectName("lead")
        self.again.setToolTip("Show other draws")
        self._sheet = _Sheet(theme)
        self.error = ErrorMessage()
        self.error.dismiss.hide()
        line = QHBoxLayout()
        line.addWidget(self._words, 1)
        line.addWidget(self.again)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.SMALL)
        column.addLayout(line)
        column.addWidget(self._sheet)
        column.addWidget(self.error)
        self.again.clicked.connect(design.augmented.again)
        design.changed.connect(self._ask)
        design.augmented.changed.connect(self._show)
        self._show()

    @property
    def rows(self) -> list[list[QImage]]:
        """The pictures: each row an image as it is, and then its versions."""
        return self._sheet.rows

    @property
    def words(self) -> str:
        """What stands above the pictures."""
        return self._words.accessibleName()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Make the samples with the first look at them."""
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Make none that nobody sees."""
        super().hideEvent(event)
        self._design.augmented.cancel()

    def _ask(self) -> None:
        if self.isVisible():
            self._design.augmented.ask(self._design.draft, self._datasets.dataset)
            self._show()

    def _show(self) -> None:
        augmented, has_data = self._design.augmented, self._datasets.dataset is not None
        self._words.show_text(_WORDS if has_data else _NO_DATA)
        self.again.setEnabled(has_data)
        images = augmented.images
        self._sheet.rows = [] if images is None else [[to_picture(one) for one in row] for row in images]
        self._sheet.setVisible(augmented.error is None)
        self._sheet.update()
        self.error.show_error(augmented.error)
