"""`workbench predict`."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from core.data.pictures import load_picture
from core.models.answers import Answer, ask_each
from core.models.caution import caution_for
from core.models.certainty import SURE_ABOVE, in_words, is_sure
from core.models.committee_predictor import predictor_of
from core.models.prediction_table import save_csv
from core.models.saliency import Saliency
from workbench.cli.options import ModelArgument, WorkspaceOption, open_model
from workbench.cli.output import JsonOption, note, percent, print_json, say
from workbench.cli.why import WhyChoice, why_folder

Why = tuple[Path, Saliency]


def predict(
    model: ModelArgument,
    pictures: Annotated[list[Path], typer.Argument(help="Picture files: JPEG, PNG, BMP, WebP or GIF.")],
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
    answers = list(ask_each(predictor, ((str(picture), partial(load_picture, picture)) for picture in pictures)))
    explained = [maps.save(predictor, answer) if maps and not answer.error else None for answer in answers]
    if csv_file:
        save_csv(csv_file, predictor.classes, answers)
    if json:
        print_json({"predictions": [_document(*pair, sure_above) for pair in zip(answers, explained, strict=True)]})
    else:
        for answer, reason in zip(answers, explained, strict=True):
            _print_answer(answer, reason, sure_above)
        caution = caution_for(predictor.classes)
        if caution and not all(answer.error for answer in answers):
            say(caution)
    if any(answer.error for answer in answers):
        raise typer.Exit(1)


def _document(answer: Answer, why: Why | None, sure_above: float) -> dict[str, Any]:
    if answer.error:
        return {"file": answer.file, "error": str(answer.error)}
    document: dict[str, Any] = {
        "file": answer.file,
        "label": answer.label,
        "probability": answer.probability,
        "sure": is_sure(answer.probability, sure_above),
        "probabilities": answer.probabilities,
        "warnings": list(answer.warnings),
    }
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
    sure = is_sure(answer.probability, sure_above)
    say(f"{answer.file}: {in_words(answer.label, percent(answer.probability), is_sure=sure)}")
    for vote in answer.votes:
        say(f"  {vote.member}: {vote.label} ({percent(vote.probability)})")
    for warning in answer.warnings:
        say(f"  {warning}")
    if why:
        path, found = why
        say(f"  {path}: {found.words}")
