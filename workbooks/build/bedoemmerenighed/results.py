"""The sheet of `bedoemmerenighed` with the measures: a row a pair of assessors, and how they are read.

Kappa's formulas are ``kit.kappa``'s; a block of helper cells a pair stands right of the print.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from workbooks.build.bedoemmerenighed.judgements import ASSESSORS, TOP
from workbooks.build.kit import kappa
from workbooks.build.kit.lists import Lists
from workbooks.build.kit.look import BROWN, GREEN, GREY, Book, area, heading, page
from workbooks.build.kit.parts import section
from xl_beregner.fields.known.seminar import JUDGED, TEXTS
from xl_beregner.measures.measurement.agreement import ENOUGH_PAIRS, LEAST_PAIRS

PAIRS = tuple(combinations(ASSESSORS, 2))
RESULT_TOP = 8  # the row (from 0) of the pairs' headings
COLUMNS = (
    "par", "antal", "ens", "ens_fra", "ens_til", "et", "et_fra", "et_til", "kappa", "nedre", "oevre",
    "hoejere", "riktning", "at_vide",
)  # fmt: skip
_WIDTHS = (26, 8, 9, 8, 8, 11, 8, 8, 9, 8, 8, 34, 9, 42)
_HELPERS, _BLOCK = 16, 10  # the first helper column (from 0), and columns a pair
_SHARE, _KAPPA = "0 %", '0.00;"−"0.00;0.00'


def results(book: Book, lists: Lists) -> None:
    """Write a row for each pair, what all assessors together show, and how to read it."""
    words = book.words["resultat"]
    sheet = page(book, words["ark"], row_height=20, pages=1)
    heading(book, sheet, words, source=False, indicators=False)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(5, 0, words["spoergsmaal"], book.style("count"))
    over = {"ens": "ens", "kappa": "kappa", "hoejere": "hoejere"}
    for key, said in over.items():
        sheet.write_string(RESULT_TOP - 1, at(key), words[f"over_{said}"], book.style("over_group"))
    sheet.set_row(RESULT_TOP, 34)
    for column, said in enumerate(words["kolonner"]):
        sheet.write_string(RESULT_TOP, column, said, book.style("head" if column else "head_first"))
    sheet.write_string(RESULT_TOP - 1, _HELPERS, book.words["faelles"]["hjaelp"], book.style("help_over"))
    for place, pair in enumerate(PAIRS):
        sums = _pair(book, lists, sheet, place, pair)
        _row(book, sheet, place, pair, sums)
    row = _all(book, lists, sheet, RESULT_TOP + len(PAIRS) + 2)
    row = _reading(book, sheet, row + 1)
    sheet.print_area(0, 0, row, len(COLUMNS) - 1)


def at(key: str) -> int:
    """Tell which column of the sheet holds a measure."""
    return COLUMNS.index(key)


# --- The arithmetic, right of the print --------------------------------------------------------
def _pair(book: Book, lists: Lists, sheet: Worksheet, place: int, pair: tuple[int, int]) -> Mapping[str, str]:
    """Write a pair's helper cells and sums, and tell where each sum stands."""
    first = _HELPERS + place * _BLOCK
    top, bottom = RESULT_TOP + 1, RESULT_TOP + TEXTS
    column = first + len(kappa.HELPERS) + 1
    name = xl_col_to_name(column + 1)
    cells = {key: f"${name}${top + 1 + line}" for line, key in enumerate(kappa.SUMS)}
    columns = {
        key: area(sheet, top, first + line, bottom, first + line) for line, key in enumerate(kappa.HELPERS)
    }
    help = book.style("help")
    for line, (key, formula) in enumerate(kappa.sums(cells, columns).items()):
        sheet.write_string(top + line, column, key, help)
        sheet.write_formula(top + line, column + 1, "=" + formula, help, "")
    for line, key in enumerate(kappa.HELPERS):
        sheet.write_string(RESULT_TOP, first + line, key, book.style("help_head"))
    made = lists.made[JUDGED]
    judged = f"'{made.sheet.get_name()}'!"
    for text in range(TEXTS):
        row = top + text
        one, other = (
            f"{judged}${xl_col_to_name(made.at(f'p{assessor}'))}${TOP + 2 + text}" for assessor in pair
        )
        both = f"AND(ISNUMBER({one}),ISNUMBER({other}))"
        here = {key: f"{xl_col_to_name(first + line)}{row + 1}" for line, key in enumerate(kappa.HELPERS)}
        for line, formula in enumerate(kappa.terms(one, other, both, here, cells).values()):
            sheet.write_formula(row, first + line, "=" + formula, help, "")
    return {**cells, "apart": columns["d"]}


# --- What is shown -----------------------------------------------------------------------------
def _row(book: Book, sheet: Worksheet, place: int, pair: tuple[int, int], sums: Mapping[str, str]) -> None:
    words, row = book.words["resultat"], RESULT_TOP + 1 + place
    sheet.set_row(row, 30)
    n, apart = sums["n"], sums["apart"]
    alike = f"COUNTIF({apart},0)"
    near = f'(COUNTIF({apart},"<=1")-COUNTIF({apart},"<-1"))'
    one, other = (f"bedoemmer_vist_{number}" for number in pair)
    higher, lower = (f'COUNTIF({apart},"{sign}0")' for sign in "><")
    leans = f'{other}&"{words["hoejere"]}"&{higher}&"{words["lavere"]}"&{lower}'
    formulas = {
        "antal": (f'IF({n}=0,"",{n})', "0"),
        "ens": (f"{alike}/{n}", _SHARE),
        "et": (f"{near}/{n}", _SHARE),
        "riktning": (f"SUM({apart})/{n}", '+0.0;"−"0.0;0.0'),
        "hoejere": (leans, "General"),
        **{key: (sums[key], _KAPPA) for key in ("kappa", "nedre", "oevre")},
    }
    for key, counted in (("ens", alike), ("et", near)):
        for end, formula in zip(("fra", "til"), kappa.wilson(counted, n), strict=True):
            formulas[f"{key}_{end}"] = (formula, _SHARE)
    sheet.write_formula(row, 0, f'={one}&" – "&{other}', book.style("name"), "")
    strong = {"ens": "share_strong", "kappa": "share_strong", "hoejere": "quiet"}
    for key, (formula, shape) in formulas.items():
        shown = formula if key == "antal" else f'IF({n}>={LEAST_PAIRS},{formula},"")'
        style = book.style(strong.get(key, "share"), num_format=shape)
        sheet.write_formula(row, at(key), "=" + shown, style, "")
    _verdict(book, sheet, row, sums)


def _verdict(book: Book, sheet: Worksheet, row: int, sums: Mapping[str, str]) -> None:
    """Say in words what the number of texts, and the steps used, allow."""
    words, n, column = book.words["resultat"], sums["n"], at("at_vide")
    enough = f'IF({n}<{ENOUGH_PAIRS},"{words["faa"]}","{words["klart"]}")'
    levels = f'IF({sums["en_niva"]}=1,"{words["et_niveau"]}",{enough})'
    told = f'IF({n}=0,"{words["inga"]}",IF({n}<{LEAST_PAIRS},"{words["for_faa"]}",{levels}))'
    sheet.write_formula(row, column, "=" + told, book.style("status"), "")
    cell = f"${xl_col_to_name(column)}${row + 1}"
    for icon, ink in (("⚠", BROWN), ("✓", GREEN), ("…", GREY)):
        sheet.conditional_format(
            row, column, row, column,
            {"type": "formula", "criteria": f'=LEFT({cell},1)="{icon}"', "format": book.rule(font_color=ink)},
        )  # fmt: skip


def _all(book: Book, lists: Lists, sheet: Worksheet, row: int) -> int:
    """Write how often all assessors of a text agree; tell the last row written."""
    words = book.words["resultat"]
    section(book, sheet, row, words["alle"], len(COLUMNS))
    apart = f"{{{JUDGED}.spaend}}"
    judged = f'COUNTIF({apart},">=0")'
    counted = {
        "alle_faelles": (judged, "0"),
        "alle_ens": (f"COUNTIF({apart},0)/{judged}", _SHARE),
        "alle_et": (f'(COUNTIF({apart},"<=1")-COUNTIF({apart},"<0"))/{judged}', _SHARE),
    }
    for key, (formula, shape) in counted.items():
        row += 1
        sheet.set_row(row, 22)
        sheet.write_string(row, 0, words[key], book.style("term", text_wrap=False, bottom=0))
        told = formula if key == "alle_faelles" else f'IF({judged}>={LEAST_PAIRS},{formula},"")'
        style = book.style("share_strong", num_format=shape, bottom=0)
        sheet.write_formula(row, at("et"), lists.formula(JUDGED, told), style, "")
    return row


def _reading(book: Book, sheet: Worksheet, row: int) -> int:
    words = book.words["resultat"]
    section(book, sheet, row + 1, words["laes"], len(COLUMNS))
    row += 1
    for term, said in words["laesning"].items():
        row += 1
        sheet.set_row(row, 22)
        sheet.write_string(row, 0, term, book.style("term_strong", bottom=0, text_wrap=False))
        sheet.write_string(row, 2, said, book.style("plain", text_wrap=False))
    return row
