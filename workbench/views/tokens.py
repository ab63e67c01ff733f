"""Distances, extents and text sizes of the windows, in device-independent pixels; written here and nowhere else."""

from __future__ import annotations

from PySide6.QtGui import QColor


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
    """Extents of things."""

    WINDOW = (1280, 800)
    LEAST_WINDOW = (900, 580)
    REPORT = (720, 440)
    QUESTION = 440
    UNITE = (760, 520)
    RAIL = 88
    TOP = 52
    STATUS = 28
    ICON = 20
    SMALL_ICON = 12
    LARGE_ICON = 40
    CHIP = 32
    CHIP_NAME = 200
    CONTROL_ROW = 36
    FACT = 22
    BAR = 8
    SPLIT_BAR = 10
    HEADLINE = 36
    PROBABILITY = 24
    LEAST_PROBABILITIES = 4
    LIST_ROW = 32
    LEAST_LIST_ROWS = 2
    ANSWER_PANE = 360
    DOUBTS = 72
    CLASS_NAME = 92
    SCROLL_BAR = 10
    SCROLL_HANDLE = 32
    SIDE_PANE = 300
    MIDDLE_PANE = 680
    LEAST_SIDE_PANE = 230
    LEAST_MIDDLE_PANE = 280
    WELCOME = 640
    BUILT_IN_BUTTON = 176
    TILE = 52
    TILE_GAP = 8
    GROUP_TILE = 84
    CAPTION_LINE = 14
    DOT = 8
    FINDING = 26
    LEAST_AUDIT = 204
    FIX = 180
    BADGE_INSET = 3
    SEEN = 96
    LEAST_PICTURE = 96
    MOST_PICTURE = 420
    FIELD = 32
    LEAST_FIELD = 72
    LEAST_VARY = 52
    FIELD_COLUMN = 96
    STEPPER = 16
    STEPPER_ICON = 8
    TOOL_ICON = 16
    LEAST_LAYERS = 120
    LEAST_TABLE = 360
    LAYER_CARD = 190
    FORM_PANE = 276
    LEAST_FORM_PANE = 212
    LEAST_LAYERS_PANE = 314
    LEAST_DRAWING = 60
    BLOCK = 40
    LARGEST_DISTANCE = 160
    CURVES_PANES = (420, 420)
    LEAST_PLOT = (200, 150)
    LIVE_POINT = 8
    ONE_OF_MANY = 5
    NARROW_CARD = 900
    NARROW_CURVES = 376
    PLOT_AXIS = 36
    TWO_LINES_AXIS = 40
    RUN_PROGRESS = 150
    KEY_FIGURE = 84
    TABLE_ROW = 30
    COMPARED_PICTURE = 200
    COMPARED_COLUMN = 220
    PICTURE_ROW = 40
    ROW_PICTURE = 32
    ANSWER_COLUMN = 88
    FIGURE_COLUMN = 96
    TABLE = 150
    TABLE_COLUMN = 116
    RUN_COLUMNS = (210, 100, 160, 70, 150, 88, 70, 76, 104, 132, 110, 106)
    SETTING = 180
    HELP = (860, 560)
    FIELD_HELP = 210
    FIELD_PICTURE = (212, 88)
    NARROW_FINDING = 640
    FILTER = 220
    RUNS_PANES = (380, 300)
    OVERLAY_PANES = (620, 520)
    EVALUATE_PANES = (430, 400, 250)
    MATRIX_PANES = (348, 202)
    GALLERY_PANES = (348, 202)
    LEAST_EVALUATE_PANE = 250
    LEAST_ANSWER_PANE = 200
    LEAST_MATRIX = 150
    MATRIX_CLASSES = 12
    LEAST_GALLERY = 130
    MATRIX_TEXT = 14
    MATRIX_GAP = 18
    CLASS_COLUMNS = (84, 70, 66, 68)
    LEAST_RELIABILITY = 110
    INSIGHT_PANES = (350, 356, 400)
    WEIGHTS = 56
    FEATURE_MAP = 44
    MOST_REPORT_TABLE = 960
    REPORT_PANES = (736, 394)
    REPORT_COLUMNS = (34, 70, 60, 120, 70, 108, 82)
    SWEEP = 520
    SWEEP_LIST = 216
    SWEEP_PANES = (540, 380)
    SWEEP_PLOTS = (240, 300)
    SWEEP_STATE = 68
    TRIAL_NUMBER = 48
    TRIAL_FIGURE = 68
    TRIAL_FIELD = 100
    TRIAL_STATE = 102
    FOLLOWED = 72
    NUMBER = 10
    BAR_CHART = 56
    PICTURES_GAP = 4


class Type:
    """Text sizes."""

    BODY = 14
    QUIET = 12
    BADGE = 11
    TITLE = 15
    KEY_FIGURE = 28


BADGE_GROUND = QColor(0, 0, 0, 150)
BADGE_TEXT = QColor(255, 255, 255)
"""Labels lie on pictures, which do not turn light or dark with the theme."""
