"""`workbench committee`: a model made of models."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from core.errors import WorkbenchError
from core.models.committee import CommitteeBundle, refuse_committees, save_model
from core.models.uniting import BY_VALIDATION, Weights, measured, unite
from workbench.cli.options import WorkspaceOption, open_model, open_source
from workbench.cli.output import JsonOption, percent, print_json, print_table, say


class VoteChoice(StrEnum):
    """How the answers of the members become one."""

    MAJORITY = "majority"
    MEAN = "mean"
    WEIGHTED = "weighted"


def committee(
    models: Annotated[list[str], typer.Argument(metavar="MODEL...", help="Model files, or ids of runs.")],
    save: Annotated[Path, typer.Option("--save", help="The committee's file.")],
    vote: Annotated[
        VoteChoice, typer.Option("--vote", help="Most votes, or the mean, or the weighted mean, of probabilities.")
    ] = VoteChoice.MAJORITY,
    weights: Annotated[
        str | None,
        typer.Option("--weights", help=f"For a weighted vote: 2,1,1, or {BY_VALIDATION}, which is the default."),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="What to call it.")] = "Committee",
    source: Annotated[
        str | None, typer.Option("--data", help="Measure it on this source, and keep the figures with it.")
    ] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Unite models that know the same classes: they vote, as one model for `evaluate` and `predict`."""
    if twice := {model for model in models if models.count(model) > 1}:
        hint = "Give a model more weight with --vote weighted --weights."
        raise WorkbenchError(f"{', '.join(sorted(twice))} is named twice.", hint)
    members = refuse_committees([(model, open_model(model, workspace)) for model in models])
    united = unite(name, members, vote.value, _weights(weights))
    if source is not None:
        united = measured(united, open_source(source, united.image_size))
    save_model(save, united)
    if json:
        print_json(document_of(united, save))
    else:
        print_committee(united, save)


def document_of(committee: CommitteeBundle, path: Path) -> dict[str, Any]:
    """What a command with --json says of a committee."""
    manifest = committee.manifest
    return {
        "name": manifest.name,
        "classes": list(manifest.classes),
        "vote": manifest.vote,
        "tie_rule": manifest.tie_rule,
        "weights_from": manifest.weights_from,
        "members": [
            {
                "name": its_name,
                "run_id": member.manifest.run_id,
                "weight": float(share),
                "validation_accuracy": _validation_accuracy(committee, place),
            }
            for place, (its_name, member, share) in enumerate(
                zip(manifest.members, committee.members, committee.weights / committee.weights.sum(), strict=True)
            )
        ],
        "measurements": [one.model_dump(mode="json") for one in manifest.measurements],
        "model": str(path),
    }


def print_committee(committee: CommitteeBundle, path: Path) -> None:
    """A line a member, and what is known of the whole."""
    manifest = committee.manifest
    shares = committee.weights / committee.weights.sum()
    rows = []
    for place, (name, share) in enumerate(zip(manifest.members, shares, strict=True)):
        accuracy = _validation_accuracy(committee, place)
        rows.append([name, percent(share), "" if accuracy is None else percent(accuracy)])
    say(f"{manifest.name}: {len(rows)} members, {manifest.vote} vote")
    print_table(["member", "weight", "val. acc."], rows)
    for measured_on in manifest.measurements:
        figures = measured_on.evaluation
        low, high = figures.accuracy_interval
        interval = f"95% between {percent(low)} and {percent(high)}"
        say(f"{figures.split}: {percent(figures.accuracy)} of {figures.images:,} images ({interval})")
    say(f"Model: {path}")


def _weights(text: str | None) -> Weights:
    if text is None or text == BY_VALIDATION:
        return BY_VALIDATION if text else None
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise WorkbenchError(f"--weights {text} is not a list of numbers.", "Write it as 2,1,1.") from error


def _validation_accuracy(committee: CommitteeBundle, place: int) -> float | None:
    validation = committee.members[place].manifest.validation
    return validation.evaluation.accuracy if validation else None
