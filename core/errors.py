"""The one exception for everything that can be expected to go wrong.

Whatever is not a `WorkbenchError` is a defect of the program: it reaches the crash dialog or a non-zero exit.
"""

from __future__ import annotations


class WorkbenchError(Exception):
    """Something that the user can do something about.

    Args:
        message: One sentence that names the file, field or run concerned and what is wrong with it.
        hint: What to do about it, as an instruction; empty where the message says it already.
        details: Text for whoever digs deeper (a library's own message); shown only on demand.
    """

    def __init__(self, message: str, hint: str = "", details: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[type[WorkbenchError], tuple[str, str, str]]:
        # Errors cross process borders (decoding pool, training worker), where the default would drop hint and details.
        return type(self), (self.message, self.hint, self.details)


class DiskFull(WorkbenchError):
    """There is no room for a file. What was written before is whole, and the same can be tried again."""


class Cancelled(WorkbenchError):
    """The user cancelled a long piece of work; nothing is wrong and nothing half-done is left behind."""

    def __init__(self, message: str = "Cancelled.", hint: str = "", details: str = "") -> None:
        super().__init__(message, hint, details)
