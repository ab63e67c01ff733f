"""A dataset's images as picture files in class folders: for other programs, and to be asked about one by one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.data.dataset import ImageDataset
from core.errors import WorkbenchError
from core.progress import Progress, silent


def save_images(
    dataset: ImageDataset, rows: npt.NDArray[np.int64], folder: Path, progress: Progress = silent
) -> list[Path]:
    """Write images as PNG, which keeps every pixel, each into a folder called by its class.

    Args:
        dataset: Whose images.
        rows: Which of them; a file is called by its row.
        folder: Where to; made where it is not there.
        progress: Told before each image; may cancel.

    Raises:
        WorkbenchError: There is something in the folder already, it cannot be written, or a class is called as no
            folder can be.
    """
    for name in dataset.classes:
        if Path(name).name != name or name in {"", ".."}:
            raise WorkbenchError(f"No folder can be called {name!r} as this class is.", "Give the class another name.")
    files = [folder / dataset.classes[dataset.labels[row]] / f"{row:06d}.png" for row in rows.tolist()]
    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise WorkbenchError(f"There is something in {folder} already.", "Name a new or an empty folder.")
        for done, (row, file) in enumerate(zip(rows.tolist(), files, strict=True)):
            progress("Saving images", done, len(files))
            file.parent.mkdir(parents=True, exist_ok=True)
            image = dataset.images[row]
            Image.fromarray(image[..., 0] if image.shape[-1] == 1 else image).save(file)
    except OSError as error:
        raise WorkbenchError(f"{folder} cannot be written: {error.strerror}.", "Choose another place.") from error
    return files


def spread_over(rows: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int64]:
    """So many of the rows, or all where there are no more, evenly spread: sources often stand class by class."""
    count = min(count, len(rows))
    return rows[np.arange(count) * len(rows) // max(count, 1)]
