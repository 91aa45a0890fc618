"""The template `smtte`: Sammenhæng, Mål, Tegn, Tiltag, Evaluering in any order, for up to four goals.

Here stand the workbook as a whole, its overview and the list of agreed goals; a goal's own sheet stands
in ``sheet``. All words are in ``words/smtte.<language>.toml``.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.lists import Column, List, Lists, helper
from workbooks.build.kit.look import BLUE, BROWN, GREY, Book, heading, notes, page
from workbooks.build.kit.parts import about, answer, field, section
from workbooks.build.smtte.sheet import ELEMENTS, Goal, goal_sheet

NAME, VERSION = "smtte", "1.0"
GOALS = 4
_TOP = 9  # the row (from 0) of the overview's headings
_LIST_TOP = 7


def build(language: str = "da") -> bytes:
    """Build the template and give its bytes; the same bytes each time."""
    book = Book(f"faelles.{language}.toml", f"{NAME}.{language}.toml")
    book.describe({"xb_skabelon": NAME, "xb_version": VERSION, "xb_enhed": "skole", "xb_svar": "aar"})
    overview = page(book, book.words["overblik"]["ark"], row_height=22, writes=True, pages=1)
    numbers = range(1, GOALS + 1)
    sheets = [
        page(book, book.words["smtte"]["ark"].format(nummer=number), row_height=18, writes=True)
        for number in numbers
    ]
    lists = Lists(book)
    _agreed(book, lists)
    goals = [goal_sheet(book, lists, sheet, number) for number, sheet in zip(numbers, sheets, strict=True)]
    _overview(book, overview, goals)
    about(book, NAME, VERSION)
    return book.finished()


def _agreed(book: Book, lists: Lists) -> List:
    """Write the goals in force, from which a sheet chooses one."""
    words = book.words["gaeldende_maal"]
    sheet = page(book, words["ark"], row_height=48)
    heading(book, sheet, words)
    field(book, sheet, _LIST_TOP - 2, 0, "maal_linje", "count")
    sheet.write_string(_LIST_TOP - 1, 0, words["spoergsmaal"], book.style("over", bold=False))
    columns = [
        Column("pejlemaerke_vist", 18, "group"),
        Column("navn", 36, "name"),
        Column("maaleenhed", 11, "quiet"),
        Column("baseline", 10, "figure_quiet", decimals=True),
        Column("niveau", 10, "figure_strong", decimals=True),
        Column("senest", 12, "quiet"),
        Column("seneste", 10, "figure", decimals=True),
        Column("aar_seneste", 12, "quiet"),
        Column("tiltag", 40, "quiet"),
        Column("bemaerkning", 26, "remark"),
        *(helper(key) for key in ("noegle", "decimaler")),
    ]
    made = lists.write(sheet, "gaeldende_maal", _LIST_TOP, 3, columns)
    book.name("liste_maal", sheet, made.top + 1, made.at("navn"), made.bottom)
    made.print_and_freeze()
    return made


def _overview(book: Book, sheet: Worksheet, goals: Sequence[Goal]) -> None:
    """Write the first sheet: how far each goal is, element by element, and its newest observation."""
    words = book.words["overblik"]
    for column, width in enumerate((13, 36, *(14.5,) * 5, 12, 17, 40)):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 38)
    sheet.write_string(0, 0, words["titel"], book.style("front_title"))
    sheet.set_row(1, 26)
    field(book, sheet, 1, 0, "skole_navn", "front_school")
    notes(book, sheet, fields=True)
    sheet.write_string(4, 0, words["gul"], book.style("lead"))
    _whose(book, sheet)
    section(book, sheet, _TOP - 1, words["maal"], len(words["kolonner"]))
    sheet.set_row(_TOP, 20)
    for column, said in enumerate(words["kolonner"]):
        sheet.write_string(_TOP, column, said, book.style("head" if column else "head_first"))
    for row, goal in enumerate(goals, start=_TOP + 1):
        sheet.set_row(row, 60)
        _line(book, sheet, row, goal)
    _inks(book, sheet, _TOP + len(goals))
    _steps(book, sheet, _TOP + len(goals) + 2)
    sheet.set_first_sheet()
    sheet.activate()


def _whose(book: Book, sheet: Worksheet) -> None:
    """Write the school year, the leader and who else takes part."""
    words = book.words["overblik"]
    sheet.set_row(7, 40)
    sheet.write_string(5, 0, words["skoleaar"], book.style("term"))
    field(book, sheet, 5, 1, "skoleaar", "fact")
    for row, key, name in ((6, "skoleleder", "skoleleder"), (7, "deltagere", "smtte_deltagere")):
        sheet.write_string(row, 0, words[key], book.style("term", text_wrap=False))
        style = "input" if key == "skoleleder" else "input_long"
        answer(book, sheet, row, 1, name, style, (words[key], words["hjaelp"][key]))


def _line(book: Book, sheet: Worksheet, row: int, goal: Goal) -> None:
    """Write a goal's line: what it is, where each element stands, and the newest observation."""
    name = goal.sheet.get_name()
    sheet.write_url(row, 0, f"internal:'{name}'!A1", book.style("link"), name)
    none = book.words["overblik"]["intet_maal"]
    said = f'=IF({goal.chosen}<>"",{goal.chosen},IF({goal.own}<>"",{goal.own},"{none}"))'
    sheet.write_formula(row, 1, said, book.style("name"), "")
    for column, key in enumerate(ELEMENTS, start=2):
        sheet.write_formula(row, column, f"={goal.states[key]}", book.style("status"), "")
    shapes = (("dato", "fact_date"), ("grad", "status"), ("ser", "quiet"))
    for column, (key, style) in enumerate(shapes, start=7):
        look = book.style(style, valign="top" if key == "ser" else "vcenter")
        sheet.write_formula(row, column, f"={goal.newest[key]}", look, "")


def _inks(book: Book, sheet: Worksheet, last: int) -> None:
    for first, until, inks in ((2, 6, {"●": BLUE, "○": GREY}), (8, 8, {"●": BLUE, "◔": BROWN})):
        cell = f"{chr(ord('A') + first)}{_TOP + 2}"
        for condition, change in icon_inks(inks):
            rule = {"type": "formula", "format": book.rule(**change)}
            rule["criteria"] = "=" + condition.replace("{cell}", cell)
            sheet.conditional_format(_TOP + 1, first, last, until, rule)


def _steps(book: Book, sheet: Worksheet, top: int) -> None:
    """Write how the workbook is used, and where its figures come from."""
    words = book.words["overblik"]
    section(book, sheet, top, words["saadan"], len(words["kolonner"]))
    row = top
    for term, said in words["trin"].items():
        row += 1
        sheet.write_rich_string(
            row, 0, book.style("plain", bold=True), f"{term}:  ", book.style("plain"), said,
            book.style("lead", font_size=10),
        )  # fmt: skip
    field(book, sheet, row + 1, 0, "kilde_linje", "source")
    sheet.print_area(0, 0, row + 1, len(words["kolonner"]) - 1)
