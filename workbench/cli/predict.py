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
from core.models.caution import caution_for
from core.models.certainty import SURE_ABOVE, in_words, is_sure
from core.models.committee_predictor import predictor_of
from core.models.prediction_table import save_csv
from core.models.saliency import Saliency
from core.vision.boxes import Box, parse_box
from core.vision.faces import face_finder
from core.vision.framing import Choice, Framed, NoFaceFound, frame_face, whole
from core.vision.subject import subject_of
from workbench.cli.options import ModelArgument, WorkspaceOption, open_model
from workbench.cli.output import JsonOption, note, percent, print_json, say
from workbench.cli.why import WhyChoice, why_folder

Why = tuple[Path, Saliency]

_WORDS: Final[dict[str | None, Choice]] = {None: "auto", "auto": "auto", "whole": "whole"}
_WITHOUT_FACE = "Where no face was found: --face whole asks about whole pictures, --face x,y,width,height about a box."


def predict(  # noqa: PLR0913, PLR0917 - an option each
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
    why: Annotated[
        WhyChoice | None, typer.Option("--why", help="Show what each answer hangs on; with --save-why.")
    ] = None,
    save_why: Annotated[
        Path | None,
        typer.Option("--save-why", help="Folder for the pictures under their maps (PNG).", file_okay=False),
    ] = None,
    sure_above: Annotated[
        float,
        typer.Option("--sure-above", help="Say that the answer is not sure below this probability.", min=0, max=1),
    ] = SURE_ABOVE,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Classify pictures, in the order given."""
    maps = why_folder(why, save_why)
    predictor = predictor_of(open_model(model, workspace))
    is_of_faces = subject_of(predictor.classes) == "face"
    choice = _check_choice(predictor.classes, face, is_of_faces=is_of_faces)
    frame = partial(_framed, choice=choice, is_of_faces=is_of_faces)
    answers = list(ask_each(predictor, ((str(picture), partial(frame, picture)) for picture in pictures)))
    explained = [maps.save(predictor, answer) if maps and not answer.error else None for answer in answers]
    if csv_file:
        save_csv(csv_file, predictor.classes, answers)
    if json:
        document = partial(_document, sure_above=sure_above, is_of_faces=is_of_faces)
        print_json({"predictions": [document(*pair) for pair in zip(answers, explained, strict=True)]})
    else:
        for answer, reason in zip(answers, explained, strict=True):
            _print_answer(answer, reason, sure_above)
        caution = caution_for(predictor.classes)
        if caution and not all(answer.error for answer in answers):
            say(caution)
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


def _document(answer: Answer, why: Why | None, sure_above: float, *, is_of_faces: bool) -> dict[str, Any]:
    face = {"face": asdict(answer.box) if answer.box else None} if is_of_faces else {}
    if answer.error:
        return {"file": answer.file, "error": str(answer.error)} | face
    document: dict[str, Any] = {
        "file": answer.file,
        "label": answer.label,
        "probability": answer.probability,
        "sure": is_sure(answer.probability, sure_above),
        "probabilities": answer.probabilities,
        "warnings": list(answer.warnings),
    } | face
    if answer.votes:
        document["members"] = [asdict(vote) for vote in answer.votes]
    if why:
        path, found = why
        document["why"] = {"way": found.way, "file": str(path), "words": found.words}
    return document


def _print_answer(answer: Answer, why: Why | None, sure_above: float) -> None:
    if answer.error:
        note(f"{answer.file}: {answer.error}")
        return
    place = f", face at {_written(answer.box)}" if answer.box else ""
    sure = is_sure(answer.probability, sure_above)
    say(f"{answer.file}: {in_words(answer.label, percent(answer.probability), is_sure=sure)}{place}")
    for vote in answer.votes:
        say(f"  {vote.member}: {vote.label} ({percent(vote.probability)})")
    for warning in answer.warnings:
        say(f"  {warning}")
    if why:
        path, found = why
        say(f"  {path}: {found.words}")


def _written(box: Box) -> str:
    """As --face takes it."""
    return f"{box.x},{box.y},{box.width},{box.height}"
