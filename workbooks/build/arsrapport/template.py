"""The template `arsrapport`: the administration's yearly report, with all schools' reports and plans in it.

A page for the committee first (``first_page``), then all figures, the common commitments and an
uppföljningsområde at a time, each with the administration's own words. What the schools wrote
(``schools_words``) stands behind, in the confidential edition alone: the others are whole without it.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.arsrapport import first_page, schools_words
from workbooks.build.kit import inputs
from workbooks.build.kit.lists import Column, Lists, helper
from workbooks.build.kit.look import Book, page
from workbooks.build.kit.municipal import TOP, certain, heading
from workbooks.build.kit.municipal_parts import about, front, sources
from workbooks.build.kit.parts import answer, field

NAME, VERSION = "arsrapport", "1.0"

FIGURE_ROWS, THEME_ROWS, DUTY_ROWS = 28, 7, 4
# Rows (from 0) of an area's sheet: the headings of its words, the words, the headings of its figures.
_HEADS, _WORDS, _THEME_TOP = 5, 7, 10
_WORDS_HEIGHT = 220  # points
_DUTY_HEIGHT = 128


def build() -> bytes:
    """Build the template and give its bytes; the same bytes each time."""
    book = Book("faelles.sv.toml", f"{NAME}.sv.toml")
    book.describe({"xb_skabelon": NAME, "xb_version": VERSION, "xb_enhed": "kommune", "xb_svar": "aar"})
    lists = Lists(book)
    first = page(book, book.words["korthet"]["ark"], row_height=20, writes=True, pages=1)
    front(book, {}, opens=False)
    figures = _figures(book, lists)
    _duties(book, lists)
    _area(book, lists)
    schools_words.write(book, lists)
    _returned(book, lists)
    sources(book, lists, FIGURE_ROWS, 27)
    about(book, NAME, VERSION)
    first_page.write(book, first, figures)
    return book.finished()


# --- All figures -------------------------------------------------------------------------------
def _figures(book: Book, lists: Lists) -> first_page.Goals:
    """Write a line a figure with a question beside it; those with a goal have an order."""
    words = book.words["samlet"]
    sheet = page(book, words["ark"], row_height=30)
    heading(book, sheet, words)
    columns = [
        Column("pejlemaerke_vist", 17, "group"),
        Column("navn", 36, "name"),
        Column("maaleenhed", 10, "quiet"),
        *_shown(),
        Column("spoergsmaal", 42, "text"),
        *(helper(key) for key in ("noegle", "pejlemaerke", "decimaler", "maaltype")),
        helper("orden", 'IF({maal_vist}="","",ROW())'),
    ]
    made = lists.write(sheet, "samlet", TOP, FIGURE_ROWS, columns)
    for key, said in (("vist", "kommunen"), ("maal_vist", "maal"), ("spoergsmaal", "samtalet")):
        sheet.write_string(TOP - 1, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    made.print_and_freeze(head_height=20)
    return first_page.Goals(lists)


def _shown() -> list[Column]:
    return [
        Column("vist", 9, "figure_strong", decimals=True),
        Column("vist_interval", 12, "quiet"),
        Column("vist_aar", 10, "quiet"),
        Column("vist_foer", 9, "figure_quiet", decimals=True),
        Column("udvikling", 17, "status", looks=certain()),
        Column("land", 9, "figure_quiet", decimals=True),
        Column("maal_vist", 8, "figure"),
        Column("maal_status", 17, "status", looks=certain()),
    ]


# --- The common commitments, all of them -------------------------------------------------------
def _duties(book: Book, lists: Lists) -> None:
    """Write a row a common commitment, how it went over the schools, and the administration's words on it."""
    words = book.words["faelles_forpligtelser"]
    sheet = page(book, words["ark"], row_height=_DUTY_HEIGHT, writes=True)
    heading(book, sheet, words, line="faelles_forpligtelser_linje")
    columns = [
        Column("navn", 30, "name"),
        Column("ramme", 18, "quiet"),
        Column("billede", 25, "text"),
        Column("tekst", 24, "text"),
        *(
            Column(key, 50, "input_long", "svar", validation=inputs.anything(book, *words["hjaelp"][key]))
            for key in ("analys", "framat")
        ),
        helper("noegle"),
    ]
    made = lists.write(sheet, "faelles_forpligtelser", TOP, DUTY_ROWS, columns)
    sheet.write_string(TOP - 2, 0, words["tecken"], book.style("lead"))
    sheet.write_string(TOP - 1, made.at("analys"), words["gruppe_analys"], book.style("over_group"))
    for row in range(TOP):
        sheet.set_row(row, {0: 30}.get(row, 18))
    made.print_and_freeze(head_height=20)


# --- One uppföljningsområde, bound once for each -----------------------------------------------
def _area(book: Book, lists: Lists) -> None:
    """Write an area's figures, and above them what they show and the administration's words."""
    words = book.words["pejlemaerke_samlet"]
    sheet = page(book, words["ark"], row_height=34, writes=True, pages=1)
    heading(book, sheet, words, title=f'felt_pejlemaerke_navn&" · {words["titel"]} "', line="")
    columns = [
        Column("navn", 42, "name"),
        Column("maaleenhed", 10, "quiet"),
        *(column for column in _shown() if column.key != "vist_aar"),
        Column("spoergsmaal", 42, "text"),
        Column("bemaerkning", 22, "remark"),
        *(helper(key) for key in ("noegle", "decimaler")),
    ]
    made = lists.write(sheet, "pejlemaerke_samlet", _THEME_TOP, THEME_ROWS, columns)
    for key, said in (("vist", "kommunen"), ("maal_vist", "maal"), ("spoergsmaal", "samtalet")):
        style = book.style("over_group")
        sheet.write_string(_THEME_TOP - 1, made.at(key), words[f"gruppe_{said}"], style)
    _area_words(book, sheet, (0, made.at("spoergsmaal"), made.at("bemaerkning")), made.last_printed + 1)
    for row, height in ((4, 6), (_THEME_TOP - 2, 8), (_THEME_TOP - 1, 18), (_THEME_TOP, 20)):
        sheet.set_row(row, height)
    sheet.repeat_rows(_THEME_TOP, _THEME_TOP)
    sheet.set_zoom(90)
    sheet.print_area(0, 0, made.bottom, made.last_printed)


def _area_words(book: Book, sheet: Worksheet, places: tuple[int, int, int], beside: int) -> None:
    """Write the boxes for words, and over the narrow columns between them what the figures show."""
    words = book.words["pejlemaerke_samlet"]
    judged, done, asked = places
    for column in range(asked + 1):
        sheet.write_blank(_HEADS, column, None, book.style("section"))
    heads = ((judged, "analys"), (judged + 1, "viser"), (done, "framat"), (asked, "fraga"))
    for column, key in heads:
        sheet.write_string(_HEADS, column, words[key], book.style("section"))
    sheet.set_row(_HEADS, 22)
    sheet.set_row(_HEADS + 1, 6)
    sheet.set_row(_WORDS, _WORDS_HEIGHT)
    answer(book, sheet, _WORDS, judged, "omrade_analys", "input_page", words["hjaelp"]["analys"])
    sheet.merge_range(_WORDS, judged + 1, _WORDS, done - 1, "", book.style("text", valign="top"))
    shown = '=IF(felt_pejlemaerke_viser_tallene="","",felt_pejlemaerke_viser_tallene)'
    sheet.write_formula(_WORDS, judged + 1, shown, book.style("text", valign="top"), "")
    answer(book, sheet, _WORDS, done, "omrade_framat", "input_page", words["hjaelp"]["framat"])
    sheet.write_string(_WORDS, asked, words["fragor"].strip(), book.style("quiet_long"))
    sheet.write_string(_HEADS, beside, book.words["faelles"]["hjaelp"], book.style("help_over"))
    for column, key in enumerate(("pejlemaerke_navn", "pejlemaerke_viser_tallene"), start=beside):
        field(book, sheet, _WORDS, column, key, "help")


# --- Who has sent what -------------------------------------------------------------------------
def _returned(book: Book, lists: Lists) -> None:
    """Write which of the schools' reports and plans have come home; the schools missing in one edition."""
    words = book.words["indsendt"]
    sheet = page(book, words["ark"], row_height=46)
    heading(book, sheet, words)
    columns = [
        Column("navn", 34, "name"),
        Column("tekst", 22, "text"),
        Column("mangler", 110, "text"),
        helper("noegle"),
    ]
    made = lists.write(sheet, "indsendt", TOP, 2, columns)
    for row in range(TOP):
        sheet.set_row(row, {0: 30}.get(row, 18))
    made.print_and_freeze(head_height=20)
