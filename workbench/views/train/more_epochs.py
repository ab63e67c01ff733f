"""Going on with a run that is over: at once where epochs are left, and else after the question how many more."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QSize, Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from core.runs.identifiers import short
from core.runs.records import RunSummary
from workbench.state.going_on import Way, way_of
from workbench.state.training import Training
from workbench.views.cards import label, wrapped
from workbench.views.theme import Theme
from workbench.views.tokens import Size, Space

_HINTS = {
    Way.RESUME: "Go on after the last finished epoch, with everything as it was then",
    Way.EXTEND: "Go on with more epochs, as a run of its own; this one stays as it is",
}
_MOST = 1_000_000


class GoOnButton(QPushButton):
    """Goes on with a run in the way that it can, and says which that is; greyed where it cannot."""

    def __init__(self, theme: Theme, training: Training) -> None:
        super().__init__(Way.RESUME.value)
        self._theme, self._training = theme, training
        self._run_id, self._epochs_done = "", 0
        self._way: Way | None = None
        self.clicked.connect(self._go_on)
        self.offer_run(None)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the widest of its words: its neighbours stay where they are."""
        hint, metrics = super().sizeHint(), self.fontMetrics()
        widest = max(metrics.horizontalAdvance(way.value) for way in Way)
        return hint.grownBy(QMargins(0, 0, widest - metrics.horizontalAdvance(self.text()), 0))

    def offer(self, run_id: str, way: Way | None, epochs_done: int) -> None:
        """Go on with this run from now on."""
        self._run_id, self._way, self._epochs_done = run_id, way, epochs_done
        self.setEnabled(way is not None)
        if way:
            self.setText(way.value)
            self.setToolTip(_HINTS[way])
            self.setAccessibleName(f"{way.value} {short(run_id)}")

    def offer_run(self, run: RunSummary | None) -> None:
        """The same for a run of the store; None: for none."""
        if run is None:
            self.offer("", None, 0)
        else:
            self.offer(run.run_id, way_of(run), run.epochs_done)

    def _go_on(self) -> None:
        training, run_id = self._training, self._run_id
        if self._way is Way.RESUME:
            training.go_on(run_id)
        else:
            dialog = MoreEpochsDialog(run_id, self._epochs_done, self.window())
            self._theme.dress(dialog)
            dialog.chosen.connect(lambda epochs: training.go_on(run_id, epochs=epochs))
            dialog.open()


class MoreEpochsDialog(QDialog):
    """How many epochs there are to be.

    Attributes:
        more: How many are added.
        go_on, cancel: The answers.
        words: How many that makes.
    """

    chosen = Signal(int)
    """How many there are to be in all."""

    def __init__(self, run_id: str, epochs_done: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("More epochs")
        self._done = epochs_done
        self.more = QLineEdit(str(epochs_done))
        self.more.setMinimumHeight(Size.FIELD)
        self.more.setMaximumWidth(Size.LEAST_FIELD)
        self.more.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.more.setValidator(QIntValidator(1, _MOST, self.more))
        self.more.setAccessibleName("More epochs")
        self.words = wrapped("", "quiet")
        self.go_on, self.cancel = QPushButton("Go on"), QPushButton("Cancel")
        self.go_on.setObjectName("primary")
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(self._choose)
        self.cancel.clicked.connect(self.reject)
        self.more.textChanged.connect(self._show)
        self._lay_out(run_id)
        self._show()
        self.more.selectAll()

    def _lay_out(self, run_id: str) -> None:
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        column.setSpacing(Space.CHIP)
        column.addWidget(label("How many more epochs?", "title"))
        about = f"A new run goes on where {short(run_id)} ended, with its weights, its optimizer and its history."
        column.addWidget(wrapped(about, "name"))
        field = QHBoxLayout()
        field.setSpacing(Space.CHIP)
        field.addWidget(self.more)
        field.addWidget(self.words, 1)
        column.addLayout(field)
        row = QHBoxLayout()
        row.setSpacing(Space.ROW)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.go_on)
        column.addLayout(row)
        self.resize(Size.QUESTION, column.heightForWidth(Size.QUESTION))

    @property
    def _epochs(self) -> int:
        """In all; as many as there are where no number is given."""
        return self._done + (int(self.more.text()) if self.more.hasAcceptableInput() else 0)

    def _show(self) -> None:
        self.go_on.setEnabled(self._epochs > self._done)
        self.words.setText(f"after {self._done:,}, so {self._epochs:,} in all")

    def _choose(self) -> None:
        self.chosen.emit(self._epochs)
        self.accept()
