"""The template `skolerapport_kommune`: the municipality's volume of its schools' reports.

A pejlemærke at a time: the municipality's figures with the administration's words above them, then what
every school wrote, on a sheet of its own that an edition without the schools' words leaves out. Both are
bound once a pejlemærke; the report of one school is ``skolerapport``.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.lists import Column, Lists, helper
from workbooks.build.kit.look import Book, page
from workbooks.build.kit.municipal import TOP, certain, heading
from workbooks.build.kit.municipal_parts import about, front, sources
from workbooks.build.kit.parts import answer, field

NAME, VERSION = "skolerapport_kommune", "1.0"

FIGURE_ROWS, THEME_ROWS, WORD_ROWS = 13, 4, 8
# Rows (from 0) of a pejlemærke's sheet: the headings of its words, the words, the headings of its figures.
_HEADS, _WORDS, _THEME_TOP = 6, 8, 11
_WORDS_HEIGHT = 220  # points


def build() -> bytes:
    """Build the template and give its bytes; the same bytes each time."""
    book = Book("faelles.da.toml", f"{NAME}.da.toml")
    book.describe({"xb_skabelon": NAME, "xb_version": VERSION, "xb_enhed": "kommune"})
    lists = Lists(book)
    front(book, {"samlet_vurdering": (150, "udvikling_overskrift"), "opfoelgning": (100, "maal_kort")})
    _overview(book, lists)
    _theme(book, lists)
    _schools_words(book, lists)
    sources(book, lists, FIGURE_ROWS, 27)
    about(book, NAME, VERSION)
    return book.finished()


def _overview(book: Book, lists: Lists) -> None:
    """Write the municipality's figures, a line each, and how many goals the schools have agreed on."""
    words = book.words["samlet"]
    sheet = page(book, words["ark"], row_height=26)
    heading(book, sheet, words, line="maal_linje")
    columns = [
        Column("pejlemaerke_vist", 22, "group"),
        Column("navn", 38, "name"),
        Column("maaleenhed", 10, "quiet"),
        *_figures(),
        Column("aftalt", 9, "count_figure"),
        Column("naaet", 9, "count_figure"),
        *(helper(key) for key in ("noegle", "pejlemaerke", "decimaler")),
    ]
    made = lists.write(sheet, "samlet", TOP, FIGURE_ROWS, columns)
    for key, said in (("vist", "kommunen"), ("maal_vist", "maal"), ("aftalt", "skolernes")):
        sheet.write_string(TOP - 1, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    made.print_and_freeze(head_height=32)


def _figures() -> list[Column]:
    return [
        Column("vist", 10, "figure_strong", decimals=True),
        Column("vist_interval", 13, "quiet"),
        Column("vist_aar", 10.5, "quiet"),
        Column("vist_foer", 10, "figure_quiet", decimals=True),
        Column("udvikling", 22, "status", looks=certain()),
        Column("land", 10, "figure_quiet", decimals=True),
        Column("maal_vist", 9, "figure"),
        Column("maal_status", 20, "status", looks=certain()),
    ]


# --- A pejlemærke's sheets ---------------------------------------------------------------------
def _theme(book: Book, lists: Lists) -> None:
    """Write the figures of a pejlemærke, and above them the administration's words."""
    words = book.words["pejlemaerke_samlet"]
    sheet = page(book, words["ark"], row_height=48, writes=True)
    _theme_heading(book, sheet, words, "pejlemaerke_maal_linje")
    columns = [
        Column("navn", 31, "name"),
        Column("maaleenhed", 9, "quiet"),
        Column("vist", 9.5, "figure_strong", decimals=True),
        Column("vist_interval", 13, "quiet"),
        Column("vist_foer", 9.5, "figure_quiet", decimals=True),
        Column("udvikling", 18, "status", looks=certain()),
        Column("land", 9.5, "figure_quiet", decimals=True),
        Column("maal_vist", 8, "figure"),
        Column("maal_status", 17, "status", looks=certain()),
        Column("bemaerkning", 38, "remark"),
        Column("spoergsmaal", 44, "text"),
        *(helper(key) for key in ("noegle", "decimaler")),
    ]
    made = lists.write(sheet, "pejlemaerke_samlet", _THEME_TOP, THEME_ROWS, columns)
    for key, said in (("vist", "kommunen"), ("maal_vist", "maal"), ("spoergsmaal", "samtalen")):
        style = book.style("over_group")
        sheet.write_string(_THEME_TOP - 1, made.at(key), words[f"gruppe_{said}"], style)
    _words(book, sheet, (made.at("bemaerkning"), made.at("spoergsmaal")), made.last_printed + 1)
    for row, height in ((_THEME_TOP - 2, 8), (_THEME_TOP - 1, 18), (_THEME_TOP, 32)):
        sheet.set_row(row, height)
    sheet.repeat_rows(_THEME_TOP, _THEME_TOP)
    sheet.set_zoom(90)
    sheet.print_area(0, 0, made.bottom, made.last_printed)


def _words(book: Book, sheet: Worksheet, answers: tuple[int, int], beside: int) -> None:
    """Write the row of words: what the schools say, what the figures show, the administration's words.

    The sheet's own cells out of print are at ``beside``; what the figures show is repeated from there
    over the narrow columns of figures.
    """
    words = book.words["pejlemaerke_samlet"]
    judged, done = answers
    for column in range(done + 1):
        sheet.write_blank(_HEADS, column, None, book.style("section"))
    for column, key in ((0, "skolerne"), (1, "viser"), (judged, "vurdering"), (done, "indsatser")):
        sheet.write_string(_HEADS, column, words[key], book.style("section"))
    sheet.set_row(_HEADS, 22)
    sheet.set_row(_HEADS + 1, 6)
    sheet.set_row(_WORDS, _WORDS_HEIGHT)
    style = book.style("text", valign="top")
    schools = '=IF(felt_pejlemaerke_ord_linje="","",felt_pejlemaerke_ord_linje)'
    sheet.write_formula(_WORDS, 0, schools, book.style("quiet", valign="top", font_size=11), "")
    sheet.merge_range(_WORDS, 1, _WORDS, judged - 1, "", style)
    shown = '=IF(felt_pejlemaerke_viser_tallene="","",felt_pejlemaerke_viser_tallene)'
    sheet.write_formula(_WORDS, 1, shown, style, "")
    for column, key in ((judged, "vurdering"), (done, "indsatser")):
        answer(book, sheet, _WORDS, column, f"forvaltningens_{key}", "input_page", words["hjaelp"][key])
    sheet.write_string(_HEADS, beside, book.words["faelles"]["hjaelp"], book.style("help_over"))
    fields = ("pejlemaerke_navn", "pejlemaerke_ord_linje", "pejlemaerke_viser_tallene")
    for column, key in enumerate(fields, start=beside):
        field(book, sheet, _WORDS, column, key, "help")


def _schools_words(book: Book, lists: Lists) -> None:
    """Write what every school wrote on the pejlemærke, word for word, a row a school."""
    words = book.words["pejlemaerke_ord"]
    sheet = page(book, words["ark"], row_height=100)
    _theme_heading(book, sheet, words)
    columns = [
        Column("skole", 34, "group", looks=()),
        Column("vurdering", 80, "text"),
        Column("indsatser", 80, "text"),
        *(helper(key) for key in ("noegle", "pejlemaerke")),
    ]
    made = lists.write(sheet, "pejlemaerke_ord", TOP, WORD_ROWS, columns)
    for row in range(TOP):
        sheet.set_row(row, {0: 30}.get(row, 18))
    made.print_and_freeze(head_height=20, beside="skole")


def _theme_heading(book: Book, sheet: Worksheet, words: dict[str, str], line: str = "") -> None:
    title = f'felt_pejlemaerke_navn&" · {words["titel"]} "'
    heading(book, sheet, words, title=title, line=line)
