"""The sheets of `lus` about goals: what is expected at each date, and what is done where it is missed.

Who misses it is found on the sheet of the class (``lus``). What is done stands on a row of its own for
every pupil, in the class's order: a list of those alone would change under what was written beside it.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.class_heading import class_heading, field
from workbooks.build.kit.lists import Column, List, Lists
from workbooks.build.kit.look import CLOSED, GREEN, GREY, RED, Book, page
from xl_beregner.fields.known.lus import DATES

GRADES = 10  # 0 to 9
_EXPECTED_TOP = 7
_HELPERS = 11  # the first column (from 0) that is not printed


def measures_taken(book: Book, lists: Lists, top: int, rows: int) -> List:
    """Write a row a pupil: whether the goal is missed, and yellow cells for what is done about it."""
    words = book.words["lus_atgard"]
    sheet = page(book, words["ark"], row_height=22, writes=True)
    class_heading(book, sheet, words)
    made = lists.write(sheet, "lus_atgard", top, rows, _columns(book), buttons=True)
    _quiet_rows(book, made)
    expected = "COUNT({lus.missar})"
    missing = f'"{words["antal"]}: "&COUNTIF({{lus.missar}},1)&" {words["av"]} "&{expected}'
    said = f'IF({expected}=0,"{words["utan"]}",{missing}&" {words["med"]}. {words["filter"]}")'
    sheet.write_formula(top - 2, 0, lists.formula("lus_atgard", said), book.style("count"), "")
    made.print_and_freeze(head_height=30)
    sheet.ignore_errors({"number_stored_as_text": f"B{top + 2}:C{top + 400}"})
    return made


def _columns(book: Book) -> list[Column]:
    said = book.words["lus_atgard"]["hjaelp"]
    free = {key: inputs.anything(book, *said[key]) for key in ("atgard", "ansvarig", "utfall")}
    inks = {"✓": GREEN, "✕": RED, "⚠": RED, "…": GREY}
    looks = [(f'LEFT({{cell}},1)="{icon}"', {"font_color": ink}) for icon, ink in inks.items()]

    def same(key: str) -> str:
        return f"INDEX({{lus.{key}}},{{nr}})"

    return [
        Column("navn", 27, "name_line", "formula", same("navn")),
        Column("senaste", 10, "point_strong", "formula", same("senaste")),
        Column("forvantad", 9, "point", "formula", same("forvantad")),
        Column("sedan_start", 17, "status", "formula", same("sedan_start")),
        Column("status", 19, "status", "formula", same("status"), looks=looks),
        Column("atgard", 44, "input_long", "svar", validation=free["atgard"]),
        Column("ansvarig", 17, "input_long", "svar", validation=free["ansvarig"]),
        Column("uppfoljning", 13, "input_date", "svar", validation=inputs.day(book, *said["uppfoljning"])),
        Column("utfall", 34, "input_long", "svar", validation=free["utfall"]),
        Column("noegle", 9, "help"),
        Column("nr", 9, "help"),
        Column("missar", 9, "help", "formula", same("missar")),
    ]


def _quiet_rows(book: Book, made: List) -> None:
    """Leave yellow only where a goal is missed, or something was written already."""
    missed = xl_rowcol_to_cell(made.top + 1, made.at("missar"), col_abs=True)
    first, last = made.at("atgard"), made.at("utfall")
    cell = xl_rowcol_to_cell(made.top + 1, first)
    quiet = book.rule(**CLOSED)
    criteria = f'=AND({missed}<>1,{cell}="")'
    made.sheet.conditional_format(
        made.top + 1, first, made.bottom, last, {"type": "formula", "criteria": criteria, "format": quiet}
    )
    grey = book.rule(font_color=GREY)
    made.sheet.conditional_format(
        made.top + 1, 0, made.bottom, made.at("sedan_start"),
        {"type": "formula", "criteria": f"={missed}<>1", "format": grey},
    )  # fmt: skip


# --- What is expected --------------------------------------------------------------------------
def expectations(book: Book) -> None:
    """Write the table of expected points by grade: the municipality's, and the school's own before it."""
    words = book.words["lus_forvantan"]
    sheet = page(book, words["ark"], row_height=20, writes=True, pages=1)
    class_heading(book, sheet, words, source=False)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 2 * len(DATES), 10)
    sheet.set_column(_HELPERS - 2, _HELPERS - 2, 36)
    _source(book, sheet)
    _heads(book, sheet)
    for row in range(_EXPECTED_TOP + 1, _EXPECTED_TOP + 1 + GRADES):
        _grade(book, sheet, row)
    _names(book, sheet)
    last = _EXPECTED_TOP + GRADES
    sheet.write_string(last + 2, 0, words["not"], book.style("lead", font_size=10))
    sheet.print_area(0, 0, last + 2, _HELPERS - 2)
    sheet.ignore_errors({"number_stored_as_text": f"B{_EXPECTED_TOP + 2}:I{last + 1}"})


def _source(book: Book, sheet: Worksheet) -> None:
    words = book.words["lus_forvantan"]
    told = f'"{words["kalla"]}: "&felt_lus_forvantan_kilde'
    said = f'=IF(felt_lus_forvantan_kilde="","{words["ingen_kalla"]}",{told})'
    sheet.write_formula(4, 0, said, book.style("source"), "")
    sheet.write_string(3, _HELPERS, book.words["faelles"]["hjaelp"], book.style("help_over"))
    field(book, sheet, 4, _HELPERS, "lus_forvantan_kilde", "help")


def _heads(book: Book, sheet: Worksheet) -> None:
    words, top = book.words["lus_forvantan"], _EXPECTED_TOP
    sheet.set_row(top - 1, 20)
    sheet.write_string(top - 1, 1, words["kommun"], book.style("over_group"))
    sheet.write_string(top - 1, 1 + len(DATES), words["atagande"], book.style("over_group"))
    sheet.write_string(top, 0, words["arskurs"], book.style("head_first"))
    for number in DATES:
        for column in (number, len(DATES) + number, _HELPERS + 1 + number):
            sheet.write_formula(top, column, f"=felt_lus_tidpunkt_{number}", book.style("head"), "")


def _grade(book: Book, sheet: Worksheet, row: int) -> None:
    sheet.write_blank(row, 0, None, book.style("name", num_format='0;-0;"F"', align="left"))
    sheet.write_blank(row, _HELPERS, None, book.style("help"))
    for number in DATES:
        sheet.write_blank(row, number, None, book.style("point"))
        sheet.write_blank(row, len(DATES) + number, None, book.style("input_point"))
        own, theirs = (f"{xl_col_to_name(column)}{row + 1}" for column in (len(DATES) + number, number))
        found = f'MATCH(IF({own}<>"",{own}&"",{theirs}&""),lus_punkter,0)'
        sheet.write_formula(row, _HELPERS + 1 + number, f'=IFERROR({found},"")', book.style("help"), "")


def _names(book: Book, sheet: Worksheet) -> None:
    top, last = _EXPECTED_TOP + 1, _EXPECTED_TOP + GRADES
    book.name("felt_lus_forvantan__klassetrin", sheet, top, 0, last)
    book.name("lus_arskurs", sheet, top, 0, last)
    book.name("felt_lus_forvantan__noegle", sheet, top, _HELPERS, last)
    for number in DATES:
        book.name(f"felt_lus_forvantan__v{number}", sheet, top, number, last)
        book.name(f"svar_lus_forvantan__a{number}", sheet, top, len(DATES) + number, last)
        book.name(f"lus_vantad_{number}", sheet, top, _HELPERS + 1 + number, last)
    chosen = inputs.choice(book, "=lus_punkter", *book.words["lus_forvantan"]["hjaelp"]["atagande"])
    sheet.data_validation(top, 1 + len(DATES), last, 2 * len(DATES), dict(chosen))
    sheet.conditional_format(
        top, 0, last, len(DATES),
        {"type": "formula", "criteria": f"=$A{top + 1}=felt_klassetrin", "format": book.rule(bold=True)},
    )  # fmt: skip
