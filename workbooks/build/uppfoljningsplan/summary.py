"""The page of all forms in `uppfoljningsplan`: what surely moved and what stands out, first in words.

Below stand all figures, a line each; above them the head teacher's judgement, last year's beside it.
Upright, so that all of it stands on one page in letters that can be read.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.lists import Column, List, Lists, helper
from workbooks.build.kit.look import Book, heading, page
from workbooks.build.kit.parts import answer, field, section
from workbooks.build.uppfoljningsplan.form_sheet import INKS, SMALL, source, spread
from xl_beregner.fields.known.forms import TOGETHER

ROWS = 12  # rows the list is built with
_WORDS, _JUDGED, _LINE, TOP = 6, 8, 9, 12
# Points: five lines of what stands out, 400 characters of a judgement, and a line of the table.
_WORDS_HEIGHT, _JUDGED_HEIGHT, _ROW_HEIGHT = 76, 126, 26
_NAME, _RIGHT = 2, 3  # the columns of the judgement, and of what stands right of it
_HELPERS = ("noegle", "skoleform_vist", "navn", "maaleenhed", "decimaler", "skoleform_nr")
# Filled once here, out of print, and repeated over several columns here and on other sheets.
_FILLED = (
    "udvikling_i_ord", "lignende_i_ord", "forrige_rektors_samlade_bedomning", "lignende_linje", "aar_1",
    "aar_2", "aar_3", "forrige_linje",
)  # fmt: skip


def summary(book: Book, lists: Lists) -> List:
    """Write the page."""
    words = book.words[TOGETHER]
    sheet = page(book, words["ark"], row_height=_ROW_HEIGHT, writes=True, pages=1)
    sheet.set_portrait()
    heading(book, sheet, words, source=False)
    source(book, sheet)
    made = lists.write(sheet, TOGETHER, TOP, ROWS, _columns())
    last = made.last_printed
    for row, name in enumerate(_FILLED):
        field(book, sheet, row, last + 1, name, "help")
    _in_words(book, sheet, last)
    _judgement(book, sheet, last)
    spread(book, sheet, _LINE, (0, last), "lignende_linje", 28, "plain", font_size=SMALL)
    sheet.set_row(TOP - 2, 18)
    field(book, sheet, TOP - 2, 0, "tal_linje", "source", font_size=SMALL)
    for key, said in (("seneste", "skolan"), ("mod_kommunen", "andra")):
        sheet.write_string(TOP - 1, made.at(key), words[f"grupp_{said}"], book.style("over_group"))
    sheet.set_row(TOP - 1, 18)
    sheet.set_row(TOP, 32)
    sheet.repeat_rows(TOP, TOP)
    sheet.set_zoom(90)
    sheet.print_area(0, 0, made.bottom, last)
    return made


def _columns() -> list[Column]:
    sheet = 'IF({skoleform_nr}="","",{\'skolform.blad\'}&{skoleform_nr})'
    form = 'IF({skoleform_vist}="","",{skoleform_vist}&CHAR(10)&' + sheet + ")"
    measure = 'IF({maaleenhed}="",{navn},{navn}&" ("&{maaleenhed}&")")'
    # Why it is blank has many words: they stand on the form's own sheet.
    blank = 'IF({seneste}="",{\'skoleformer_tal.ingen_siffra\'},"")'
    return [
        Column("form_vist", 16.5, "group", "formula", form),
        Column("rolle", 7.5, "quiet"),
        Column("matetal", 45, "status", "formula", 'IF({navn}="","",' + measure + "&" + blank + ")"),
        Column("seneste", 9.5, "figure_strong", decimals=True),
        Column("usikkerhed", 8.5, "figure_quiet", decimals=True),
        Column("aar_seneste", 10, "quiet"),
        Column("udvikling", 16.4, "status", looks=INKS),
        Column("mod_kommunen", 16.4, "status", looks=INKS),
        Column("mod_lignende", 16.4, "status", looks=INKS),
        *(helper(key) for key in _HELPERS),
    ]  # fmt: skip


def _in_words(book: Book, sheet: Worksheet, last: int) -> None:
    """Write what has moved and what stands out, before any table."""
    words = book.words[TOGETHER]
    sheet.set_row(_WORDS - 1, 22)
    section(book, sheet, _WORDS - 1, words["rort"], _RIGHT)
    section(book, sheet, _WORDS - 1, words["sticker_ut"], last - _RIGHT + 1, _RIGHT)
    spread(book, sheet, _WORDS, (0, _NAME), "udvikling_i_ord", _WORDS_HEIGHT, "text", indent=0)
    spread(book, sheet, _WORDS, (_RIGHT, last), "lignende_i_ord", _WORDS_HEIGHT, "text")


def _judgement(book: Book, sheet: Worksheet, last: int) -> None:
    """Write the place for the judgement of the whole, the question beside it, and last year's."""
    words = book.words[TOGETHER]
    sheet.set_row(_JUDGED - 1, 22)
    section(book, sheet, _JUDGED - 1, words["bedomning"], _RIGHT)
    section(book, sheet, _JUDGED - 1, words["bedomning_forra"], last - _RIGHT + 1, _RIGHT)
    asked = book.style("text", indent=0)
    sheet.merge_range(_JUDGED, 0, _JUDGED, _NAME - 1, words["bedomning_fraga"], asked)
    help = words["hjaelp"]["bedomning"]
    answer(book, sheet, _JUDGED, _NAME, "rektors_samlade_bedomning", "input_long", help, font_size=11)
    name, height = "forrige_rektors_samlade_bedomning", _JUDGED_HEIGHT
    spread(book, sheet, _JUDGED, (_RIGHT, last), name, height, "quiet", valign="top", font_size=11)
