"""What the plan and the report share: the boxes below the front, the sheet of figures, how a row closes.

What each asks of a commitment stands in ``plan`` and ``report``.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.lists import Column, List, Lists, Look, helper
from workbooks.build.kit.look import BROWN, GREEN, GREY, RED, Book, heading, page
from workbooks.build.kit.parts import answer, field, section

# The row (from 0) of a list's headings, below title, sentence, two notes, source, a line and the groups.
TOP = 7
_FIGURES = 12  # rows the list is built with; a fill gives it its own number
_FIGURE_ROW = 38  # points: three lines of a question or a remark, and fifteen rows a printed page
# One column for two words: the narrower the sheet, the larger its letters in print.
_FORM_AND_UNIT = '{skoleform}&IF({skoleform}="","",CHAR(10))&{maaleenhed}'

# A figure's development, as the engine words it: with a mark, so that it reads in grey too.
DEVELOPMENT: tuple[Look, ...] = tuple(
    (f'LEFT({{cell}},1)="{mark}"', {"font_color": ink})
    for mark, ink in (("▲", GREEN), ("▼", RED), ("≈", GREY), ("?", BROWN))
)


FRONT_WIDTHS = {1: 42, 4: 94}  # columns of the front, wider for its boxes


def boxes(book: Book, sheet: Worksheet, row: int, left: str, right: str) -> int:
    """Write the headings of boxes below the front, and tell the row the first of them stands in."""
    for column, width in FRONT_WIDTHS.items():
        sheet.set_column(column, column, width)
    section(book, sheet, row, left)
    section(book, sheet, row, right, first=3)
    sheet.set_row(row + 1, 5)
    return row + 2


def box(
    book: Book,
    sheet: Worksheet,
    row: int,
    key: str,
    height: float,
    beside: tuple[str, str] | None = None,
) -> None:
    """Write a question and its yellow box on the front's right half; ``beside``: a word, and a field to read.

    The words stand in ``[forside.rutor]`` and ``[forside.hjaelp]``.
    """
    words = book.words["forside"]
    sheet.set_row(row, height)
    sheet.write_string(row, 3, words["rutor"][key], book.style("term", valign="top"))
    answer(book, sheet, row, 4, key, "input_long", words["hjaelp"][key], font_size=11)
    if beside is not None:
        word, name = beside
        sheet.write_string(row, 0, words["rutor"][word], book.style("term", valign="top"))
        field(book, sheet, row, 1, name, "quiet_long")


def figures(book: Book, lists: Lists, asks: str) -> List:
    """Write the school's figures, each with its uncertainty, a question and the answer ``asks``."""
    words = book.words["tal"]
    sheet = page(book, words["ark"], row_height=_FIGURE_ROW, writes=True)
    heading(book, sheet, words)
    sheet.set_row(TOP - 2, 18)
    field(book, sheet, TOP - 2, 0, "tal_linje", "must_be_said")
    columns = [
        Column("pejlemaerke_vist", 17, "group"),
        Column("navn", 27, "status"),
        Column("form_enhet", 13, "quiet", "formula", _FORM_AND_UNIT),
        Column("forrige", 8.5, "figure_quiet", decimals=True),
        Column("seneste", 8.5, "figure_strong", decimals=True),
        Column("usikkerhed", 6.5, "figure_quiet", decimals=True),
        Column("aar_seneste", 10, "quiet"),
        Column("udvikling", 13, "status", looks=DEVELOPMENT),
        Column("kommune", 11, "figure_quiet", decimals=True),
        Column("spoergsmaal", 28, "status"),
        writes(book, "tal", asks, 36),
        Column("bemaerkning", 26, "remark"),
        *(helper(key) for key in ("noegle", "decimaler", "skoleform", "maaleenhed")),
    ]
    made = lists.write(sheet, "tal", TOP, _FIGURES, columns, buttons=True)
    groups(book, made, {"forrige": "skolan", "kommune": "andra", "spoergsmaal": "samtalet"})
    made.print_and_freeze(30)
    return made


def groups(book: Book, made: List, said: dict[str, str]) -> None:
    """Write the words above groups of columns, by the first column of each."""
    for key, group in said.items():
        text = book.words[made.name][f"grupp_{group}"]
        made.sheet.write_string(made.top - 1, made.at(key), text, book.style("over_group"))


def writes(
    book: Book,
    section: str,
    key: str,
    width: float,
    choices: Sequence[str] | str = (),
    looks: Sequence[Look] = (),
) -> Column:
    """Make a column the school writes in, its help from the section's words."""
    help = book.words[section]["hjaelp"][key]
    takes = inputs.choice(book, choices, *help) if choices else inputs.anything(book, *help)
    style = "input" if choices else "input_long"
    return Column(key, width, style, "svar", validation=takes, looks=looks)


def stretch(columns: Sequence[Column], row: int, first: str, last: str) -> str:
    """Write the reference to a row's cells from one column to another; ``row`` counts from 1."""
    keys = [column.key for column in columns]
    return f"${xl_col_to_name(keys.index(first))}{row}:${xl_col_to_name(keys.index(last))}{row}"
