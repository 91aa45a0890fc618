"""What the schools wrote in their reports and plans, gathered: sheets that are left out without rows.

No sheet looks at one that may be gone.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.lists import Column, List, Lists, Look, helper
from workbooks.build.kit.look import GREEN, GREY, RED, Book, page
from workbooks.build.kit.municipal import TOP, heading
from xl_beregner.fields.known.commitments import COMMON, COMMON_ROWS

_REPORTED, _PLANNED = "skolernes_sidste_forpligtelser_ved_", "skolernes_forpligtelser_ved_egen"
ROWS = 11


def write(book: Book, lists: Lists) -> None:
    """Write all sheets of the schools' words, in the order a reader asks: what came of it, why, what next."""
    for number in range(1, COMMON_ROWS + 1):
        _common(book, lists, number)
    _own(book, lists)
    _said(book, lists, "skolernes_svar_ved_rapport", ("slutsats", "analys", "undervisning", "organisation"))
    needs = ("rapport_utvecklingsbehov", "plan_utvecklingsomraden", "rapport_stod")
    _said(book, lists, "skolernes_svar", needs)
    _planned(book, lists)


def _common(book: Book, lists: Lists, number: int) -> None:
    """Write every school's outcome and analysis of one common commitment."""
    name = f"{_REPORTED}{COMMON}{number}"
    book.words[name] = _numbered(book, "gemensamt", number)
    words = book.words[name]
    sheet = page(book, words["ark"], row_height=84)
    heading(book, sheet, words)
    columns = [
        Column("skole", 22, "words_of"),
        _verdict(),
        Column("utfall", 50, "words"),
        Column("analys", 54, "words"),
        Column("vidare", 46, "words"),
        *(helper(key) for key in ("noegle", "navn")),
    ]
    made = _finish(lists, sheet, name, columns, "skole")
    first = xl_rowcol_to_cell(TOP + 1, made.at("navn"), row_abs=True, col_abs=True)
    named = f'=IF({first}="","",{first})'
    sheet.write_formula(4, 0, named, book.style("block_head", font_size=14, valign="vcenter"), "")
    for row, height in ((4, 24), (5, 18), (6, 6)):
        sheet.set_row(row, height)
    parts = "&".join(
        f'COUNTIF({made.cells("nadd")},"{said}")&"{words["antal"][key]}"'
        for key, said in words["ord"].items()
    )
    sheet.write_formula(5, 0, f"={parts}", book.style("lead"), "")


def _numbered(book: Book, section: str, number: int) -> dict[str, object]:
    """Give the words of one common commitment's sheet, its number put where they say {nummer}."""
    words = dict(book.words[section])
    return {**words, **{key: words[key].format(nummer=number) for key in ("ark", "titel", "alt")}}


def _own(book: Book, lists: Lists) -> None:
    """Write every school's own commitments, and what came of them."""
    name = f"{_REPORTED}egen"
    sheet = page(book, book.words[name]["ark"], row_height=97)
    heading(book, sheet, book.words[name])
    columns = [
        Column("skole_vist", 18, "words_of"),
        Column("navn", 25, "words"),
        _verdict(),
        *(Column(key, 43, "words") for key in ("gjort", "utfall", "analys")),
        *(helper(key) for key in ("noegle", "skole")),
    ]
    _finish(lists, sheet, name, columns, "navn")


def _verdict() -> Column:
    return Column("nadd", 12, "words", looks=_inks())


def _inks() -> list[Look]:
    """Ink a school's own verdict after its word, which says it without the ink."""
    return [
        (f'LEFT({{cell}},{len(word)})="{word}"', {"bold": True, "font_color": ink})
        for word, ink in (("Ja", GREEN), ("Nej", RED), ("Går", GREY))
    ]


def _said(book: Book, lists: Lists, name: str, answers: Sequence[str]) -> None:
    """Write a row a school with its single answers."""
    sheet = page(book, book.words[name]["ark"], row_height={3: 78, 4: 98}[len(answers)])
    heading(book, sheet, book.words[name])
    width = 162 / len(answers)
    columns = [
        Column("skole", 20, "words_of"),
        *(Column(key, width, "words") for key in answers),
        helper("noegle"),
    ]
    _finish(lists, sheet, name, columns, "skole")


def _planned(book: Book, lists: Lists) -> None:
    """Write every school's new commitments: what, why, how, when, who, and how it is followed up."""
    sheet = page(book, book.words[_PLANNED]["ark"], row_height=118)
    heading(book, sheet, book.words[_PLANNED])
    widths = {"vad": 28, "varfor": 36, "hur": 36, "nar": 13, "vem": 15, "uppfoljning": 31, "matetal": 20}
    columns = [
        Column("skole_vist", 18, "words_of"),
        *(Column(key, width, "words") for key, width in widths.items()),
        *(helper(key) for key in ("noegle", "skole")),
    ]
    _finish(lists, sheet, _PLANNED, columns, "vad")


def _finish(lists: Lists, sheet: Worksheet, name: str, columns: Sequence[Column], beside: str) -> List:
    made = lists.write(sheet, name, TOP, ROWS, columns)
    made.print_and_freeze(head_height=20, beside=beside)
    for row, height in enumerate((30, 18, 18, 15, 6, 6, 6)):  # the printed lines alone take room
        sheet.set_row(row, height)
    return made
