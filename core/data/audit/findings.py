"""What an audit says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was looked for."""

    CONFLICTS = "duplicates with conflicting labels"
    ACROSS = "duplicates across splits"
    DUPLICATES = "exact duplicates"
    NEAR_CONFLICTS = "near duplicates with conflicting labels"
    NEAR_ACROSS = "near duplicates across splits"
    NEAR = "near duplicates"
    BLANK = "blank images"
    UNIFORM = "nearly uniform images"
    UNEVEN = "uneven classes"
    FEW = "classes with few images"
    FORMS = "other sizes and modes"
    UNREADABLE = "unreadable files"


class Severity(StrEnum):
    """How much it matters."""

    FAULT = "fault"
    """Figures that are reported may be wrong."""
    WARNING = "warning"
    """A network may learn worse."""
    NOTE = "note"
    """To be known, perhaps as it should be."""
    FINE = "fine"
    """Looked for, and not there."""


Group = tuple[int, ...]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked for.

    Attributes:
        kind: What.
        severity: How much what was found matters.
        figure: How much there is of it, in short: "1,273 groups".
        words: What was found, in a sentence; empty where nothing was.
        advice: What to do about it, likewise.
        settings: What leaves these images out of an experiment, as `path=value` of its specification.
        groups: Rows of the dataset, ascending; those of a group belong together (copies of one picture, pictures of one
            form, images of one class).
    """

    kind: Kind
    severity: Severity
    figure: str
    words: str = ""
    advice: str = ""
    settings: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()

    @property
    def images(self) -> int:
        """How many images are concerned."""
        return sum(map(len, self.groups))

    @property
    def is_fine(self) -> bool:
        """Whether nothing was found."""
        return self.severity is Severity.FINE


@dataclass(frozen=True)
class AuditReport:
    """What was found in a dataset, one finding for each kind, in their order.

    Attributes:
        name: Of the dataset.
        source: Where it came from.
        sha256: Of its content.
        images: How many were looked at.
        findings: By kind, those that are fine among them.
        files: For each row the name of its file; empty where rows have no files of their own.
    """

    name: str
    source: str
    sha256: str
    images: int
    findings: tuple[Finding, ...]
    files: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the images themselves were looked at."""
        return any(finding.kind is Kind.BLANK for finding in self.findings)

    @property
    def found(self) -> tuple[Finding, ...]:
        """The findings that are not fine."""
        return tuple(finding for finding in self.findings if not finding.is_fine)

    def finding(self, kind: Kind) -> Finding:
        """The one of that kind."""
        return next(finding for finding in self.findings if finding.kind is kind)
