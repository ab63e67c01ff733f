"""The audit: everything that is looked for in a dataset, and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from core.data.audit.analysis import likenesses_of, surface_of
from core.data.audit.contrast import NEARLY_UNIFORM, blank_images, nearly_uniform_images
from core.data.audit.duplicates import duplicate_findings
from core.data.audit.findings import AuditReport, Finding, Group, Kind, Severity
from core.data.dataset import ImageDataset
from core.data.provenance import PictureForm, Provenance, load_provenance
from core.data.roles import Role, part_for
from core.progress import Progress, silent

UNEVEN = 3.0
"""So many times the images of the smallest class are worth a word."""
FEW = 50
"""Of a class with fewer images to train on little can be learned, and less be measured."""
_EXCLUDE = "data.cleaning.no_blanks=true"
_LISTED = 3


def audit(dataset: ImageDataset, progress: Progress = silent) -> AuditReport:
    """Look at all images of a dataset: some seconds for 30,000 small ones; at once where they were looked at before.

    Args:
        dataset: Any dataset.
        progress: Told how far the work is; may raise Cancelled.
    """
    surface = surface_of(dataset, progress)
    likeness = likenesses_of(dataset, progress)
    findings = (
        *duplicate_findings(dataset, surface.first_copy, likeness),
        _plain(Kind.BLANK, Severity.WARNING, blank_images(surface.contrast), "one colour throughout"),
        _plain(
            Kind.UNIFORM,
            Severity.NOTE,
            nearly_uniform_images(surface.contrast),
            f"plain to the eye (brightness deviates by less than {NEARLY_UNIFORM:g} of 255)",
        ),
    )
    return _report(dataset, findings)


def glance(dataset: ImageDataset) -> AuditReport:
    """What can be said without a look at the images: about classes, files and their forms."""
    return _report(dataset, ())


def _report(dataset: ImageDataset, of_images: tuple[Finding, ...]) -> AuditReport:
    provenance = load_provenance(dataset.provenance_file)
    findings = (*of_images, *_class_findings(dataset), _forms(provenance), _unreadable(dataset))
    files = provenance.files if provenance else ()
    return AuditReport(dataset.name, dataset.source, dataset.sha256, len(dataset), findings, files)


def _plain(kind: Kind, severity: Severity, found: npt.NDArray[np.bool_], words: str) -> Finding:
    rows: Group = tuple(np.flatnonzero(found).tolist())
    if not rows:
        return Finding(kind, Severity.FINE, "none")
    what = "1 image is" if len(rows) == 1 else f"{len(rows):,} images are"
    return Finding(kind, severity, f"{len(rows):,}", f"{what} {words}.", "Leave them out.", (_EXCLUDE,), (rows,))


def _class_findings(dataset: ImageDataset) -> Iterator[Finding]:
    """Of the part to train on, where the source names one; else of all images."""
    part = part_for(Role.TRAIN, dataset.splits)
    rows = dataset.splits[part] if part else range(len(dataset))
    labels = dataset.labels[rows.start : rows.stop]
    counts = np.bincount(labels, minlength=len(dataset.classes))
    where = f" in {part}" if part else ""
    yield _uneven(dataset, counts, where)
    few = np.flatnonzero(counts < FEW).tolist()
    if not few:
        yield Finding(Kind.FEW, Severity.FINE, "none")
        return
    named = _listed([f"{dataset.classes[label]} ({counts[label]:,})" for label in few])
    groups = tuple(tuple((np.flatnonzero(labels == label) + rows.start).tolist()) for label in few if counts[label])
    words = f"Fewer than {FEW} images{where}: {named}."
    yield Finding(
        Kind.FEW, Severity.WARNING, f"{len(few):,}", words, "Add images, or leave these classes out.", groups=groups
    )


def _uneven(dataset: ImageDataset, counts: npt.NDArray[np.int64], where: str) -> Finding:
    most, least = int(counts.argmax()), int(counts.argmin())
    ratio = counts[most] / max(1, counts[least])
    if ratio < UNEVEN:
        return Finding(Kind.UNEVEN, Severity.FINE, f"{ratio:.1f} : 1")
    words = (
        f"{dataset.classes[most]} has {counts[most]:,} images{where}, {dataset.classes[least]} has {counts[least]:,}."
    )
    advice = "Judge a network by each class, not by accuracy alone."
    return Finding(Kind.UNEVEN, Severity.WARNING, f"{ratio:,.1f} : 1", words, advice)


def _forms(provenance: Provenance | None) -> Finding:
    counts = Counter(provenance.form_of) if provenance else Counter()
    if provenance is None or len(counts) < 2:
        return Finding(Kind.FORMS, Severity.FINE, "none")
    (usual, many), *others = counts.most_common()
    of_row = np.array(provenance.form_of)
    groups = tuple(tuple(np.flatnonzero(of_row == form).tolist()) for form, _ in others)
    named = _listed([f"{count:,} {_form(provenance.forms[form])}" for form, count in others])
    words = f"{many:,} pictures are {_form(provenance.forms[usual])}; others are not: {named}."
    advice = "They were resized and converted to fit. Where that spoils them, make all of one size."
    return Finding(Kind.FORMS, Severity.NOTE, f"{sum(map(len, groups)):,}", words, advice, groups=groups)


def _unreadable(dataset: ImageDataset) -> Finding:
    skipped = dataset.skipped
    if not skipped:
        return Finding(Kind.UNREADABLE, Severity.FINE, "none")
    words = f"Left out: {_listed([file.file for file in skipped])}."
    advice = "Mend them or take them away; their reasons are listed with the dataset."
    return Finding(Kind.UNREADABLE, Severity.WARNING, f"{len(skipped):,}", words, advice)


def _form(form: PictureForm) -> str:
    return f"{form.width} x {form.height} {form.mode}"


def _listed(words: list[str]) -> str:
    return ", ".join(words[:_LISTED]) + (f" and {len(words) - _LISTED:,} more" if len(words) > _LISTED else "")
