"""The sheet of `bedoemmerenighed` for what the seminar came to, and the measures of earlier ones.

The measures are copied by hand, since a formula's value is nobody's answer; next year they stand below.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.build.bedoemmerenighed.results import RESULT_TOP, at
from workbooks.build.kit import inputs
from workbooks.build.kit.look import Book, heading, page
from workbooks.build.kit.parts import answer, field, section

SEMINARS = 3
LOG = ("dato", "materiale", "par", "ens", "inden_for_et", "kappa")
_WIDTHS = (32, 14, 86, 10, 12, 14, 12)
_INPUTS = {
    "dato": "input_date", "materiale": "input_long", "par": "input_figure", "ens": "input_chance",
    "inden_for_et": "input_chance", "kappa": "input_figure",
}  # fmt: skip
_SHOWN = {
    "dato": "fact_date", "materiale": "quiet_long", "par": "count_figure", "ens": "share",
    "inden_for_et": "share", "kappa": "share",
}  # fmt: skip
_SHAPES = {"par": "0", "kappa": '0.00;"−"0.00;0.00'}
# The measures of the first pair as they stand now, by the log's column.
_NOW = {"par": "antal", "ens": "ens", "inden_for_et": "et", "kappa": "kappa"}
_BOXES = {"saa_vi": 90, "enige_om": 90, "naeste": 64}
_TOP = 4
NOW = _TOP + len(_BOXES) + 5  # the row (from 0) of those measures


def seminar(book: Book) -> None:
    """Write the notes, the year's log of seminars, and last year's."""
    words = book.words["seminar"]
    sheet = page(book, words["ark"], row_height=20, writes=True, pages=1)
    heading(book, sheet, words, source=False, indicators=False)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    row = _notes(book, sheet, _TOP)
    row = _log(book, sheet, row + 2)
    row = _earlier(book, sheet, row + 2)
    sheet.print_area(0, 0, row, len(LOG))


def _notes(book: Book, sheet: Worksheet, row: int) -> int:
    words = book.words["seminar"]
    for key, height in _BOXES.items():
        row += 1
        sheet.set_row(row, height)
        sheet.write_string(row, 0, words[key], book.style("term_strong", valign="top", bottom=0))
        help = words["hjaelp"][key]
        answer(book, sheet, row, 2, f"seminar_{key}", "input_long", help, font_size=11)
    row += 1
    sheet.set_row(row, 22)
    help = words["hjaelp"]["naeste_dato"]
    sheet.write_string(row, 0, words["naeste_dato"], book.style("term_strong", bottom=0))
    answer(book, sheet, row, 1, "seminar_naeste_dato", "input_date", help, inputs.day(book, *help))
    return row


def _log(book: Book, sheet: Worksheet, row: int) -> int:
    """Write the measures as they are now, and below them a yellow row for each seminar of the year."""
    words = book.words["seminar"]
    _heads(book, sheet, row, words["log"], "")
    row += 2
    sheet.write_string(row, 0, words["nu"], book.style("term"))
    sheet.write_blank(row, 1, None, book.style("quiet"))
    # Whose they are: of several pairs one stands here.
    results = f"'{book.words['resultat']['ark']}'!"
    texts, pair = (
        f"{results}{xl_rowcol_to_cell(RESULT_TOP + 1, at(key), row_abs=True, col_abs=True)}"
        for key in ("antal", "par")
    )
    sheet.write_formula(row, 2, f'=IF({texts}="","",{pair})', book.style("quiet"), "")
    for column, key in enumerate(LOG, start=1):
        if key in _NOW:
            cell = xl_rowcol_to_cell(RESULT_TOP + 1, at(_NOW[key]), row_abs=True, col_abs=True)
            cell = f"'{book.words['resultat']['ark']}'!{cell}"
            shape = {"num_format": _SHAPES[key]} if key in _SHAPES else {}
            style = book.style(_SHOWN[key], **shape)
            sheet.write_formula(row, column, f'=IF({cell}="","",{cell})', style, "")
    for number, said in enumerate(words["rakker"], start=1):
        row += 1
        sheet.set_row(row, 34)
        sheet.write_string(row, 0, said, book.style("term"))
        for column, key in enumerate(LOG, start=1):
            help = words["hjaelp"][key]
            takes = {
                "dato": inputs.day, "par": inputs.number, "kappa": inputs.number,
                "ens": inputs.share, "inden_for_et": inputs.share,
            }.get(key, inputs.anything)  # fmt: skip
            shape = {"num_format": _SHAPES[key]} if key in _SHAPES else {}
            name = f"seminar_{number}_{key}"
            answer(book, sheet, row, column, name, _INPUTS[key], help, takes(book, *help), **shape)
    return row


def _earlier(book: Book, sheet: Worksheet, row: int) -> int:
    """Write last year's seminars, and what was agreed on then."""
    words = book.words["seminar"]
    _heads(book, sheet, row, words["sidst"], "forrige_")
    field(book, sheet, row, 2, "forrige_linje", "section", font_size=10)
    row += 1
    for number, said in enumerate(words["rakker"], start=1):
        row += 1
        sheet.set_row(row, 34)
        sheet.write_string(row, 0, said, book.style("term"))
        for column, key in enumerate(LOG, start=1):
            shape = {"num_format": _SHAPES[key]} if key in _SHAPES else {}
            field(book, sheet, row, column, f"forrige_seminar_{number}_{key}", _SHOWN[key], **shape)
    row += 1
    sheet.set_row(row, 76)
    sheet.write_string(row, 0, words["sidste_enige"], book.style("term", valign="top"))
    field(book, sheet, row, 2, "forrige_seminar_enige_om", "quiet_long")
    return row


def _heads(book: Book, sheet: Worksheet, row: int, title: str, prefix: str) -> None:
    words = book.words["seminar"]["kolonner"]
    section(book, sheet, row, title, len(LOG) + 1)
    sheet.set_row(row, 26)
    sheet.set_row(row + 1, 32)
    sheet.write_blank(row + 1, 0, None, book.style("head_first"))
    for column, key in enumerate(LOG, start=1):
        style = "head" if key in ("dato", "materiale") else "head_right"
        sheet.write_string(row + 1, column, words[f"{prefix}{key}"], book.style(style))
