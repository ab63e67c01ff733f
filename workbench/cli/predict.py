"""`workbench predict`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer

from core.data.photos import load_photo
from core.data.picture_files import find_pictures
from core.errors import WorkbenchError
from core.models.answers import ask_each
from core.models.caution import caution_for
from core.models.certainty import SURE_ABOVE
from core.models.committee_predictor import predictor_of
from core.models.narrowing import narrowed
from core.models.prediction_table import save_csv
from core.models.truths import labelled_classes, true_classes
from core.progress import silent
from core.vision.boxes import parse_box
from core.vision.faces import face_finder
from core.vision.framing import Choice, Framed, NoFaceFound, frame_digit, frame_face
from core.vision.glyphs import find_digits
from core.vision.subject import Subject, subject_of
from workbench.cli.options import ModelArgument, WorkspaceOption, names_in, open_model
from workbench.cli.output import JsonOption, note, print_json, say
from workbench.cli.predicted import Asked, Predicted
from workbench.cli.why import WhyChoice, why_folder

_WORDS: Final[dict[str, Choice]] = {"auto": "auto", "whole": "whole"}
_WITHOUT_FACE = "Where no face was found: --face whole asks about whole pictures, --face x,y,width,height about a box."
_PART = "auto|whole|BOX"
_BOX = "whole: the whole picture. x,y,width,height: the one in that box, in pixels."


def predict(  # noqa: PLR0913, PLR0917 - one a thing that can be asked for
    model: ModelArgument,
    pictures: Annotated[
        list[Path],
        typer.Argument(help="Picture files (JPEG, PNG, BMP, WebP or GIF), or folders: all pictures below them."),
    ],
    face: Annotated[
        str | None,
        typer.Option(
            "--face", metavar=_PART, help=f"For models of faces. auto (default): the largest that is found. {_BOX}"
        ),
    ] = None,
    digit: Annotated[
        str | None,
        typer.Option(
            "--digit", metavar=_PART, help=f"For models of digits. auto: the largest that stands out. {_BOX} (default)"
        ),
    ] = None,
    classes: Annotated[
        str | None, typer.Option("--classes", help="Answer with one of these only, as `models narrow`: angry,happy.")
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option(
            "--labels",
            help="A table (CSV) with the columns file, told from its own folder, and label: also tells the accuracy. "
            "Without it, folders that are called by the classes do.",
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
    opened = open_model(model, workspace)
    predictor = predictor_of(narrowed(opened, names_in(classes)) if classes else opened)
    subject = subject_of(predictor.classes)
    choice = _check_choice(predictor.classes, subject, face, digit)
    files = _files(pictures)
    truths = _truths(files, predictor.classes, labels)
    asked = ((str(file), partial(_framed, file, subject, choice)) for file in files)
    answers = list(ask_each(predictor, asked))
    reasons = [
        maps.save(predictor, answer, _framed(file, subject, answer.box or "whole"))
        if maps and not answer.error
        else None
        for file, answer in zip(files, answers, strict=True)
    ]
    predicted = Predicted([Asked(*one) for one in zip(answers, truths, reasons, strict=True)], subject, sure_above)
    if csv_file:
        save_csv(csv_file, predictor.classes, answers, truths if any(truths) else ())
    if json:
        print_json(predicted.document)
    else:
        predicted.print()
        caution = caution_for(predictor.classes)
        if caution and not all(answer.error for answer in answers):
            say(caution)
    if any(isinstance(answer.error, NoFaceFound) for answer in answers):
        note(_WITHOUT_FACE)
    if any(answer.error for answer in answers):
        raise typer.Exit(1)


def _check_choice(classes: tuple[str, ...], subject: Subject, face: str | None, digit: str | None) -> Choice:
    """Which part of each picture is meant.

    Raises:
        WorkbenchError: A face or a digit is asked for of a model that knows none, or by a box that is none.
    """
    for option, value, what in (("--face", face, "face"), ("--digit", digit, "digit")):
        if value is not None and subject != what:
            raise WorkbenchError(
                f"{option} is for models of {what}s; this one knows {', '.join(classes)}.", "Leave it out."
            )
    wanted = face or digit or ("auto" if subject == "face" else "whole")
    return _WORDS[wanted] if wanted in _WORDS else parse_box(wanted)


def _files(given: Sequence[Path]) -> list[Path]:
    """Files as they are, and in place of each folder the pictures below it."""
    return [file for path in given for file in (find_pictures(path, silent) if path.is_dir() else [path])]


def _truths(files: Sequence[Path], classes: tuple[str, ...], labels: Path | None) -> list[str]:
    """The true class of each, as far as somebody told it."""
    names = [str(file) for file in files]
    return labelled_classes(names, classes, labels) if labels else true_classes(names, classes)


def _framed(picture: Path, subject: Subject, choice: Choice) -> Framed:
    """What the model gets of a picture."""
    photo = load_photo(picture)
    if subject == "face":
        return frame_face(photo, choice, lambda: [one.box for one in face_finder().find(photo)])
    return frame_digit(photo, choice, lambda: find_digits(photo))
