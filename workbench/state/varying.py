"""What a sweep varies of the experiment that is being designed; part of the versions of its draft, undone with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from core.errors import WorkbenchError

if TYPE_CHECKING:  # comes with the first look at a draft: the window is there before it
    from core.experiment.draft import FieldError
    from core.sweeps.space import SearchSpace
    from workbench.state.design import Design
    from workbench.state.vary import Vary


class Varying(QObject):
    """The fields that vary, what is wrong with them, and the search that they make."""

    sweep_requested = Signal()

    def __init__(self, design: Design) -> None:
        super().__init__(design)
        self._design = design
        self._faults: dict[str, FieldError] | None = None
        # Before anybody else hears of a change and asks.
        design.changed.connect(self._judge_again)

    @property
    def fields(self) -> Vary:
        """By path, how each varies."""
        return self._design.version.vary

    @property
    def faults(self) -> Mapping[str, FieldError]:
        """What is wrong, by path; nothing is said of it while something is wrong with the draft itself."""
        if self._faults is None:
            from workbench.state.vary import faults_of_vary  # noqa: PLC0415

            design = self._design
            self._faults = {} if design.problems else faults_of_vary(design.draft, self.fields)
        return self._faults

    @property
    def obstacle(self) -> str:
        """Why no sweep can be begun now, in a sentence; empty where one can."""
        count = len(self.faults)
        if count:
            return f"What varies needs attention in {count} {'field' if count == 1 else 'fields'}."
        return self._design.obstacle

    def set(self, path: str, how: dict[str, Any] | None) -> None:
        """Let a field vary in this way; None: not at all. The experiment keeps its own value."""
        vary = dict(self.fields)
        if how is None:
            vary.pop(path, None)
        else:
            vary[path] = how
        # Ticking is a step of its own to undo, typing in the bounds another.
        is_typing = path in vary and path in self.fields
        self._design.record_vary(vary, f"vary {path}" if is_typing else "")

    def sweep(self) -> None:
        """Ask for a sweep, where nothing stands in the way."""
        if self.fields and not self.obstacle:
            self.sweep_requested.emit()

    def space(self, settings: Mapping[str, Any]) -> SearchSpace:
        """The search among variants of the experiment.

        Args:
            settings: How it is searched, as fields of a `SearchSpace`.

        Raises:
            WorkbenchError: Something is wrong with the draft, or with what varies.
        """
        from core.sweeps.space import space_from  # noqa: PLC0415

        fields = {"name": self._design.name, "base": self._design.draft, "vary": list(self.fields.values())}
        return space_from(fields | dict(settings))

    def save(self, path: Path, settings: Mapping[str, Any]) -> None:
        """Write that search to a file.

        Raises:
            WorkbenchError: As `space`, or it cannot be written there.
        """
        from core.sweeps.space import save_space  # noqa: PLC0415

        space = self.space(settings)
        try:
            save_space(path, space)
        except OSError as error:
            message = f"The sweep cannot be saved as {path}: {error.strerror}."
            raise WorkbenchError(message, "Save it in another folder.") from error

    def _judge_again(self) -> None:
        self._faults = None
