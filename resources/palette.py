"""The colours of everything that is shown, on screen and in reports, for light and dark surroundings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """One set of colours, each as "#RRGGBB".

    Train and validation are from the palette of Okabe & Ito (Color Universal Design, 2008), told apart by readers with
    any colour vision; in light surroundings validation is darker than theirs, so that words in it can be read too.
    Words have a contrast of 4.5 to what they stand on, lines and signs of 3 (WCAG 2.1, 1.4.3 and 1.4.11).

    Attributes:
        ground: Behind everything.
        card: Of what stands on the ground.
        line: Borders, grid lines, the empty part of bars.
        text: What is to be read.
        quiet: Units, captions and other text that may be overlooked.
        accent: Where one is and what to press.
        accent_ground: Behind text in the accent colour.
        on_accent: Text on the accent colour.
        train: Of the training images, everywhere.
        validation: Of the validation images, everywhere.
        test: Of the test images, everywhere.
        best: Of the best value, and nothing else.
        advice: Text of advice.
        advice_ground: Behind advice.
        error: Errors, and what destroys.
        negative, positive: Of the largest numbers below and above zero, where numbers are shown as pictures; zero is as
            the card.
        run_1, run_2, run_3, run_4, run_5, run_6: Of runs beside each other: any two differ by 10 (CIEDE2000), also for
            readers who lack one kind of cone.
    """

    ground: str
    card: str
    line: str
    text: str
    quiet: str
    accent: str
    accent_ground: str
    on_accent: str
    train: str
    validation: str
    test: str
    best: str
    advice: str
    advice_ground: str
    error: str
    negative: str
    positive: str
    run_1: str
    run_2: str
    run_3: str
    run_4: str
    run_5: str
    run_6: str


LIGHT = Palette(
    ground="#F6F7F9",
    card="#FFFFFF",
    line="#DDE2E9",
    text="#1B2330",
    quiet="#5B6675",
    accent="#2862D0",
    accent_ground="#E8F0FE",
    on_accent="#FFFFFF",
    train="#0072B2",
    validation="#BD5000",
    test="#5B6675",
    best="#0B7A56",
    advice="#9A5B00",
    advice_ground="#FFF4E0",
    error="#B3261E",
    negative="#B35806",
    positive="#0B559F",
    run_1="#0072B2",
    run_2="#BD5000",
    run_3="#2E9A74",
    run_4="#A53283",
    run_5="#837449",
    run_6="#3E4C50",
)
DARK = Palette(
    ground="#14181F",
    card="#1C222B",
    line="#2D3642",
    text="#E8ECF2",
    quiet="#9AA6B6",
    accent="#7AA8FF",
    accent_ground="#22324F",
    on_accent="#14181F",
    train="#56B4E9",
    validation="#E69F00",
    test="#9AA6B6",
    best="#4FD1A1",
    advice="#FFC46B",
    advice_ground="#3A2D14",
    error="#FF8A80",
    negative="#FFB14E",
    positive="#74C2FF",
    run_1="#56B4E9",
    run_2="#E69F00",
    run_3="#9ECD98",
    run_4="#B898A7",
    run_5="#F0E442",
    run_6="#D3D7F2",
)
