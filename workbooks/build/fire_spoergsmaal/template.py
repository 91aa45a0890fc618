"""The templates `fire_spoergsmaal`, `fire_spoergsmaal_kommune` and `fyra_fragor`: four questions on a page.

For a talk with people who read one page: a school board, a committee, politicians and leaders together.
How the page is laid out is ``page``'s; here are the lists it looks figures up in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from workbooks.build.fire_spoergsmaal.page import LINE, NOT_HERE, WITHOUT_GOAL, Source, write_page
from workbooks.build.kit import municipal as municipal
from workbooks.build.kit import municipal_parts, parts
from workbooks.build.kit.lists import Column, Lists, helper
from workbooks.build.kit.look import Book, heading, notes, page

SCHOOL, MUNICIPALITY, SWEDISH = "fire_spoergsmaal", "fire_spoergsmaal_kommune", "fyra_fragor"
VERSION = "1.0"

FIGURE_ROWS, GOAL_ROWS, TOP = 13, 6, 7

_SCHOOLS = Source(
    table="tal",
    figure="INDEX({{tal.seneste}},{row})",
    said='IF(INDEX({{tal.viser_tallet}},{row})="",INDEX({{tal.bemaerkning}},{row}),'
    "INDEX({{tal.viser_tallet}},{row}))",
    question="INDEX({{tal.spoergsmaal}},{row})",
    goal="INDEX({{gaeldende_maal.niveau}},{goal})",
    due="{{'side.senest'}}&\" \"&INDEX({{gaeldende_maal.senest}},{goal})",
    goal_place="IFERROR(MATCH(INDEX({{tal.noegle}},{row}),{{gaeldende_maal.noegle}},0),0)",
    refused='IF(INDEX({{tal.fortrolig}},{row})="",0,1)',
    agreed="INDEX({{gaeldende_maal.tiltag}},{goal})",
)
_MUNICIPALITYS = Source(
    table="samlet",
    figure="INDEX({{samlet.vist}},{row})",
    said='IF(INDEX({{samlet.vist_i_ord}},{row})="","",INDEX({{samlet.vist_i_ord}},{row}))',
    question="INDEX({{samlet.spoergsmaal}},{row})",
    goal="INDEX({{samlet.maal_vist}},{goal})",
    # A goal that is a change says so, and one that waits for its year's figure.
    due="INDEX({{samlet.maal_status}},{goal})"
    '&IF(LEFT(INDEX({{samlet.maal_status}},{goal}),1)="…",CHAR(10)&{{\'side.venter\'}},"")'
    "&IF(INDEX({{samlet.maaltype}},{goal})={{'side.aendring'}},CHAR(10)&{{'side.aendring'}},\"\")",
    goal_place='IF(INDEX({{samlet.maal_vist}},{row})="",0,{row})',
    refused="0",
    agreed="",
    goal_style="point_strong",
)


def build() -> bytes:
    """Build a school's template and give its bytes; the same bytes each time."""
    book = _book(SCHOOL, "skole", ("faelles.da.toml", f"{SCHOOL}.da.toml"), {"xb_svar": "aar"})
    lists = Lists(book)
    sheet = page(book, book.words["side"]["ark"], row_height=18, writes=True, pages=1)
    _schools_goals(book, lists)
    _schools_figures(book, lists)
    heading(book, sheet, book.words["side"], edition=False)  # its readers are others than the workbook's
    notes(book, sheet, fields=True)
    write_page(book, lists, sheet, _SCHOOLS)
    _finish(book, sheet, "maal_linje")
    parts.field(book, sheet, 0, 14, "skole_navn", "help")
    parts.field(book, sheet, 1, 14, "kilde_linje", "help")
    parts.field(book, sheet, 2, 14, "skoleaar", "help")
    parts.about(book, SCHOOL, VERSION)
    return book.finished()


def build_municipal() -> bytes:
    """Build the municipality's; it holds nothing of a single school."""
    words = ("faelles.da.toml", f"{SCHOOL}.da.toml", f"{MUNICIPALITY}.da.toml")
    return _municipal(MUNICIPALITY, *words)


def build_swedish() -> bytes:
    """Build the municipality's in Swedish."""
    return _municipal(SWEDISH, "faelles.sv.toml", f"{SWEDISH}.sv.toml")


def _municipal(name: str, *words: str) -> bytes:
    book = _book(name, "kommune", words, {})
    lists = Lists(book)
    sheet = page(book, book.words["side"]["ark"], row_height=18, writes=True, pages=1)
    _municipal_figures(book, lists)
    municipal.heading(book, sheet, book.words["side"])
    parts.field(book, sheet, 2, 0, "eksempel", "warning")
    write_page(book, lists, sheet, _MUNICIPALITYS)
    _finish(book, sheet, "maal_linje")
    for row, field in enumerate(("kommune_navn", "skoleaar", "kilde_linje")):
        parts.field(book, sheet, row, 14, field, "help")
    municipal_parts.about(book, name, VERSION, edition=True)
    return book.finished()


def _book(name: str, kind: str, words: Sequence[str], more: Mapping[str, str]) -> Book:
    book = Book(*words)
    book.describe({"xb_skabelon": name, "xb_version": VERSION, "xb_enhed": kind, **more})
    return book


def _finish(book: Book, sheet: Worksheet, line: str) -> None:
    sheet.set_row(LINE, 26)
    parts.field(book, sheet, LINE, 0, line, "must_be_said")
    sheet.set_first_sheet()
    sheet.activate()


def _schools_figures(book: Book, lists: Lists) -> None:
    """Write all the school's figures, in whose order those of the page are chosen: goals first."""
    words = book.words["tal"]
    sheet = page(book, words["ark"], row_height=29)
    heading(book, sheet, words)
    goal = f"IF(COUNTIF({{gaeldende_maal.noegle}},{{noegle}})>0,0,{WITHOUT_GOAL})"
    order = f'ROW()-{TOP + 1}+IF({{fortrolig}}<>"",{NOT_HERE},{goal})'
    columns = [
        Column("pejlemaerke_vist", 18, "group"),
        Column("navn", 36, "name"),
        Column("maaleenhed", 10, "quiet"),
        Column("seneste", 10, "figure_strong", decimals=True),
        Column("viser_tallet", 62, "text"),
        Column("spoergsmaal", 46, "text"),
        Column("bemaerkning", 36, "remark"),
        *(helper(key) for key in ("noegle", "pejlemaerke", "decimaler", "fortrolig")),
        helper("orden", order),
    ]
    made = lists.write(sheet, "tal", TOP, FIGURE_ROWS, columns)
    made.print_and_freeze(head_height=20)
    book.name("liste_tal", sheet, TOP + 1, made.at("navn"), made.bottom)


def _schools_goals(book: Book, lists: Lists) -> None:
    words = book.words["gaeldende_maal"]
    sheet = page(book, words["ark"], row_height=34)
    heading(book, sheet, words)
    columns = [
        Column("pejlemaerke_vist", 18, "group"),
        Column("navn", 36, "name"),
        Column("maaleenhed", 10, "quiet"),
        Column("baseline", 10, "figure_quiet", decimals=True),
        Column("niveau", 10, "figure_strong", decimals=True),
        Column("senest", 12, "quiet"),
        Column("seneste", 10, "figure", decimals=True),
        Column("tiltag", 62, "text"),
        Column("bemaerkning", 36, "remark"),
        *(helper(key) for key in ("noegle", "pejlemaerke", "decimaler")),
    ]
    made = lists.write(sheet, "gaeldende_maal", TOP, GOAL_ROWS, columns)
    # Without a goal the list is empty, and the sheet says that this is why.
    said = '=IF(felt_maal_linje="","",felt_maal_linje)'
    sheet.write_formula(TOP - 2, 0, said, book.style("count"), "")
    made.print_and_freeze(head_height=20)


def _municipal_figures(book: Book, lists: Lists) -> None:
    """Write the municipality's figures; those with a goal come first on the page."""
    words = book.words["samlet"]
    sheet = page(book, words["ark"], row_height=29)
    municipal.heading(book, sheet, words)
    goal = f'IF({{maal_vist}}<>"",0,{WITHOUT_GOAL})'
    columns = [
        Column("pejlemaerke_vist", 18, "group"),
        Column("navn", 36, "name"),
        Column("maaleenhed", 10, "quiet"),
        Column("vist", 10, "figure_strong", decimals=True),
        Column("vist_aar", 11, "quiet"),
        Column("vist_i_ord", 60, "text"),
        Column("maal_vist", 9, "figure"),
        Column("maal_status", 20, "status"),
        Column("spoergsmaal", 46, "text"),
        *(helper(key) for key in ("noegle", "pejlemaerke", "decimaler", "maaltype")),
        helper("orden", f'ROW()-{municipal.TOP + 1}+IF({{vist}}="",{NOT_HERE},{goal})'),
    ]
    made = lists.write(sheet, "samlet", municipal.TOP, FIGURE_ROWS, columns)
    made.print_and_freeze(head_height=20)
    book.name("liste_tal", sheet, municipal.TOP + 1, made.at("navn"), made.bottom)
