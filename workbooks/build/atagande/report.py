"""The template `atagande_kvalitetsrapport`: what came of last year's commitments, and why.

Each commitment of the last plan stands with its figure beside this year's words on it; then the school's
figures, and the analysis: what the results say of teaching and organisation, and what is needed next.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.atagande.shared import TOP, box, boxes, figures, groups, writes
from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.lists import Column, Lists, helper
from workbooks.build.kit.look import BROWN, GREEN, GREY, RED, Book, heading, page
from workbooks.build.kit.parts import about, answer, field, front, section
from xl_beregner.fields.known.commitments import LAST, LINE, REPORT_TEMPLATE

NAME, VERSION = REPORT_TEMPLATE, "1.0"
_ROWS = 5
_BOX = 98  # points of an answer in the analysis
# The indicator, and below it how it moved or why no figure stands beside it.
_WHY = 'IFERROR(INDEX(felt_tal__bemaerkning,MATCH({indikator},felt_tal__navn,0)),"")'
_UNTOLD = f'IF({{seneste}}="",IF({_WHY}="","",CHAR(10)&{_WHY}),"")'
# A figure of an earlier year stands in for one that is hidden or missing: "now" must not be said of it.
_OLD = (
    'IF(OR({seneste}="",{aar_seneste}=felt_seneste_skoleaar),"",'
    "CHAR(10)&{'sidste_forpligtelser.fran'}&{aar_seneste})"
)
_MEASURED = (
    f'IF({{indikator}}="","",{{indikator}}&IF({{udvikling}}="",{_UNTOLD},CHAR(10)&{{udvikling}})&{_OLD})'
)
# The arrow stands below a name here, not first in its cell.
_MOVED = [
    (f'ISNUMBER(FIND("{mark}",{{cell}}))', {"font_color": ink}) for mark, ink in (("▲", GREEN), ("▼", RED))
]


def build() -> bytes:
    """Build the template and give its bytes; the same bytes each time."""
    book = Book("faelles.sv.toml", f"{NAME}.sv.toml")
    book.describe({"xb_skabelon": NAME, "xb_version": VERSION, "xb_enhed": "skole", "xb_svar": "aar"})
    lists = Lists(book)
    _front(book)
    _commitments(book, lists)
    _title(book, figures(book, lists, "rapport_kommentar").sheet, "tal")
    _analysis(book)
    about(book, NAME, VERSION)
    return book.finished()


def _title(book: Book, sheet: Worksheet, key: str) -> None:
    """Name the school year that is reported on: the one before the workbook's own."""
    title = f'=felt_skole_navn&" · {book.words[key]["titel"]} "&felt_seneste_skoleaar'
    sheet.write_formula(0, 0, title, book.style("title"), "")


def _front(book: Book) -> None:
    """Write whose report it is, and the box that is written last and read first."""
    words = book.words["forside"]
    people = {key: words[key] for key in ("skoleleder", "omraadechef", "rapport_deltagare")}
    sheet = front(book, people, {"rapport_datum": words["rapport_datum"]}, (LAST, "tal", "analys", "om"))
    row = sheet.dim_rowmax + 1
    sheet.write_string(row, 0, words["om_aret"], book.style("term"))
    field(book, sheet, row, 1, "seneste_skoleaar", "fact")
    row = boxes(book, sheet, row + 1, words["forra"], words["viktigast"])
    box(book, sheet, row, "rapport_slutsats", 180, ("forra_slutsats", "forrige_rapport_slutsats"))
    sheet.print_area(0, 0, row, 4)


def _commitments(book: Book, lists: Lists) -> None:
    """Write a row a commitment of last year: plan and figure, then what was done and what came of it."""
    words = book.words[LAST]
    sheet = page(book, words["ark"], row_height=150, writes=True)
    heading(book, sheet, words)
    _title(book, sheet, LAST)
    field(book, sheet, TOP - 2, 0, LINE, "must_be_said")
    reached = icon_inks(dict(zip((one[0] for one in words["nadda"]), (GREEN, BROWN, RED, GREY), strict=True)))
    columns = [
        Column("atagande", 20, "status", "formula", 'IF({navn}="",{slags},{slags}&": "&{navn})'),
        Column("plan", 32, "quiet"),
        Column("matt", 18, "status", "formula", _MEASURED, looks=_MOVED),
        Column("forrige", 8, "figure_quiet", decimals=True),
        Column("seneste", 8, "figure_strong", decimals=True),
        Column("usikkerhed", 6.5, "figure_quiet", decimals=True),
        writes(book, LAST, "gjort", 29),
        writes(book, LAST, "utfall", 27),
        writes(book, LAST, "nadd", 11, words["nadda"], reached),
        writes(book, LAST, "analys", 30),
        writes(book, LAST, "vidare", 27),
        *(
            helper(key)
            for key in ("noegle", "nr", "navn", "slags", "decimaler", "indikator", "udvikling", "aar_seneste")
        ),
    ]
    made = lists.write(sheet, LAST, TOP, _ROWS, columns, from_top=True)
    groups(book, made, {"plan": "planen", "matt": "matetal", "gjort": "rapport"})
    made.print_and_freeze(30, "atagande")


def _analysis(book: Book) -> None:
    """Write the questions of the analysis, last year's answers beside."""
    words = book.words["analys"]
    sheet = page(book, words["ark"], row_height=20, writes=True, pages=1)
    heading(book, sheet, words, source=False)
    _title(book, sheet, "analys")
    for column, width in enumerate((38, 100, 52)):
        sheet.set_column(column, column, width)
    sheet.set_zoom(90)
    field(book, sheet, 4, 2, "forrige_linje", "source")
    row = 4
    for part, questions in words["fragor"].items():
        row += 1
        sheet.set_row(row, 26)
        section(book, sheet, row, words[part], 3)
        sheet.write_string(row, 2, words["forra"], book.style("section", font_size=10))
        row += 1
        sheet.set_row(row, 5)
        for key, asked in questions.items():
            row += 1
            sheet.set_row(row, _BOX)
            sheet.write_string(row, 0, asked, book.style("fact", indent=0, valign="top"))
            answer(book, sheet, row, 1, key, "input_long", words["hjaelp"][key], font_size=11)
            field(book, sheet, row, 2, f"forrige_{key}", "quiet_long")
    sheet.print_area(0, 0, row, 2)
