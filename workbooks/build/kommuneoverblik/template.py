"""The template `kommuneoverblik`: one page for the committee, and all a municipality's figures behind it.

Here stand the workbook as a whole, the committee's page and what is told about the figures. The sheet of
a pejlemærke, bound once for each of them, the districts and the money stand in ``units``;
goals, their chances and the schools' words in ``goals``.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import pictures
from workbooks.build.kit.lists import Column, List, Lists, Look, helper
from workbooks.build.kit.look import BAND, BLUE, GREY, INK, MARK_BEFORE, RULE, Book, legend, page
from workbooks.build.kit.municipal import TOP, certain, heading
from workbooks.build.kit.municipal_parts import sources
from workbooks.build.kit.parts import field
from workbooks.build.kommuneoverblik import goals, units
from xl_beregner.fields.known.municipality import DRAWN

VERSION = "1.0"
NAME, KIND = "kommuneoverblik", "kommune"

ROWS = 13  # as many as the example needs; a fill gives each list its own number
ROW_HEIGHT = 36.0  # points: a row of the committee's page
# Rows (from 0) of the committee's page: its conclusions, what must be said beside them, its headings.
BLOCKS, BESIDE, PAGE_TOP = 5, 9, 13
_BLOCK_COLUMNS = ("pejlemaerke_vist", "vist", "maal_vist")


def build_danish() -> bytes:
    """Build the Danish template and give its bytes; the same bytes each time."""
    return _build("da")


def build_swedish() -> bytes:
    """Build the Swedish one."""
    return _build("sv")


def _build(language: str) -> bytes:
    book = Book(f"{NAME}.{language}.toml")
    book.describe({"xb_skabelon": NAME, "xb_version": VERSION, "xb_enhed": KIND})
    lists = Lists(book)
    _overview(book, lists)
    units.schools(book, lists)
    units.districts(book, lists)
    goals.settled(book, lists)
    goals.school_by_school(book, lists)
    goals.chances(book, lists)
    goals.words_of_schools(book, lists)
    units.money(book, lists)
    _sources(book, lists)
    _about(book)
    return book.finished()


# --- The committee's page ----------------------------------------------------------------------
def _overview(book: Book, lists: Lists) -> None:
    words = book.words["samlet"]
    sheet = page(book, words["ark"], row_height=ROW_HEIGHT, pages=1)
    heading(book, sheet, words)
    # On this sheet stand the cells that the others repeat.
    field(book, sheet, 2, 0, "eksempel", "warning")
    made = lists.write(sheet, "samlet", PAGE_TOP, ROWS, _overview_columns())
    _conclusions(book, made)
    for key, said in (("vist", "kommunen"), ("maal_vist", "maal"), ("grundlag", "strimmel")):
        sheet.write_string(PAGE_TOP - 2, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    marks = (("▬", BAND), ("●", BLUE), ("•", MARK_BEFORE), ("┊", GREY), ("◆", INK), ("─", RULE))
    said_marks = [(*mark, word) for mark, word in zip(marks, words["legende"], strict=True)]
    legend(book, sheet, (PAGE_TOP - 1, made.at("grundlag")), said_marks, name="over_legend")
    pictures.municipal_strip(book, made, "strimmel", ROW_HEIGHT, words["alt_strimmel"])
    for row, height in ((PAGE_TOP - 2, 18), (PAGE_TOP - 1, 14), (PAGE_TOP, 18)):
        sheet.set_row(row, height)
    sheet.repeat_rows(0, PAGE_TOP)
    sheet.set_zoom(90)
    sheet.print_area(0, 0, made.bottom, made.last_printed)
    sheet.set_first_sheet()
    sheet.activate()


def _overview_columns() -> list[Column]:
    return [
        Column("pejlemaerke_vist", 17.5, "group"),
        Column("navn", 31, "name"),
        Column("maaleenhed", 9, "quiet"),
        Column("vist", 10.5, "figure", decimals=True, looks=_weights()),
        Column("vist_interval", 12, "quiet"),
        Column("vist_aar", 9.5, "quiet"),
        Column("vist_foer", 10, "figure_quiet", decimals=True),
        Column("udvikling", 20, "status", looks=certain()),
        Column("land", 10, "figure_quiet", decimals=True),
        Column("maal_vist", 9, "figure"),
        Column("maal_status", 18, "status", looks=certain()),
        Column("grundlag", 22, "remark"),
        Column("strimmel", 36, "picture", "picture"),
        *(helper(key) for key in ("noegle", "pejlemaerke", "decimaler", "vist_slags", *DRAWN)),
    ]


def _weights() -> list[Look]:
    """Write a figure of the municipality in bold, and the middle of schools, which is none, quietly."""
    middle = '{=vist_slags}="midte"'
    cases: list[Look] = [
        (middle, {"italic": True, "font_color": GREY}),
        (f"NOT({middle})", {"bold": True}),
    ]
    shapes = ((0, "#,##0"), (2, "#,##0.00"))
    with_decimals: list[Look] = [
        (f"AND({case},{{=decimaler}}={count})", {**change, "num_format": shape})
        for case, change in cases
        for count, shape in shapes
    ]
    return [*with_decimals, *cases]


def _conclusions(book: Book, made: List) -> None:
    """Leave room for what a reader with half a minute shall take away, and what must be said beside it."""
    words, sheet = book.words["samlet"], made.sheet
    blocks = (
        ("maal", "maal_overskrift", "maal_kort"),
        ("siden", "udvikling_overskrift", "udvikling_linje"),
        ("skoler", "antal_skoler", "skoler_linje"),
    )
    for column, (key, big, small) in zip(_BLOCK_COLUMNS, blocks, strict=True):
        place = made.at(column)
        sheet.write_string(BLOCKS, place, words[key], book.style("block_head"))
        field(book, sheet, BLOCKS + 1, place, big, "block_big")
        field(book, sheet, BLOCKS + 2, place, small, "block_small")
    field(book, sheet, BESIDE, 0, "forbehold_linje", "must_be_said")
    field(book, sheet, 0, made.last_printed + 1, "kilde_linje", "help")  # the headings of all sheets say it
    for row, height in (
        (4, 6), (BLOCKS, 20), (BLOCKS + 1, 30), (BLOCKS + 2, 18), (BLOCKS + 3, 8),
        (BESIDE, 18), (BESIDE + 1, 6),
    ):  # fmt: skip
        sheet.set_row(row, height)


# --- Where the figures come from ---------------------------------------------------------------
def _sources(book: Book, lists: Lists) -> None:
    made = sources(book, lists, ROWS, 30)
    words = book.words["kilder"]
    made.sheet.write_string(TOP - 1, made.at("maade"), words["gruppe_maade"], book.style("over_group"))


def _about(book: Book) -> None:
    """Write whom the workbook is for, how its figures are made, and which template this is."""
    words = book.words["om"]
    sheet = page(book, words["ark"], row_height=20, pages=1)
    heading(book, sheet, words)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 140)
    row = 5
    for key, style in (
        ("kilde", "fact"), ("hentet", "fact_date"), ("udgave", "fact"), ("mindst_antal", "fact"),
        ("skjult_linje", "fact"), ("interval_linje", "fact"), ("mangler_linje", "fact"),
    ):  # fmt: skip
        sheet.set_row(row, 34 if key == "mangler_linje" else 20)
        sheet.write_string(row, 0, words[key], book.style("term"))
        field(book, sheet, row, 1, key, style)
        row += 1
    sheet.write_string(row, 0, words["konfidens"], book.style("term"))
    field(book, sheet, row, 1, "konfidens_pct", "fact", num_format=words["konfidens_format"])
    row = _section(book, sheet, row + 2, words["metode"])
    for term, said in words["metoden"].items():
        sheet.write_string(row, 0, term, book.style("term"))
        sheet.write_string(row, 1, said, book.style("fact"))
        sheet.set_row(row, 34)
        row += 1
    row = _section(book, sheet, row + 1, words["vaerktoej"])
    for key, value in (("skabelon", NAME), ("version", VERSION), ("enhed", KIND)):
        sheet.write_string(row, 0, words[key], book.style("term"))
        sheet.write_string(row, 1, value, book.style("fact"))
        book.name(f"xb_{key}", sheet, row, 1)
        row += 1
    for key, name in (("kommune_navn", "kommune_navn"), ("enhed_nr", "enhed_nr"), ("skoleaar", "skoleaar")):
        sheet.write_string(row, 0, words[key], book.style("term"))
        field(book, sheet, row, 1, name, "fact")
        row += 1
    book.name("xb_skoleaar", sheet, row - 1, 1)
    sheet.print_area(0, 0, row - 1, 1)


def _section(book: Book, sheet: Worksheet, row: int, word: str) -> int:
    sheet.write_string(row, 0, word, book.style("section"))
    sheet.write_blank(row, 1, None, book.style("section"))
    return row + 1
