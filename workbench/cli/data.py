"""`workbench data`: what is in a dataset, and getting one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from core.data.dataset import ImageDataset
from core.data.fetch import SVHN_TERMS, fetch_svhn
from core.errors import WorkbenchError
from core.paths import cache_folder
from workbench.cli.options import open_source
from workbench.cli.output import JsonOption, note, print_json, print_table, progress, say

app = typer.Typer(help="Look at datasets, and download them.", no_args_is_help=True)

_LISTED = 10


@app.command()
def info(
    source: Annotated[str, typer.Argument(help="A folder, a file, or a built-in name such as street-digits.")],
    image_size: Annotated[
        int | None, typer.Option("--image-size", help="Side of the square that pictures are resized to.")
    ] = None,
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
