"""Every fault planted in a folder is found, under its file's name; a clean folder has none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.data.audit.findings import AuditReport, Kind, Severity
from core.data.audit.report import audit
from core.data.dataset import ImageDataset
from core.data.open import open_dataset
from core.errors import Cancelled


@pytest.fixture
def report(spoiled: Path) -> AuditReport:
    return audit(open_dataset(spoiled))


def files_in(report: AuditReport, kind: Kind) -> list[set[str]]:
    return [{report.files[row] for row in group} for group in report.finding(kind).groups]


def test_copies_are_found_within_and_across_splits(report: AuditReport) -> None:
    copies_of_0 = {"train/cats/0.png", "train/cats/again.png", "test/cats/again.png"}
    assert files_in(report, Kind.ACROSS) == [copies_of_0]
    assert files_in(report, Kind.DUPLICATES) == [copies_of_0, {"train/cats/1.png", "train/dogs/not-a-dog.png"}]
    assert report.finding(Kind.ACROSS).severity is Severity.FAULT


def test_a_picture_under_two_labels_is_found(report: AuditReport) -> None:
    assert files_in(report, Kind.CONFLICTS) == [{"train/cats/1.png", "train/dogs/not-a-dog.png"}]


def test_a_copy_saved_anew_and_brighter_is_found_in_the_other_split(report: AuditReport) -> None:
    assert files_in(report, Kind.NEAR) == [{"train/cats/2.png", "test/cats/brighter.jpg"}]
    assert files_in(report, Kind.NEAR_ACROSS) == files_in(report, Kind.NEAR)
    assert report.finding(Kind.NEAR_CONFLICTS).is_fine


def test_blank_and_nearly_uniform_images_are_told_apart(report: AuditReport) -> None:
    assert files_in(report, Kind.BLANK) == [{"train/dogs/black.png"}]
    assert files_in(report, Kind.UNIFORM) == [{"train/dogs/dark.png"}]


def test_uneven_and_small_classes_are_named_with_their_counts(report: AuditReport) -> None:
    assert report.finding(Kind.UNEVEN).words == "cats has 56 images in train, dogs has 8."
    assert report.finding(Kind.UNEVEN).figure == "7.0 : 1"
    assert "dogs (8)" in report.finding(Kind.FEW).words
    assert report.finding(Kind.FEW).images == 8


def test_pictures_of_another_size_or_mode_are_found_by_what_their_files_held(report: AuditReport) -> None:
    assert {"test/dogs/large.png"} in files_in(report, Kind.FORMS)
    assert "1 40 x 40 RGB" in report.finding(Kind.FORMS).words


def test_an_unreadable_file_is_named(report: AuditReport) -> None:
    assert "train/dogs/broken.png" in report.finding(Kind.UNREADABLE).words


def test_every_advice_can_be_followed_by_settings_that_an_experiment_has(report: AuditReport) -> None:
    from core.experiment.draft import draft_of, parse_value, validate, with_value  # noqa: PLC0415
    from core.experiment.recipes import load_recipe  # noqa: PLC0415

    draft = draft_of(load_recipe("digits-quick"))
    for finding in report.found:
        assert finding.advice
        for setting in finding.settings:
            path, _, value = setting.partition("=")
            draft = with_value(draft, path, parse_value(value))
    cleaning = validate(draft).data.cleaning
    assert cleaning.no_blanks
    assert cleaning.no_conflicts
    assert cleaning.no_repeats


def test_nothing_is_found_in_clean_data() -> None:
    chance = np.random.default_rng(0)
    images = chance.integers(0, 256, (120, 24, 24, 3), np.uint8)
    splits = {"train": range(110), "test": range(110, 120)}
    dataset = ImageDataset("clean", "npz", "clean", images, np.arange(120) % 2, ("a", "b"), splits, "clean-and-even")
    assert audit(dataset).found == ()


def test_an_audit_can_be_cancelled_and_asked_for_again(spoiled: Path, fresh_cache: Path) -> None:
    dataset, stages = open_dataset(spoiled), []

    def give_up_while_comparing(stage: str, done: int, total: int) -> None:
        stages.append(stage)
        if stage == "Comparing images":
            raise Cancelled

    with pytest.raises(Cancelled):
        audit(dataset, give_up_while_comparing)
    assert {"Looking for copies", "Looking for blank images", "Making thumbnails"} <= set(stages)
    assert audit(dataset).finding(Kind.NEAR).images == 2


def test_a_second_audit_of_the_same_data_looks_at_no_image_again(spoiled: Path, fresh_cache: Path) -> None:
    dataset = open_dataset(spoiled)
    first = audit(dataset)

    def fail(stage: str, done: int, total: int) -> None:
        raise AssertionError(stage)

    assert audit(dataset, fail) == first


def test_a_damaged_file_of_earlier_results_is_made_anew(spoiled: Path, fresh_cache: Path) -> None:
    dataset = open_dataset(spoiled)
    first = audit(dataset)
    for file in (fresh_cache / "audit").iterdir():
        file.write_bytes(file.read_bytes()[:100])
    assert audit(dataset) == first
