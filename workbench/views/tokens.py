"""Distances, extents and text sizes of the windows, in device-independent pixels; written here and nowhere else."""

from __future__ import annotations

from PySide6.QtGui import QColor

from workbench.views.growth import grown, scaled


class _WithText:
    """An extent at the usual size of text; whoever reads it gets what it is at the size in force."""

    def __init__(self, pixels: int) -> None:
        self._pixels = pixels

    def __get__(self, _instance: object, _owner: object) -> int:
        return grown(self._pixels)


class _AsText(_WithText):
    """The same of an extent that is filled with words."""

    def __get__(self, _instance: object, _owner: object) -> int:
        return scaled(self._pixels)


class _AllWithText:
    """The same of several extents."""

    def __init__(self, *pixels: int) -> None:
        self._pixels = pixels

    def __get__(self, _instance: object, _owner: object) -> tuple[int, ...]:
        return tuple(grown(pixels) for pixels in self._pixels)


class _AllAsText(_AllWithText):
    """The same of extents that are filled with words."""

    def __get__(self, _instance: object, _owner: object) -> tuple[int, ...]:
        return tuple(scaled(pixels) for pixels in self._pixels)


class Space:
    """Distances between things."""

    NONE = 0
    SMALL = 4
    CONTROL = 6
    ROW = 8
    CHIP = 12
    CARD = 16
    GAP = 16
    PAGE = 20


class Line:
    """Widths of lines."""

    HAIR = 1
    RING = 2
    CURVE = 2
    LONG_CURVE = 1


class Corner:
    """Radii of corners."""

    CARD = 10
    CONTROL = 8
    PICTURE = 6
    BAR = 4
    BADGE = 4


class Size:
    """Extents of things; those that hold text grow with it."""

    WINDOW = (1280, 800)
    LEAST_WINDOW = (900, 580)
    REPORT = _AllWithText(720, 440)
    QUESTION = _WithText(440)
    UNITE = _AllWithText(760, 520)
    RAIL = _WithText(88)
    TOP = _WithText(52)
    STATUS = _WithText(28)
    ICON = _WithText(20)
    SMALL_ICON = _WithText(12)
    LARGE_ICON = _WithText(40)
    CHIP = _WithText(32)
    CHIP_NAME = _WithText(200)
    CONTROL_ROW = _WithText(36)
    FACT = _WithText(22)
    BAR = 8
    SPLIT_BAR = 10
    HEADLINE = _WithText(36)
    PROBABILITY = _WithText(24)
    LEAST_PROBABILITIES = 4
    LIST_ROW = _WithText(32)
    LEAST_LIST_ROWS = 2
    ANSWER_PANE = _WithText(360)
    DOUBTS = _WithText(72)
    CLASS_NAME = _WithText(92)
    SCROLL_BAR = 10
    SCROLL_HANDLE = 32
    SIDE_PANE = _WithText(300)
    MIDDLE_PANE = _WithText(680)
    LEAST_SIDE_PANE = _WithText(230)
    LEAST_MIDDLE_PANE = _WithText(280)
    WELCOME = _WithText(640)
    BUILT_IN_BUTTON = _WithText(176)
    TILE = _WithText(52)
    TILE_GAP = 8
    GROUP_TILE = _WithText(84)
    CAPTION_LINE = _WithText(14)
    DOT = 8
    FINDING = _WithText(26)
    LEAST_AUDIT = _WithText(204)
    FIX = _WithText(180)
    BADGE_INSET = 3
    SEEN = 96
    LEAST_PICTURE = 96
    MOST_PICTURE = 420
    FIELD = _WithText(32)
    LEAST_FIELD = _WithText(72)
    LEAST_VARY = _WithText(52)
    FIELD_COLUMN = _WithText(96)
    STEPPER = _WithText(16)
    STEPPER_ICON = _WithText(8)
    TOOL_ICON = _WithText(16)
    LEAST_LAYERS = _WithText(120)
    LEAST_TABLE = _WithText(360)
    LAYER_CARD = _WithText(190)
    FORM_PANE = _WithText(276)
    LEAST_FORM_PANE = _WithText(212)
    LEAST_LAYERS_PANE = _WithText(314)
    LEAST_DRAWING = _WithText(60)
    BLOCK = _WithText(40)
    LARGEST_DISTANCE = 160
    CURVES_PANES = _AllWithText(420, 420)
    LEAST_PLOT = _AllWithText(200, 120)
    LIVE_POINT = 8
    ONE_OF_MANY = 5
    NARROW_CARD = _AsText(900)
    NARROW_CURVES = _AsText(376)
    PLOT_AXIS = _WithText(36)
    TWO_LINES_AXIS = _WithText(40)
    RUN_PROGRESS = _WithText(150)
    KEY_FIGURE = _WithText(84)
    TABLE_ROW = _WithText(30)
    COMPARED_PICTURE = _WithText(200)
    COMPARED_COLUMN = _WithText(220)
    PICTURE_ROW = _WithText(40)
    ROW_PICTURE = _WithText(32)
    ANSWER_COLUMN = _WithText(88)
    FIGURE_COLUMN = _WithText(96)
    TABLE = _WithText(150)
    TABLE_COLUMN = _WithText(116)
    RUN_COLUMNS = _AllWithText(210, 100, 160, 70, 150, 88, 70, 76, 104, 132, 110, 106)
    SETTING = _WithText(180)
    HELP = _AllAsText(860, 560)
    FIELD_HELP = _WithText(210)
    FIELD_PICTURE = (212, 88)
    NARROW_FINDING = _AsText(640)
    FILTER = _WithText(220)
    RUNS_PANES = _AllWithText(380, 300)
    OVERLAY_PANES = _AllWithText(620, 520)
    EVALUATE_PANES = _AllWithText(430, 400, 250)
    MATRIX_PANES = _AllWithText(348, 202)
    GALLERY_PANES = _AllWithText(348, 202)
    LEAST_EVALUATE_PANE = _WithText(250)
    LEAST_ANSWER_PANE = _WithText(200)
    LEAST_MATRIX = _WithText(150)
    MATRIX_CLASSES = 12
    LEAST_GALLERY = _WithText(130)
    MATRIX_TEXT = _WithText(14)
    MATRIX_GAP = _WithText(18)
    CLASS_COLUMNS = _AllWithText(84, 70, 66, 68)
    LEAST_RELIABILITY = _WithText(110)
    INSIGHT_PANES = _AllWithText(350, 356, 400)
    WEIGHTS = _WithText(56)
    FEATURE_MAP = _WithText(44)
    MOST_REPORT_TABLE = _WithText(960)
    REPORT_PANES = _AllWithText(736, 394)
    REPORT_COLUMNS = _AllWithText(34, 70, 60, 120, 70, 108, 82)
    SWEEP = _WithText(520)
    SWEEP_LIST = _WithText(216)
    SWEEP_PANES = _AllWithText(540, 380)
    SWEEP_PLOTS = _AllWithText(240, 300)
    SWEEP_STATE = _WithText(68)
    TRIAL_NUMBER = _WithText(48)
    TRIAL_FIGURE = _WithText(68)
    TRIAL_FIELD = _WithText(100)
    TRIAL_STATE = _WithText(102)
    FOLLOWED = _WithText(72)
    SETTINGS = _AllAsText(600, 720)
    PALETTE = _AllAsText(560, 440)
    SHORTCUTS = _AllAsText(560, 640)
    ABOUT = _AllAsText(760, 560)
    NUMBER = 10
    BAR_CHART = _WithText(56)
    PICTURES_GAP = 4


class Type:
    """Sizes of text."""

    BODY = _WithText(14)
    QUIET = _WithText(12)
    BADGE = _WithText(11)
    TITLE = _WithText(15)
    KEY_FIGURE = _WithText(28)


BADGE_GROUND = QColor(0, 0, 0, 150)
BADGE_TEXT = QColor(255, 255, 255)
"""Labels lie on pictures, which do not turn light or dark with the theme."""
