"""How standard widgets look; custom ones paint themselves in the same colours."""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from resources.palette import Palette
from workbench.views.tokens import Corner, Line, Size, Space, Type

_RULES = Template("""
QDialog { background: $ground; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QToolTip { background: $card; color: $text; border: ${hair}px solid $line; padding: ${small}px; }

#rail { background: $card; border: none; border-right: ${hair}px solid $line; }
#top { background: $card; border: none; border-bottom: ${hair}px solid $line; }
#status { background: $card; border: none; border-top: ${hair}px solid $line; }
#status QLabel { color: $quiet; font-size: ${quiet_size}px; }

#rail QToolButton { border: ${ring}px solid transparent; border-radius: ${control_corner}px; color: $quiet;
  font-size: ${quiet_size}px; padding: ${row}px ${none}px; background: transparent; }
#rail QToolButton:hover { background: $ground; color: $text; }
#rail QToolButton:checked { background: $accent_ground; color: $accent; font-weight: 600; }
#rail QToolButton:focus { border-color: $accent; }
#rail QToolButton::menu-indicator { image: none; }

#chip { border: ${hair}px solid $line; border-radius: ${control_corner}px; background: $card;
  padding: ${small}px ${chip}px; text-align: left; }
#chip:hover { border-color: $quiet; }
#chip:checked { border-color: $accent; background: $accent_ground; }
#chip:focus { border-color: $accent; }
#chip:checked:focus { border: ${ring}px solid $accent; }
#chip:disabled { background: transparent; border-color: transparent; }
#chip QLabel { background: transparent; }

#card { background: $card; border: ${hair}px solid $line; border-radius: ${card_corner}px; }
#card:focus { border-color: $accent; }
#card QLabel { background: transparent; }
#title { font-size: ${title_size}px; font-weight: 600; }
#quiet { color: $quiet; font-size: ${quiet_size}px; }
#name { color: $quiet; }
#headline { font-size: ${key_figure}px; font-weight: 600; }
#guess { color: $advice; font-size: ${title_size}px; font-weight: 600; }
#value { font-weight: 600; }
#strong { font-weight: 600; }
#figure { color: $quiet; }
#key, #best { font-size: ${key_figure}px; font-weight: 600; }
#best { color: $best; }
#train, #validation { font-size: ${quiet_size}px; font-weight: 600; }
#train { color: $train; }
#validation { color: $validation; }

QPushButton { background: $card; color: $text; border: ${hair}px solid $line; border-radius: ${control_corner}px;
  padding: ${control}px ${chip}px; }
QPushButton:hover { border-color: $quiet; }
QPushButton:pressed { background: $ground; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $quiet; background: $ground; }
QPushButton::menu-indicator { image: none; width: ${none}px; }
QPushButton#primary { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton#primary:hover, QPushButton#primary:focus { border-color: $text; }
QPushButton#primary:disabled { background: $line; color: $quiet; border-color: $line; }
QPushButton#destructive { color: $error; }
QPushButton#destructive:hover, QPushButton#destructive:focus { border-color: $error; }
QPushButton#destructive:disabled { color: $quiet; }
QPushButton#choice { border-color: transparent; background: transparent; padding: ${none}px ${small}px;
  font-size: ${quiet_size}px; font-weight: 600; }
QPushButton#choice:hover { background: $ground; }
QPushButton#choice:focus { border-color: $accent; }
QPushButton#lead { border-color: transparent; background: transparent; font-size: ${quiet_size}px; font-weight: 600;
  padding: ${none}px ${none}px ${none}px ${small}px; text-align: right; }
QPushButton#lead:hover { background: $ground; }
QPushButton#lead:focus { border-color: $accent; }
QPushButton#link { border-color: transparent; background: transparent; color: $accent; padding: ${small}px ${none}px;
  text-align: left; }
QPushButton#link:hover { background: $accent_ground; }
QPushButton#link:focus { border-color: $accent; }
QPushButton#link:disabled { color: $quiet; background: transparent; }

QMenu { background: $card; border: ${hair}px solid $line; padding: ${small}px; }
QMenu::item { padding: ${control}px ${card_space}px; border-radius: ${small}px; }
QMenu::item:selected { background: $accent_ground; color: $text; }
QMenu::item:disabled { color: $quiet; }
QMenu::separator { height: ${hair}px; background: $line; margin: ${small}px; }
QMenu::indicator { width: ${chip}px; height: ${chip}px; left: ${small}px; }

#error { background: transparent; border: ${hair}px solid $error; border-radius: ${control_corner}px; }
#error #message { color: $error; font-weight: 600; }
#advice { background: $advice_ground; border: none; border-radius: ${control_corner}px; }
#notice { background: $advice_ground; border: none; }
#advice QLabel { color: $advice; font-size: ${quiet_size}px; }
#notice { background: $accent_ground; border: none; border-radius: ${control_corner}px; }
QPlainTextEdit { background: $ground; border: ${hair}px solid $line; border-radius: ${control_corner}px; }

QLineEdit, QComboBox { background: $card; border: ${hair}px solid $line; border-radius: ${control_corner}px;
  padding: ${none}px ${row}px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:hover, QComboBox:hover { border-color: $quiet; }
QLineEdit:focus, QComboBox:focus { border-color: $accent; }
QLineEdit[wrong="true"], QComboBox[wrong="true"] { border-color: $error; }
QLineEdit:disabled, QComboBox:disabled, QCheckBox:disabled { color: $quiet; }
QLineEdit:disabled, QComboBox:disabled { background: $ground; }
QComboBox::drop-down { border: none; width: ${card_space}px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: $card; border: ${hair}px solid $line; outline: none;
  selection-background-color: $accent_ground; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: ${table_row}px; padding: ${none}px ${row}px; }
QComboBox QAbstractItemView::item:selected { background: $accent_ground; color: $text; }
QComboBox QAbstractItemView::item:disabled { color: $quiet; }
QCheckBox { spacing: ${row}px; }
QCheckBox:focus { color: $accent; }
QCheckBox::indicator:unchecked { border: ${hair}px solid $quiet; border-radius: ${small}px; background: $card; }
#fault, #link[wrong="true"] { color: $error; font-size: ${quiet_size}px; }
#link[wrong="true"] { font-size: ${body}px; }
#vary { border: ${hair}px solid transparent; border-radius: ${small}px; background: transparent; color: transparent;
  font-size: ${badge_size}px; padding: ${none}px ${small}px; }
#vary[near="true"] { color: $quiet; background: $card; }
#vary:hover, #vary:checked { color: $accent; background: $accent_ground; }
#vary:focus { color: $accent; background: $card; border-color: $accent; }
#stepper { border: none; background: transparent; padding: ${none}px; }
#stepper:hover { background: $accent_ground; border-radius: ${small}px; }
#tool { border: ${hair}px solid transparent; border-radius: ${control_corner}px; background: transparent;
  padding: ${small}px; }
#tool:hover { background: $ground; }
#tool:focus { border-color: $accent; }
QPushButton#section { border-color: transparent; background: transparent; font-weight: 600; text-align: left;
  padding: ${control}px ${none}px; }
QPushButton#section:hover { background: $ground; }
QPushButton#section:focus { border-color: $accent; }
QListWidget#parts { background: $card; border: ${hair}px solid $line; border-radius: ${control_corner}px;
  outline: none; }
QListWidget#parts::item { padding: ${small}px ${row}px; }
QListWidget#parts::item:selected { background: $accent_ground; color: $text; }
QTreeView { background: transparent; border: none; outline: none; show-decoration-selected: 0;
  selection-background-color: $accent_ground; }
QTreeView::item { height: ${table_row}px; padding: ${none}px ${small}px; border: none;
  border-bottom: ${hair}px solid $line; }
QTreeView#scrolled::item { height: ${fact}px; padding: ${none}px; border: none; }
QTreeView::item:selected, QTreeView::branch:selected { background: $accent_ground; }
QTreeView#table::item:selected:active { border-bottom-color: $accent; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; border: none; border-bottom: ${hair}px solid $line; color: $quiet;
  font-size: ${quiet_size}px; padding: ${small}px; }

QProgressBar { background: $line; border: none; border-radius: ${bar_corner}px; max-height: ${bar}px;
  min-height: ${bar}px; }
QProgressBar::chunk { background: $accent; border-radius: ${bar_corner}px; }

#terms, #explained { background: $card; border: ${hair}px solid $line; border-radius: ${control_corner}px;
  outline: none; padding: ${row}px; }
#terms:focus, #explained:focus { border-color: $accent; }
#terms::item { padding: ${small}px; border-radius: ${small}px; }
#terms::item:selected { background: $accent_ground; color: $text; }
#terms::item:disabled { color: $quiet; }
#fieldhelp { background: transparent; border: ${hair}px solid transparent; border-top-color: $line;
  font-size: ${quiet_size}px; padding-top: ${row}px; }
#fieldhelp:focus { border-color: $accent; }

#well { background: $ground; border-radius: ${picture_corner}px; }
#welcome { background: $card; border: ${hair}px dashed $quiet; border-radius: ${card_corner}px; }

QListView#scrolled { font-size: ${quiet_size}px; border: ${hair}px solid transparent;
  border-radius: ${control_corner}px; }
QListView#scrolled:focus { border-color: $accent; }
QTableView { background: transparent; border: none; outline: none; selection-background-color: $accent_ground;
  selection-color: $text; }
QTableView::item { border-bottom: ${hair}px solid $line; padding: ${none}px ${control}px; }
QTableView::item:focus { border-bottom-color: $accent; }
QTableView QLineEdit { border-radius: ${none}px; border-color: $accent; padding: ${none}px ${small}px; }
QTableView::indicator { width: ${chip}px; height: ${chip}px; }
QTableView::indicator:unchecked { border: ${hair}px solid $quiet; border-radius: ${small}px; background: $card; }
QTableView::indicator:unchecked:hover { border-color: $accent; }
QTableView::indicator:checked { border: ${hair}px solid $accent; border-radius: ${small}px; background: $accent; }
QHeaderView, QHeaderView::section { background: transparent; border: none; }
QHeaderView::section { color: $quiet; font-size: ${quiet_size}px; border-bottom: ${hair}px solid $line;
  padding: ${small}px ${row}px; }

QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollArea, #scrolled { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: ${scroll}px; margin: ${none}px; }
QScrollBar::handle:vertical { background: $line; border-radius: ${bar_corner}px; min-height: ${handle}px;
  margin: ${none}px ${hair}px; }
QScrollBar:horizontal { background: transparent; height: ${scroll}px; margin: ${none}px; }
QScrollBar::handle:horizontal { background: $line; border-radius: ${bar_corner}px; min-width: ${handle}px;
  margin: ${hair}px ${none}px; }
QScrollBar::handle:horizontal:hover, QScrollBar::handle:vertical:hover { background: $quiet; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: transparent;
  height: ${none}px; width: ${none}px; }
""")


def style_sheet(colors: Palette) -> str:
    """The style sheet of every part of a window in one palette."""
    measures = {
        "hair": Line.HAIR,
        "ring": Line.RING,
        "none": Space.NONE,
        "small": Space.SMALL,
        "row": Space.ROW,
        "control": Space.CONTROL,
        "chip": Space.CHIP,
        "card_space": Space.CARD,
        "card_corner": Corner.CARD,
        "control_corner": Corner.CONTROL,
        "picture_corner": Corner.PICTURE,
        "bar_corner": Corner.BAR,
        "bar": Size.BAR,
        "scroll": Size.SCROLL_BAR,
        "handle": Size.SCROLL_HANDLE,
        "table_row": Size.TABLE_ROW,
        "fact": Size.FACT,
        "body": Type.BODY,
        "quiet_size": Type.QUIET,
        "badge_size": Type.BADGE,
        "title_size": Type.TITLE,
        "key_figure": Type.KEY_FIGURE,
    }
    return _RULES.substitute(asdict(colors), **measures)
