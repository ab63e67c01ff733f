"""The line above the picture while it comes from the camera."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from workbench.state.live import Live
from workbench.state.models import Models
from workbench.views.cards import label
from workbench.views.tokens import Space


class LiveBar(QWidget):
    """There while the camera is on.

    Attributes:
        mirrored: Whether the picture is turned as in a mirror.
        freeze_button: Keeps the picture at hand.
    """

    def __init__(self, live: Live, models: Models) -> None:
        super().__init__()
        self._live, self._models = live, models
        self.mirrored, self.freeze_button = QCheckBox("Mirrored"), QPushButton("Freeze")
        self.mirrored.setToolTip("As in a mirror. Digits can be read only without it.")
        self.freeze_button.setToolTip("Keep this picture, and give the camera back")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.CHIP)
        row.addWidget(label("Live from the camera", "quiet"), 1)
        row.addWidget(self.mirrored)
        row.addWidget(self.freeze_button)
        self.mirrored.toggled.connect(lambda wanted: live.mirror(wanted=wanted))
        self.freeze_button.clicked.connect(live.stop)
        live.changed.connect(self._show)
        models.changed.connect(self._suit_model)
        self._suit_model()
        self._show()

    def _suit_model(self) -> None:
        """Mirrored where the model looks at both ways round: any other would read a digit backwards."""
        predictor = self._models.predictor
        if predictor is not None:
            self.mirrored.setChecked(predictor.prediction.mirrored)

    def _show(self) -> None:
        self.setVisible(self._live.is_on)
