"""`workbench data`: what is in a dataset, and getting one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from core.data.audit.findings import AuditReport, Finding
from core.data.audit.report import audit as audit_dataset
from core.data.dataset import ImageDataset
from core.data.fetch import SVHN_TERMS, fetch_svhn
from core.data.splits import default_split, rows_of_split
from core.errors import WorkbenchError
from core.paths import cache_folder
from workbench.cli.options import open_source
from workbench.cli.output import JsonOption, note, print_json, print_table, progress, say

SourceArgument = Annotated[str, typer.Argument(help="A folder, a file, or a built-in name such as street-digits.")]
ImageSizeOption = Annotated[
    int | None, typer.Option("--image-size", help="Side of the square that pictures are resized to.")
]

app = typer.Typer(help="Look at datasets, and download them.", no_args_is_help=True)

_LISTED = 10


@app.command()
def info(
    source: SourceArgument,
    image_size: ImageSizeOption = None,
    json: JsonOption = False,
) -> None:
    """Say what is in a dataset: kind, image size, classes, and images by split and class."""
    dataset = open_source(source, image_size)
    if json:
        print_json(_document(dataset))
        return
    height, width, channels = dataset.image_shape
    say(f"{dataset.name}: {len(dataset):,} images of {height} x {width}, {'RGB' if channels == 3 else 'gray'}")
    counts = {split: dataset.counts(split) for split in dataset.splits}
    rows = [[name, *(f"{counts[split][name]:,}" for split in counts)] for name in dataset.classes]
    rows.append(["all", *(f"{len(dataset.splits[split]):,}" for split in counts)])
    print_table(["class", *counts], rows)
    say(f"read as {dataset.kind}, sha256 {dataset.sha256}")
    _print_skipped(dataset)


@app.command()
def audit(source: SourceArgument, image_size: ImageSizeOption = None, json: JsonOption = False) -> None:
    """Look for what spoils training: copies, leakage, doubtful labels, blank images, uneven classes, broken files."""
    dataset = open_source(source, image_size)
    with progress() as report_progress:
        report = audit_dataset(dataset, report_progress)
    if json:
        print_json(_audit_document(dataset, report))
    else:
        _print_audit(report)


@app.command("save-images")
def save_images(
    source: SourceArgument,
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.", file_okay=False)],
    split: Annotated[
        str | None, typer.Option("--split", help="A part by the source's own name; by default test, or the only other.")
    ] = None,
    count: Annotated[
        int | None, typer.Option("--count", min=1, help="How many, spread evenly over the part; by default all.")
    ] = None,
    image_size: ImageSizeOption = None,
) -> None:
    """Save images of a dataset as PNG files in class folders, pixel by pixel: `predict` then tells its accuracy."""
    from core.data import saved_images  # noqa: PLC0415 - only this command needs Pillow

    dataset = open_source(source, image_size)
    split = split or default_split(dataset)
    rows = rows_of_split(dataset, split)
    with progress() as report:
        files = saved_images.save_images(dataset, saved_images.spread_over(rows, count or len(rows)), folder, report)
    say(f"{folder}: {len(files):,} images of {dataset.name}, part {split}")


@app.command()
def fetch(
    name: Annotated[str, typer.Argument(help="Which dataset: svhn.")],
    folder: Annotated[Path | None, typer.Option("--to", help="Where to put it; by default in the cache.")] = None,
    extra: Annotated[bool, typer.Option("--extra", help="Also the 531,131 extra images (1.3 GB).")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Accept the terms of use without being asked.")] = False,
) -> None:
    """Download a public dataset from its home, after showing its terms of use. An interrupted download is resumed."""
    if name != "svhn":
        raise WorkbenchError(f"There is no dataset {name} to download.", "Here is: svhn.")
    note(SVHN_TERMS)
    if not yes:
        typer.confirm("Download it under these terms?", abort=True, err=True)
    target = folder or cache_folder() / "downloads" / "svhn"
    with progress() as report:
        fetch_svhn(target, progress=report, include_extra=extra)
    say(str(target))


def _print_audit(report: AuditReport) -> None:
    found = len(report.found)
    say(f"{report.name}: {report.images:,} images, {found or 'no'} finding{'s' * (found != 1)}")
    rows = [
        [finding.kind, finding.severity, finding.figure, f"{finding.images:,}" if finding.images else ""]
        for finding in report.findings
    ]
    print_table(["looked for", "severity", "found", "images"], rows, left=2)
    for finding in report.found:
        say(f"{finding.kind.capitalize()}: {finding.words}")
        say(f"  {finding.advice}")
        if finding.settings:
            say(f"  workbench train RECIPE --data SOURCE {' '.join(f'--set {one}' for one in finding.settings)}")
    if any(finding.groups for finding in report.found):
        say("--json names the images of each finding.")


def _audit_document(dataset: ImageDataset, report: AuditReport) -> dict[str, Any]:
    return {
        "name": report.name,
        "source": report.source,
        "sha256": report.sha256,
        "images": report.images,
        "findings": [_finding_document(dataset, report, finding) for finding in report.findings],
        "skipped": [{"file": skipped.file, "reason": skipped.reason} for skipped in dataset.skipped],
    }


def _finding_document(dataset: ImageDataset, report: AuditReport, finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "severity": finding.severity,
        "figure": finding.figure,
        "images": finding.images,
        "words": finding.words,
        "advice": finding.advice,
        "settings": list(finding.settings),
        "groups": [[_image_document(dataset, report, row) for row in group] for group in finding.groups],
    }


def _image_document(dataset: ImageDataset, report: AuditReport, row: int) -> dict[str, Any]:
    split = dataset.split_of(row)
    place = {
        "split": split,
        "index": row - dataset.splits[split].start,
        "class": dataset.classes[dataset.labels[row]],
    }
    return place | ({"file": report.files[row]} if report.files else {})


def _document(dataset: ImageDataset) -> dict[str, Any]:
    return {
        "name": dataset.name,
        "kind": dataset.kind,
        "image_shape": list(dataset.image_shape),
        "classes": list(dataset.classes),
        "splits": {
            split: {"images": len(rows), "per_class": dataset.counts(split)} for split, rows in dataset.splits.items()
        },
        "sha256": dataset.sha256,
        "skipped": [{"file": skipped.file, "reason": skipped.reason} for skipped in dataset.skipped],
    }


def _print_skipped(dataset: ImageDataset) -> None:
    if not dataset.skipped:
        return
    say(f"{len(dataset.skipped):,} files could not be read and are left out:")
    for skipped in dataset.skipped[:_LISTED]:
        say(f"  {skipped.file}: {skipped.reason}")
    if len(dataset.skipped) > _LISTED:
        say(f"  ... and {len(dataset.skipped) - _LISTED:,} more; --json lists all")
