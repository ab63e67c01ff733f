"""What is dropped or pasted: pictures, folders, a model, or nothing of the kind."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QImage

from core.errors import WorkbenchError
from core.files import exists
from core.paths import KERAS_SUFFIX, MODEL_SUFFIX
from workbench.state.session import Session

# Of 0 to 100, where 100 is not compressed at all: the bytes are kept in memory, and a screenshot has 20 million.
_QUICK = 80
_LONGEST_SHOWN = 60


def is_welcome(data: QMimeData) -> bool:
    """Whether something can be made of what is dragged; a picture is not unpacked to tell."""
    return data.hasUrls() or data.hasImage() or bool(_paths_in_text(data.text()))


def take(session: Session, data: QMimeData) -> None:
    """Ask about the pictures, open the model, or say why neither can be done."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if not paths and data.hasImage():
        _ask_about(session, data.imageData())
        return
    paths = paths or _paths_in_text(data.text())
    models = [path for path in paths if path.suffix.lower() in (MODEL_SUFFIX, KERAS_SUFFIX)]
    pictures = [path for path in paths if path not in models]
    if models:
        session.models.choose_file(models[0])
    if pictures:
        session.predictions.ask(pictures)
    if not paths:
        session.predictions.report(_nothing_in(data))


def _ask_about(session: Session, image: object) -> None:
    if isinstance(image, QImage):
        session.predictions.ask_about(partial(_packed, image))
    else:
        session.predictions.report(_cannot_take())


def _packed(image: QImage) -> bytes:
    """As a PNG file has them; that takes a second for a large photograph."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG", _QUICK):  # type: ignore[call-overload] # as documented
        raise _cannot_take()
    return bytes(buffer.data().data())


def _cannot_take() -> WorkbenchError:
    return WorkbenchError("That picture could not be taken over.", "Save it as a file, and open the file.")


def _paths_in_text(text: str) -> list[Path]:
    """A path a line, as file managers and terminals copy them; nothing where a line is none."""
    lines = [line.strip().strip("\"'") for line in text.splitlines() if line.strip()]
    paths = [Path(QUrl(line).toLocalFile() if line.startswith("file:") else line).expanduser() for line in lines]
    return paths if all(path.is_absolute() or exists(path) for path in paths) else []


def _nothing_in(data: QMimeData) -> WorkbenchError:
    if data.hasUrls():
        return WorkbenchError(
            "That is the address of something on the web, not a picture.",
            "Copy the picture itself in the browser, or save it and open the file.",
        )
    words = " ".join(data.text().split())
    if not words:
        return WorkbenchError("There is no picture to paste.", "Copy a picture or a file first.")
    shown = words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN]}…"
    return WorkbenchError(f'The text "{shown}" is not the path of a file.', "Copy a picture or a file.")
