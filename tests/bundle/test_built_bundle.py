"""The built bundle does what the program does, on a machine without Python."""

from __future__ import annotations

import json
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.open import open_dataset
from tests.bundle.conftest import Bundle, Run
from tests.desktop.conftest import screen
from tests.desktop.driver import Screen, start_workbench, wait_until

__all__ = ["screen"]

pytestmark = pytest.mark.slow

SECONDS_TO_WINDOW = 1.5
COLOURS_OF_THUMBNAILS = 5_000
MEGABYTE = 1_000_000
UNPACKED = {"lite": 350 * MEGABYTE, "full": 1_450 * MEGABYTE}
PACKED = {"lite": 130 * MEGABYTE, "full": 430 * MEGABYTE}


@pytest.fixture
def crop(tmp_path: Path) -> Path:
    """A picture of a digit."""
    Image.fromarray(np.asarray(open_dataset("street-digits:300").images[299])).save(tmp_path / "crop.png")
    return tmp_path / "crop.png"


def test_it_is_small_enough(bundle: Bundle) -> None:
    assert bundle.unpacked_bytes <= UNPACKED[bundle.kind]
    assert bundle.packed_bytes <= PACKED[bundle.kind]


def test_it_says_what_it_is(bundle: Bundle, run: Run) -> None:
    result = run("--version")

    assert result.status == 0
    assert f"{bundle.kind} bundle of 20" in result.out


def test_the_whole_main_job_is_done(run: Run, tmp_path: Path) -> None:
    result = run("demo", "--data", "street-digits:1000", "--set", "epochs=2")

    assert result.status == 0, result.err
    assert "5. Everything on one page" in result.out


def test_models_in_the_box_answer(run: Run, crop: Path) -> None:
    result = run("predict", "digits", crop, "--json")

    assert result.status == 0, result.err
    (answer,) = json.loads(result.out)["predictions"]
    assert sum(answer["probabilities"].values()) == pytest.approx(1)


def test_a_face_is_found_before_it_is_classified(run: Run, shared_data: Path) -> None:
    result = run("predict", "emotions", shared_data / "photos" / "happy_00.jpg", "--json")

    assert result.status == 0, result.err
    (answer,) = json.loads(result.out)["predictions"]
    assert answer["face"] is not None
    assert answer["label"] == "happy"


def test_images_are_augmented(run: Run) -> None:
    arguments = ("--data", "street-digits:200", "--set", "epochs=1", "--json")
    result = run("train", "better-digits-augmentation", *arguments)

    assert result.status == 0, result.err
    assert json.loads(result.out)["outcome"] == "completed"


def test_keras_trains_in_the_full_bundle_and_is_named_as_missing_in_the_other(bundle: Bundle, run: Run) -> None:
    arguments = ("--data", "street-digits:200", "--set", "epochs=1", "--set", "backend=keras", "--json")
    result = run("train", "digits-quick", *arguments)

    if bundle.kind == "full":
        assert result.status == 0, result.err
        assert json.loads(result.out)["outcome"] == "completed"
    else:
        assert result.status == 2
        assert "Keras" in result.err
        assert len(result.err.splitlines()) == 1


def test_tensorboard_serves_in_the_full_bundle_and_is_named_as_missing_in_the_other(
    bundle: Bundle, run: Run, tmp_path: Path
) -> None:
    assert run("train", "digits-quick", "--data", "street-digits:200", "--set", "epochs=1").status == 0
    environment = {"HOME": str(tmp_path), "PATH": "", "WORKBENCH_WORKSPACE": str(tmp_path / "workspace")}
    command = [str(bundle.program), "tensorboard"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=pipe, stderr=pipe, text=True) as process:
        if bundle.kind == "lite":
            assert process.wait(60) == 2
            assert process.stderr is not None
            assert "TensorBoard" in process.stderr.read()
            return
        try:
            assert process.stdout is not None
            line = wait_until(process.stdout.readline, "the address", 120)
            address = next(word for word in line.split() if word.startswith("http://"))
            with urllib.request.urlopen(f"{address.rstrip('/.')}/data/runs", timeout=60) as answer:  # noqa: S310
                assert len(json.load(answer)) >= 1
        finally:
            process.send_signal(signal.SIGINT)


def test_the_window_comes_at_once(bundle: Bundle, screen: Screen, run: Run, tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "WORKBENCH_WORKSPACE": str(tmp_path / "workspace")}

    def seconds_to_window() -> float:
        started = time.monotonic()
        program = start_workbench(screen, cwd=tmp_path, **environment)
        assert program.window
        seconds = time.monotonic() - started
        assert program.close()[0] == 0
        return seconds

    seconds_to_window()
    seconds = statistics.median(seconds_to_window() for _ in range(5))
    # For the README: the test is what measures it.
    document = json.loads(bundle.figures.read_text("utf-8")) | {"seconds_to_window": round(seconds, 2)}
    bundle.figures.write_text(json.dumps(document, indent=1) + "\n", "utf-8")

    assert seconds < SECONDS_TO_WINDOW


def test_the_data_page_shows_what_it_is_given(bundle: Bundle, screen: Screen, tmp_path: Path) -> None:
    dataset = open_dataset("street-digits:300")
    np.savez(tmp_path / "digits.npz", images=dataset.images, labels=dataset.labels)
    environment = {"HOME": str(tmp_path), "WORKBENCH_WORKSPACE": str(tmp_path / "workspace")}
    program = start_workbench(screen, tmp_path / "digits.npz", cwd=tmp_path, **environment)

    program.wait_for_title("digits")
    picture = tmp_path / "data.png"

    # Thumbnails are colourful, the window is not.
    def colours() -> int:
        return len(np.unique(screen.pixels(picture).reshape(-1, 3), axis=0))

    wait_until(lambda: colours() > COLOURS_OF_THUMBNAILS, "thumbnails of the images")
    assert program.close()[0] == 0


def test_every_part_brings_its_licence(bundle: Bundle) -> None:
    index = (bundle.folder / "licences" / "index.txt").read_text("utf-8")

    for name in ("numpy", "pyside6-essentials", "opencv-python-headless", "pydantic", "python"):
        assert f"\n{name} " in f"\n{index}"
        assert any((bundle.folder / "licences" / name).iterdir())
    assert "hold no text" not in index
    assert ("\ntensorflow" in index) == (bundle.kind == "full")


def test_it_can_be_put_into_the_menu_and_taken_out_again(bundle: Bundle, tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("Linux has desktop entries")
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "XDG_DATA_HOME": str(tmp_path / "share")}
    script = str(bundle.folder / "integrate.sh")

    subprocess.run([script], env=environment, check=True)
    entry = tmp_path / "share" / "applications" / "classifier-workbench.desktop"
    assert f'Exec="{bundle.program}" %F' in entry.read_text("utf-8")
    assert list((tmp_path / "share" / "icons").rglob("classifier-workbench.png"))

    subprocess.run([script, "--remove"], env=environment, check=True)
    assert not entry.exists()
    assert not list((tmp_path / "share" / "icons").rglob("classifier-workbench.png"))
