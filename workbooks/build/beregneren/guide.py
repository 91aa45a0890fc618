"""The last sheets of `beregneren`: "Vejledning" on one page, and "Om tallene".

Both are words and facts; all of them stand in ``words/beregneren_klasse.da.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.worksheet import Worksheet

from workbooks.build.beregneren.parts import class_title, over, portrait, section
from workbooks.build.kit.look import BLUE, Book

_WIDTHS = (5.0, 31, 43, 43)
_LAST = 3
_LINE = 14.5  # points of a line of text
_ABOUT_WIDTHS = (30.0, 96.0)
# The scalars told on "Om tallene", with the style of each.
_FACTS = {
    "kommune_navn": "fact",
    "skole_nr": "fact",
    "kilde": "fact",
    "hentet": "fact_date",
    "kilde_linje": "fact",
    "udgave": "fact",
    "antal_elever": "fact",
    "norm_linje": "fact",
    "omsaetning_linje": "fact",
    "maalefejl_dnt_sd": "fact",
    "konfidens_pct": "fact",
    "mindst_antal": "fact",
}
_HIGH = {"norm_linje": 62.0, "omsaetning_linje": 62.0}


def guide_sheet(book: Book) -> None:
    """Write the guide: what to do, what the words mean, what to do when a row is refused."""
    words = book.words["vejledning"]
    sheet = portrait(book, words, row_height=16)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, words["titel"], book.style("title"))
    sheet.set_row(1, 20)
    sheet.write_string(1, 0, words["ledetekst"], book.style("lead"))
    row = _steps(book, sheet, 2, words)
    row = _terms(book, sheet, row, words)
    row = _refused(book, sheet, row, words)
    section(book, sheet, row, (0, _LAST), words["hvem"])
    for text in words["hvem_maa"]:
        row += 1
        sheet.set_row(row, _height(text, 132))
        over(book, sheet, row, (0, _LAST), _text(text), "plain", font_size=10)
    sheet.print_area(0, 0, row, _LAST)


def _steps(book: Book, sheet: Worksheet, row: int, words: Mapping[str, Any]) -> int:
    """Write the steps, each with its number, and tell which row is below."""
    section(book, sheet, row, (0, _LAST), words["skridt"])
    for number, (name, text) in enumerate(words["skridtene"].items(), start=1):
        row += 1
        sheet.set_row(row, max(30.0, _height(text, 108)))
        figure = book.style("plain", font_size=18, bold=True, font_color=BLUE)
        sheet.write_number(row, 0, number, figure)
        sheet.write_string(row, 1, name, book.style("term_strong", bottom=0))
        over(book, sheet, row, (2, _LAST), _text(text), "plain", font_size=10)
    return row + 1


def _terms(book: Book, sheet: Worksheet, row: int, words: Mapping[str, Any]) -> int:
    section(book, sheet, row, (0, _LAST), words["ordene_overskrift"])
    for term, text in words["ordene"].items():
        row += 1
        sheet.set_row(row, _height(text, 108))
        sheet.merge_range(row, 0, row, 1, term, book.style("term_strong", bottom=0, font_size=10))
        over(book, sheet, row, (2, _LAST), _text(text), "plain", font_size=10)
    return row + 1


def _refused(book: Book, sheet: Worksheet, row: int, words: Mapping[str, Any]) -> int:
    """Write what is seen beside a refused row, why, and what to do."""
    section(book, sheet, row, (0, _LAST), words["afvist"])
    row += 1
    head = book.style("head_first")
    sheet.merge_range(row, 0, row, 1, words["afvist_kolonner"][0], head)
    for column, word in enumerate(words["afvist_kolonner"][1:], start=2):
        sheet.write_string(row, column, word, head)
    for seen, why, cure in words["afvist_raekker"]:
        row += 1
        sheet.set_row(row, max(_height(why, 52), _height(cure, 52), _height(seen, 34)))
        sheet.merge_range(row, 0, row, 1, seen, book.style("name", bold=True, font_size=10))
        for column, text in ((2, why), (3, cure)):
            sheet.write_string(row, column, text, book.style("name", font_size=10))
    return row + 1


def about_sheet(book: Book, version: str, functions: bool) -> None:
    """Write where the figures come from, how they are made, and which template this is."""
    words = book.words["om"]
    sheet = portrait(book, words, row_height=18)
    for column, width in enumerate(_ABOUT_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    sheet.write_formula(0, 0, "=" + class_title(words), book.style("title"), words["titel"])
    sheet.set_row(1, 18)
    sheet.write_string(1, 0, words["ledetekst"], book.style("lead"))
    sheet.write_formula(2, 0, '=IF(felt_eksempel="","",felt_eksempel)', book.style("warning"), "")
    row = _facts(book, sheet, 3, words)
    row = _answers(book, sheet, row, words)
    row = _method(book, sheet, row, words)
    row = _template(book, sheet, row, version, words, functions=functions)
    sheet.print_area(0, 0, row, 1)


def _facts(book: Book, sheet: Worksheet, row: int, words: Mapping[str, Any]) -> int:
    for key, style in _FACTS.items():
        sheet.set_row(row, _HIGH.get(key, 18.0))
        sheet.write_string(row, 0, words["fakta"][key], book.style("term"))
        more: dict[str, Any] = {"num_format": words["konfidens_format"]} if key == "konfidens_pct" else {}
        more |= {"font_size": 10} if key in _HIGH else {}
        more |= {"num_format": "0.0##", "align": "left"} if key == "maalefejl_dnt_sd" else {}
        sheet.write_blank(row, 1, None, book.style(style, **more))
        book.name(f"felt_{key}", sheet, row, 1)
        row += 1
    return row


def _answers(book: Book, sheet: Worksheet, row: int, words: Mapping[str, Any]) -> int:
    """Say what has been written in the yellow cells: so that a reader sees what is not the tool's."""
    section(book, sheet, row, (0, 1), words["svar"])
    for word, name in (("svar_indtastet", "i_status"), ("svar_aftaler", "aftale_elev")):
        row += 1
        sheet.write_string(row, 0, words[word], book.style("term"))
        count = f'SUMPRODUCT(({name}<>"")*1)'
        shown = f'=IF({count}=0,"",{count})'
        sheet.write_formula(row, 1, shown, book.style("fact", align="left"), "")
    return row + 1


def _method(book: Book, sheet: Worksheet, row: int, words: Mapping[str, Any]) -> int:
    section(book, sheet, row, (0, 1), words["metode"])
    for term, text in words["metoden"].items():
        row += 1
        sheet.set_row(row, _height(text, 108))
        sheet.write_string(row, 0, term, book.style("term_strong"))
        sheet.write_string(row, 1, text, book.style("fact", font_size=10))
    return row + 1


def _template(
    book: Book, sheet: Worksheet, row: int, version: str, words: Mapping[str, Any], *, functions: bool
) -> int:
    section(book, sheet, row, (0, 1), words["vaerktoej"])
    for key, value in (("skabelon", "beregneren"), ("version", version), ("enhed", "klasse")):
        row += 1
        sheet.write_string(row, 0, words[key], book.style("term"))
        sheet.write_string(row, 1, value, book.style("fact"))
        book.name(f"xb_{key}", sheet, row, 1)
    row += 1
    sheet.write_string(row, 0, words["udgaven"], book.style("term"))
    sheet.write_string(
        row, 1, words["med_funktioner" if functions else "uden_funktioner"], book.style("fact")
    )
    row += 1
    sheet.write_string(row, 0, words["enhed_nr"], book.style("term"))
    sheet.write_blank(row, 1, None, book.style("fact"))
    book.name("felt_enhed_nr", sheet, row, 1)
    row += 1
    sheet.write_string(row, 0, words["skoleaar"], book.style("term"))
    sheet.write_formula(row, 1, '=IF(felt_skoleaar="","",felt_skoleaar)', book.style("fact"), "")
    book.name("xb_skoleaar", sheet, row, 1)
    return row


def _height(text: str, line: int) -> float:
    """Give the height of a row that holds a text, ``line`` characters a line."""
    return 5 + _LINE * (1 + len(text) // line)


def _text(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
