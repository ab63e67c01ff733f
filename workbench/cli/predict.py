"""`workbench predict`."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from core.data.photos import load_photo
from core.errors import WorkbenchError
from core.models.answers import Answer, ask_each
from core.models.committee_predictor import predictor_of
from core.models.prediction_table import save_csv
from core.vision.boxes import Box, parse_box
from core.vision.faces import face_finder
from core.vision.framing import Choice, Framed, NoFaceFound, frame_face, whole
from core.vision.subject import subject_of
from workbench.cli.options import ModelArgument, WorkspaceOption, open_model
from workbench.cli.output import JsonOption, note, percent, print_json, say

_WORDS: Final[dict[str | None, Choice]] = {None: "auto", "auto": "auto", "whole": "whole"}
_WITHOUT_FACE = "Where no face was found: --face whole asks about whole pictures, --face x,y,width,height about a box."


def predict(
    model: ModelArgument,
    pictures: Annotated[list[Path], typer.Argument(help="Picture files: JPEG, PNG, BMP, WebP or GIF.")],
    face: Annotated[
        str | None,
        typer.Option(
            "--face",
            metavar="auto|whole|BOX",
            help="For models of faces. auto: the largest face that is found. whole: the whole picture. "
            "x,y,width,height: the face in that box, in pixels.",
        ),
    ] = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Also write a table to this file.")] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Classify pictures, in the order given."""
    predictor = predictor_of(open_model(model, workspace))
    is_of_faces = subject_of(predictor.classes) == "face"
    choice = _check_choice(predictor.classes, face, is_of_faces=is_of_faces)
    frame = partial(_framed, choice=choice, is_of_faces=is_of_faces)
    answers = list(ask_each(predictor, ((str(picture), partial(frame, picture)) for picture in pictures)))
    if csv_file:
        save_csv(csv_file, predictor.classes, answers)
    if json:
        print_json({"predictions": [_document(answer, is_of_faces=is_of_faces) for answer in answers]})
    else:
        for answer in answers:
            _print_answer(answer)
    if any(isinstance(answer.error, NoFaceFound) for answer in answers):
        note(_WITHOUT_FACE)
    if any(answer.error for answer in answers):
        raise typer.Exit(1)


def _check_choice(classes: tuple[str, ...], face: str | None, *, is_of_faces: bool) -> Choice:
    """Which face is meant.

    Raises:
        WorkbenchError: A face is asked for of a model that knows none, or by a box that is none.
    """
    if face is not None and not is_of_faces:
        raise WorkbenchError(f"--face is for models of faces; this one knows {', '.join(classes)}.", "Leave it out.")
    return _WORDS[face] if face in _WORDS else parse_box(face or "")


def _framed(picture: Path, choice: Choice, *, is_of_faces: bool) -> Framed:
    """What the model gets of a picture."""
    photo = load_photo(picture)
    if not is_of_faces:
        return whole(photo)
    return frame_face(photo, choice, lambda: [one.box for one in face_finder().find(photo)])


def _document(answer: Answer, *, is_of_faces: bool) -> dict[str, Any]:
    face = {"face": asdict(answer.box) if answer.box else None} if is_of_faces else {}
    if answer.error:
        return {"file": answer.file, "error": str(answer.error)} | face
    document = {
        "file": answer.file,
        "label": answer.label,
        "probability": answer.probability,
        "probabilities": answer.probabilities,
        "warnings": list(answer.warnings),
    } | face
    return document | {"members": [asdict(vote) for vote in answer.votes]} if answer.votes else document


def _print_answer(answer: Answer) -> None:
    if answer.error:
        note(f"{answer.file}: {answer.error}")
        return
    place = f", face at {_written(answer.box)}" if answer.box else ""
    say(f"{answer.file}: {answer.label} ({percent(answer.probability)}){place}")
    for vote in answer.votes:
        say(f"  {vote.member}: {vote.label} ({percent(vote.probability)})")
    for warning in answer.warnings:
        say(f"  {warning}")


def _written(box: Box) -> str:
    """As --face takes it."""
    return f"{box.x},{box.y},{box.width},{box.height}"
