"""The template `atagande_kvalitetsplan`: what a school commits itself to for a school year.

The front holds what the report ended with and which areas were chosen; a sheet of figures; then a row a
commitment, the municipality's common ones before the school's own; last year's for comparison.
"""

from __future__ import annotations

from dataclasses import replace

from workbooks.build.atagande.shared import TOP, box, boxes, figures, groups, stretch, writes
from workbooks.build.kit import inputs
from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.lists import Column, List, Lists, Look, helper
from workbooks.build.kit.look import BROWN, CLOSED, GREEN, RED, WHITE, Book, heading, page
from workbooks.build.kit.parts import about, answer, field, front
from xl_beregner.fields.known.commitments import COMMON_ROWS, OWN_ROWS, PLAN, PLAN_TEMPLATE

NAME, VERSION = PLAN_TEMPLATE, "1.0"
_LAST = f"forrige_{PLAN}"
# The year of the figure: an earlier one stands in for one that is hidden or missing.
_OF_YEAR = 'IF({nu}="","",INDEX({tal.aar_seneste},MATCH({matetal},{tal.navn},0)))'
_TEXTS = ("vad", "varfor", "hur", "nar", "vem", "uppfoljning")


def build() -> bytes:
    """Build the template and give its bytes; the same bytes each time."""
    book = Book("faelles.sv.toml", f"{NAME}.sv.toml")
    book.describe({"xb_skabelon": NAME, "xb_version": VERSION, "xb_enhed": "skole", "xb_svar": "aar"})
    lists = Lists(book)
    _front(book)
    _list_of_figures(book, figures(book, lists, "plan_betydelse"))
    _commitments(book, lists)
    _last_year(book, lists)
    about(book, NAME, VERSION)
    return book.finished()


def _front(book: Book) -> None:
    """Write whose plan it is, what the report ended with, the chosen areas, and the check in spring."""
    words = book.words["forside"]
    people = {key: words[key] for key in ("skoleleder", "omraadechef", "plan_deltagare")}
    sheet = front(book, people, {"plan_datum": words["plan_datum"]}, ("tal", PLAN, _LAST, "om"))
    row = boxes(book, sheet, sheet.dim_rowmax + 1, words["utgangspunkt"], words["val"])
    box(book, sheet, row, "plan_slutsats", 74, ("rapport_slutsats", "rapport_slutsats"))
    box(book, sheet, row + 1, "plan_utvecklingsomraden", 92, ("rapport_behov", "rapport_utvecklingsbehov"))
    row = boxes(book, sheet, row + 2, words["avstamning"], words["avstamning_sager"])
    box(book, sheet, row, "plan_avstamning_slutsats", 74)
    key = "plan_avstamning_datum"
    help = words["hjaelp"][key]
    sheet.write_string(row, 0, words["rutor"][key], book.style("term", valign="top"))
    answer(book, sheet, row, 1, key, "input_date", help, inputs.day(book, *help), valign="top")
    sheet.print_area(0, 0, row, 4)


def _list_of_figures(book: Book, made: List) -> None:
    """Name the indicators a commitment can be tied to."""
    book.name("liste_matetal", made.sheet, made.top + 1, made.at("navn"), made.bottom)


def _commitments(book: Book, lists: Lists) -> None:
    """Write a row a commitment: why, what, how, when, who, follow-up, its figure, and the check in spring."""
    words = book.words[PLAN]
    sheet = page(book, words["ark"], row_height=122, writes=True)
    heading(book, sheet, words)
    sheet.write_string(TOP - 2, 0, words["oanvant"], book.style("lead", font_size=10))
    columns = [
        Column("atagande", 20, "status", "formula", 'IF({navn}="",{slags},{slags}&": "&{navn}&{var})'),
        *(writes(book, PLAN, key, width) for key, width in _widths().items()),
        writes(book, PLAN, "matetal", 13.5, "=liste_matetal"),
        Column("nu", 7.5, "figure_strong", "formula", _figure("seneste"), decimals=True),
        Column("osakerhet", 6, "figure_quiet", "formula", _figure("usikkerhed"), decimals=True),
        Column("fran", 10, "quiet", "formula", _OF_YEAR),
        writes(book, PLAN, "avstamning_lage", 12, words["lagen"], _inks(words["lagen"])),
        writes(book, PLAN, "avstamning", 20),
        *(helper(key) for key in ("noegle", "nr", "navn", "ramme", "slags")),
        helper("var", 'IF({ramme}="","",CHAR(10)&"("&{ramme}&")")'),
        helper("decimaler", _figure("decimaler")),
    ]
    made = lists.write(sheet, PLAN, TOP, COMMON_ROWS + OWN_ROWS, _closing(columns), from_top=True)
    groups(book, made, {"vad": "planen", "matetal": "matetal", "avstamning_lage": "avstamning"})
    made.print_and_freeze(30, "atagande")


def _widths() -> dict[str, float]:
    return dict(zip(_TEXTS, (23, 29, 31, 10, 14, 21), strict=True))


def _figure(key: str) -> str:
    """Look a figure of the chosen indicator up: one that is hidden or not there is blank, not 0."""
    found = f"INDEX({{tal.{key}}},MATCH({{matetal}},{{tal.navn}},0))"
    return f'IF({{matetal}}="","",IFERROR(IF(ISNUMBER({found}),{found},""),""))'


def _inks(states: list[str]) -> list[Look]:
    return icon_inks(dict(zip((state[0] for state in states), (GREEN, BROWN, RED), strict=True)))


def _closing(columns: list[Column]) -> list[Column]:
    """Let a row of the school's own close until the one above it is begun: white, so it prints as nothing."""
    first = TOP + 2
    here, above = (stretch(columns, row, "vad", "matetal") for row in (first, first - 1))
    key = stretch(columns, first - 1, "noegle", "noegle").partition(":")[0]
    closed = f'AND(LEFT({key},5)="egen_",COUNTA({here})=0,COUNTA({above})=0)'
    change = {"svar": CLOSED, "formula": {"font_color": WHITE}}
    return [
        replace(column, looks=[(closed, change[column.kind]), *column.looks])
        if column.kind in change and column.style != "help" and not column.decimals
        else column
        for column in columns
    ]


def _last_year(book: Book, lists: Lists) -> None:
    """Write last year's plan as it was written, left out where there is none."""
    sheet = page(book, book.words[_LAST]["ark"], row_height=112)
    heading(book, sheet, book.words[_LAST])
    book.name(f"udelad_{_LAST}", sheet, 0, 0)
    field(book, sheet, TOP - 2, 0, "forrige_linje", "must_be_said")
    columns = [
        Column("navn", 22, "name"),
        *(Column(key, width, "quiet_long") for key, width in _widths().items()),
        Column("matetal", 15, "quiet_long"),
        Column("avstamning_lage", 12, "status"),
        Column("avstamning", 23, "quiet_long"),
        helper("noegle"),
    ]
    lists.write(sheet, _LAST, TOP, 3, columns, from_top=True).print_and_freeze(32)
