"""The README's tables of what `workbench bench window`, `start`, `load` and `scale` print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

FIGURES: Final = Path(__file__).resolve().parent / "figures"
LOADED: Final = {"bench-load-faces": "FER_ZIP", "bench-load-digits": "SVHN_FOLDER"}


def tables() -> str:
    """All of them."""
    return "\n\n".join((_waits(), _loading(), _scale())) + "\n"


def _waits() -> str:
    rows = ["| the window | times | median | 99 of 100 | longest |", "|---|--:|--:|--:|--:|"]
    for name in ("bench-start", "bench-window"):
        for row in _read(name)["rows"]:
            figures = (row["median"], row["ninety_nine"], row["longest"])
            cells = [f"{milliseconds:,.1f} ms" for milliseconds in figures]
            rows.append(f"| {row['name']} | {row['count']:,} | {' | '.join(cells)} |")
    words = (
        "How soon the window answers, and how smooth it stays, from `workbench bench start` and `workbench bench "
        "window`.\nThe event loop's row is how late it wakes while a run trains, from the order to the run's end."
    )
    return words + "\n\n" + "\n".join(rows)


def _loading() -> str:
    rows = ["| from a file to pixels and labels | images | median | ours to this |", "|---|--:|--:|--:|"]
    for figure in LOADED:
        result = _read(figure)
        for row in result["rows"]:
            name = f"{result['source']}: {row['name']}"
            if row["seconds"] is None:
                rows.append(f"| {name} | {row['unavailable']} | | |")
                continue
            times = row["ours_to_this"]
            ratio = f"{times['median']:.2f} times" if times else ""
            rows.append(f"| {name} | {row['images']:,} | {row['seconds']['median']:.2f} s | {ratio} |")
    commands = " and ".join(f"`workbench bench load {source}`" for source in LOADED.values())
    words = f"How fast images are read, from {commands}; medians of {result['rounds']}\ninterleaved rounds."
    return words + "\n\n" + "\n".join(rows)


def _scale() -> str:
    result = _read("bench-scale")
    rows = ["| images | an epoch | an image | memory above the interpreter's |", "|--:|--:|--:|--:|"]
    for row in result["rows"]:
        memory = f"{row['memory_mib']:,.0f} MiB" if row["memory_mib"] is not None else ""
        per_image = f"{row['microseconds_per_image']:.2f} µs"
        rows.append(f"| {row['images']:,} | {row['epoch_seconds']:.2f} s | {per_image} | {memory} |")
    listing = result["seconds_to_list_5000_runs"]
    words = (
        "What a training of the report's first network takes on ever more images, from `workbench bench scale`. A "
        f"workspace of\n5,000 runs is opened and listed in {listing:.2f} s."
    )
    return words + "\n\n" + "\n".join(rows)


def _read(name: str) -> Any:
    return json.loads((FIGURES / f"{name}.json").read_text("utf-8"))
