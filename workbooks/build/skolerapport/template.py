"""The template `skolerapport`: what the figures show of each pejlemærke, and what the school says of it.

A sheet a pejlemærke, eight of them, left out where a school has fewer; the words stand above the figures,
because nothing can stand below a list that grows. The municipality's volume of the schools' reports is
``municipal``.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.lists import Column, Lists, Look, helper
from workbooks.build.kit.look import GREEN, GREY, RED, Book, heading, notes, page
from workbooks.build.kit.parts import about, answer, field, front, section
from xl_beregner.fields.known.themes import PLACES

NAME, VERSION = "skolerapport", "1.0"

# Rows the lists are built with; a fill gives each list its own number.
ROWS, FIGURE_ROWS = 5, 13
# Rows (from 0) of a pejlemærke's sheet: the headings of its words, the words, the headings of its figures.
_HEADS, _WORDS, _TOP = 5, 7, 10
_WORDS_HEIGHT, _DESCRIPTION_HEIGHT = 246, 150  # points
FIGURES_TOP = 7

INKS: tuple[Look, ...] = tuple(
    (f'LEFT({{cell}},1)="{icon}"', {"font_color": ink})
    for icon, ink in (("▲", GREEN), ("▼", RED), ("≈", GREY), ("?", GREY))
)


def build() -> bytes:
    """Build the template and give its bytes; the same bytes each time."""
    book = Book("faelles.da.toml", f"{NAME}.da.toml")
    properties = {"xb_skabelon": NAME, "xb_version": VERSION, "xb_enhed": "skole", "xb_svar": "aar"}
    book.describe(properties)
    lists = Lists(book)
    _front(book)
    _overview(book, lists)
    for place in PLACES:
        _theme(book, lists, place)
    about(book, NAME, VERSION)
    return book.finished()


def _front(book: Book) -> None:
    """Write whose report it is, how it is used, and the place for the school's description of itself."""
    words = book.words["forside"]
    sheet = front(
        book,
        {"skoleleder": words["skoleleder"]},
        {"rapport_dato": words["rapport_dato"]},
        ("noegletal", "om"),
    )
    source = sheet.dim_rowmax
    top = source + 1
    section(book, sheet, top, words["beskrivelse"])
    section(book, sheet, top, words["beskrivelse_skriv"], first=3)
    sheet.set_row(top + 1, _DESCRIPTION_HEIGHT)
    sheet.write_string(top + 1, 0, words["beskrivelse_sidst"], book.style("term", valign="top"))
    field(book, sheet, top + 1, 1, "forrige_skolens_beskrivelse", "quiet", valign="top")
    sheet.write_string(top + 1, 3, words["beskrivelse_spoergsmaal"], book.style("term", valign="top"))
    answer(book, sheet, top + 1, 4, "skolens_beskrivelse", "input_page", words["hjaelp_beskrivelse"])
    sheet.print_area(0, 0, top + 1, 4)


def _overview(book: Book, lists: Lists) -> None:
    """Write all the school's figures once, a line each, with the sheet that tells more."""
    words = book.words["tal"]
    sheet = page(book, words["ark"], row_height=22, pages=1)
    heading(book, sheet, words)
    columns = [
        Column("pejlemaerke_vist", 22, "group"),
        Column("pejlemaerke_nr", 11, "quiet"),
        Column("navn", 38, "name"),
        Column("maaleenhed", 11, "quiet"),
        Column("seneste", 11, "figure_strong", decimals=True),
        Column("usikkerhed", 9, "figure_quiet", decimals=True),
        Column("aar_seneste", 12, "quiet"),
        Column("forrige", 11, "figure_quiet", decimals=True),
        Column("udvikling", 26, "status", looks=INKS),
        Column("kommune", 12, "figure_quiet", decimals=True),
        Column("land", 11, "figure_quiet", decimals=True),
        *(helper(key) for key in ("noegle", "pejlemaerke", "decimaler")),
    ]
    made = lists.write(sheet, "tal", FIGURES_TOP, FIGURE_ROWS, columns)
    for key, said in (("seneste", "skolen"), ("kommune", "andre")):
        sheet.write_string(FIGURES_TOP - 1, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    made.print_and_freeze(head_height=32)


# --- A pejlemærke's sheet ----------------------------------------------------------------------
def _theme(book: Book, lists: Lists, place: int) -> None:
    words = book.words["pejlemaerke"]
    table = f"pejlemaerke_{place}"
    sheet = page(book, words["ark"].format(nummer=place), row_height=32, writes=True)
    _heading(book, sheet, table)
    book.name(f"udelad_{table}", sheet, 0, 0)
    # The lists differ by their number alone, and so do their words.
    book.words[f"{table}_tal"] = {**book.words["pejlemaerke_tal"], "titel": words["ark"].format(nummer=place)}
    made = lists.write(sheet, f"{table}_tal", _TOP, ROWS, _columns())
    for key, said in (("seneste", "skolen"), ("kommune", "andre"), ("spoergsmaal", "samtalen")):
        text = book.words["pejlemaerke_tal"][f"gruppe_{said}"]
        sheet.write_string(_TOP - 1, made.at(key), text, book.style("over_group"))
    judged, done = made.at("bemaerkning"), made.at("spoergsmaal")
    _words(book, sheet, table, (judged, done), made.last_printed + 1)
    sheet.set_row(_TOP - 2, 8)
    sheet.set_row(_TOP - 1, 18)
    sheet.set_row(_TOP, 32)
    sheet.repeat_rows(_TOP, _TOP)
    sheet.set_zoom(90)
    sheet.print_area(0, 0, made.bottom, made.last_printed)


def _columns() -> list[Column]:
    return [
        Column("navn", 31, "name"),
        Column("maaleenhed", 9.5, "quiet"),
        Column("seneste", 9.5, "figure_strong", decimals=True),
        Column("usikkerhed", 8, "figure_quiet", decimals=True),
        Column("aar_seneste", 10.5, "quiet"),
        Column("forrige", 9.5, "figure_quiet", decimals=True),
        Column("udvikling", 17, "status", looks=INKS),
        Column("kommune", 10, "figure_quiet", decimals=True),
        Column("land", 9.5, "figure_quiet", decimals=True),
        Column("reference", 10, "figure_quiet", decimals=True),
        Column("bemaerkning", 38, "remark"),
        Column("spoergsmaal", 44, "text"),
        *(helper(key) for key in ("noegle", "decimaler")),
    ]


def _heading(book: Book, sheet: Worksheet, table: str) -> None:
    words = book.words["pejlemaerke"]
    name = f"felt_{table}__navn"
    sheet.set_row(0, 30)
    sheet.write_formula(0, 0, f'=IF({name}="","",{name})', book.style("title"), "")
    sheet.set_row(1, 18)
    lead = f'=felt_skole_navn&" · {words["titel"]} "&felt_skoleaar&". {words["ledetekst"]}"'
    sheet.write_formula(1, 0, lead, book.style("lead"), "")
    notes(book, sheet)
    sheet.set_row(4, 15)
    after = '&IF(felt_udgave="","","   ·   "&felt_udgave)'
    said = f'=IF(felt_kilde_linje="","",felt_kilde_linje{after})'
    sheet.write_formula(4, 0, said, book.style("source"), "")


def _words(book: Book, sheet: Worksheet, table: str, answers: tuple[int, int], beside: int) -> None:
    """Write the row of words: last year's actions, what the figures show, judgement and actions now.

    The list's own cells out of print are at ``beside``; what the figures show is repeated from there
    over the narrow columns of figures.
    """
    words, help = book.words["pejlemaerke"], book.words["pejlemaerke"]["hjaelp"]
    judged, done = answers
    for column in range(done + 1):
        sheet.write_blank(_HEADS, column, None, book.style("section"))
    for column, key in ((0, "sidst"), (1, "viser"), (judged, "vurdering"), (done, "indsatser")):
        sheet.write_string(_HEADS, column, words[key], book.style("section"))
    sheet.set_row(_HEADS, 22)
    sheet.set_row(_HEADS + 1, 6)
    sheet.set_row(_WORDS, _WORDS_HEIGHT)
    _column(book, sheet, table, 0, "forrige_indsatser", "quiet", valign="top", font_size=11)
    shown = f'=IF(felt_{table}__viser_tallene="","",felt_{table}__viser_tallene)'
    style = book.style("text", valign="top")
    sheet.merge_range(_WORDS, 1, _WORDS, judged - 1, "", style)
    sheet.write_formula(_WORDS, 1, shown, style, "")
    for column, key in ((judged, "vurdering"), (done, "indsatser")):
        sheet.write_blank(_WORDS, column, None, book.style("input_page"))
        book.name(f"svar_{table}__{key}", sheet, _WORDS, column)
        takes = inputs.anything(book, *help[key])
        sheet.data_validation(_WORDS, column, _WORDS, column, dict(takes))
    sheet.write_string(_HEADS, beside, book.words["faelles"]["hjaelp"], book.style("help_over"))
    for column, key in enumerate(("noegle", "navn", "viser_tallene"), start=beside):
        _column(book, sheet, table, column, key, "help")


def _column(
    book: Book, sheet: Worksheet, table: str, column: int, key: str, style: str, **look: object
) -> None:
    sheet.write_blank(_WORDS, column, None, book.style(style, **look))
    book.name(f"felt_{table}__{key}", sheet, _WORDS, column)
