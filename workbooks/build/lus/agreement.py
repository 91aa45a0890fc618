"""The sheet of `lus` where two teachers' points of the same pupils meet: kappa, and what it hides.

How the figures are worked out is ``kit.kappa``'s; here is where they stand and how they are read.
"""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs, kappa
from workbooks.build.kit.class_heading import class_heading
from workbooks.build.kit.look import BROWN, GREY, RED, Book, area, page
from xl_beregner.fields.known.lus import PAIRS
from xl_beregner.measures.measurement.agreement import ENOUGH_PAIRS, LEAST_PAIRS

TOP = 9  # the row (from 0) of the headings of the pairs
COLUMNS = ("noegle", "elev", "bedomare_1", "bedomare_2", "skillnad")
_WIDTHS = (5, 24, 14, 14, 18)
_FIRST, _SECOND, _APART = 2, 3, 4
RESULT, _RESULT_WIDTH = 6, (34, 14, 62)
RESULTS = (
    "antal", "exakt", "inom_ett", "hogre", "lagre", "riktning", "kappa", "nedre", "oevre",
)  # fmt: skip
_HELPERS = 10


def pairs(book: Book) -> None:
    """Write the pairs left, the measures right, and outside the print what they are counted from."""
    words = book.words["lus_par"]
    sheet = page(book, words["ark"], row_height=17, writes=True, pages=1)
    class_heading(book, sheet, words, source=False)
    for column, width in (*enumerate(_WIDTHS), (5, 3), *enumerate(_RESULT_WIDTH, start=RESULT)):
        sheet.set_column(column, column, width)
    _who(book, sheet)
    _rows(book, sheet)
    sums = _sums(book, sheet)
    _terms(book, sheet, sums)
    _results(book, sheet, sums)
    _reading(book, sheet)
    sheet.freeze_panes(TOP + 1, 0)
    sheet.print_area(0, 0, TOP + PAIRS, RESULT + len(_RESULT_WIDTH) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A{TOP + 2}:D{TOP + 1 + PAIRS}"})


def _who(book: Book, sheet: Worksheet) -> None:
    """Write who judged and when, above the pairs."""
    words = book.words["lus_par"]
    for row, key in enumerate(("namn_1", "namn_2", "datum"), start=5):
        sheet.set_row(row, 19)
        sheet.write_string(row, 1, words[key], book.style("term"))
        is_day = key == "datum"
        sheet.write_blank(row, _FIRST, None, book.style("input_date" if is_day else "input"))
        book.name(f"svar_lus_par_{key}", sheet, row, _FIRST)
        said = words["hjaelp"]["datum" if is_day else "namn"]
        takes = inputs.day if is_day else inputs.anything
        sheet.data_validation(row, _FIRST, row, _FIRST, dict(takes(book, *said)))


def _rows(book: Book, sheet: Worksheet) -> None:
    words = book.words["lus_par"]
    for column, key in enumerate(COLUMNS):
        style = "head" if column else "head_first"
        sheet.write_string(TOP, column, words["kolonner"][key], book.style(style))
    for row in range(TOP + 1, TOP + 1 + PAIRS):
        styles = ("quiet", "input_long", "input_point", "input_point")
        for column, style in enumerate(styles):
            sheet.write_blank(row, column, None, book.style(style))
        sheet.write_formula(row, _APART, "=" + _apart_in_words(book, row), book.style("status"), "")
    first, last = TOP + 1, TOP + PAIRS
    for column, key in enumerate(COLUMNS[:-1]):
        kind = "svar" if column else "felt"
        book.name(f"{kind}_lus_par__{key}", sheet, first, column, last)
    said = words["hjaelp"]
    sheet.data_validation(first, 1, last, 1, dict(inputs.anything(book, *said["elev"])))
    chosen = inputs.choice(book, "=lus_punkter", *said["punkt"])
    sheet.data_validation(first, _FIRST, last, _SECOND, dict(chosen))
    for icon, ink in (("⚠", RED), ("s", GREY)):
        sheet.conditional_format(
            first, _APART, last, _APART,
            {"type": "formula", "criteria": f'=LEFT({xl_col_to_name(_APART)}{first + 1},1)="{icon}"',
             "format": book.rule(font_color=ink)},
        )  # fmt: skip


def _helper(row: int, key: str) -> str:
    return f"{xl_col_to_name(_HELPERS + kappa.HELPERS.index(key))}{row + 1}"


def _apart_in_words(book: Book, row: int) -> str:
    words = book.words["lus_par"]
    one, other, apart = f"C{row + 1}", f"D{row + 1}", _helper(row, "d")
    unknown = f'OR(AND({one}<>"",NOT(ISNUMBER(MATCH({one}&"",lus_punkter,0)))),'
    unknown += f'AND({other}<>"",NOT(ISNUMBER(MATCH({other}&"",lus_punkter,0)))))'
    higher, lower = (
        f'INT({sign}{apart})&"{words[key]}"' for sign, key in (("", "hogre_ord"), ("-", "lagre_ord"))
    )
    told = f'IF({apart}>0,{higher},IF({apart}<0,{lower},"{words["samma"]}"))'
    return f'IF({unknown},"{words["okand"]}",IF(ISNUMBER({apart}),{told},""))'


# --- The arithmetic, right of the print --------------------------------------------------------
def _sums(book: Book, sheet: Worksheet) -> dict[str, str]:
    """Write the sums over the pairs and tell where each stands."""
    column = _HELPERS + len(kappa.HELPERS) + 1
    sheet.write_string(TOP - 1, _HELPERS, book.words["faelles"]["hjaelp"], book.style("help_over"))
    name = xl_col_to_name(column + 1)
    cells = {key: f"${name}${TOP + 2 + at}" for at, key in enumerate(kappa.SUMS)}
    columns = {
        helper: area(sheet, TOP + 1, _HELPERS + place, TOP + PAIRS, _HELPERS + place)
        for place, helper in enumerate(kappa.HELPERS)
    }
    for at, (key, formula) in enumerate(kappa.sums(cells, columns).items()):
        sheet.write_string(TOP + 1 + at, column, key, book.style("help"))
        sheet.write_formula(TOP + 1 + at, column + 1, "=" + formula, book.style("help"), "")
    return cells


def _terms(book: Book, sheet: Worksheet, sums: Mapping[str, str]) -> None:
    """Write of each pair the places and what kappa's error is made of."""
    for at, key in enumerate(kappa.HELPERS):
        sheet.write_string(TOP, _HELPERS + at, key, book.style("help_head"))
    for row in range(TOP + 1, TOP + 1 + PAIRS):
        one, other = (f'MATCH({letter}{row + 1}&"",lus_punkter,0)' for letter in "CD")
        both = f"AND(ISNUMBER({one}),ISNUMBER({other}))"
        here = {key: _helper(row, key) for key in kappa.HELPERS}
        formulas = kappa.terms(one, other, both, here, sums)
        for at, key in enumerate(kappa.HELPERS):
            sheet.write_formula(row, _HELPERS + at, "=" + formulas[key], book.style("help"), "")


# --- What is shown -----------------------------------------------------------------------------
def _results(book: Book, sheet: Worksheet, sums: Mapping[str, str]) -> None:
    words = book.words["lus_par"]
    apart = area(sheet, TOP + 1, _HELPERS + 2, TOP + PAIRS, _HELPERS + 2)
    n = sums["n"]
    formulas = {
        "antal": (n, "0"),
        "exakt": (f"COUNTIF({apart},0)/{n}", "0 %"),
        "inom_ett": (f'(COUNTIF({apart},"<=1")-COUNTIF({apart},"<-1"))/{n}', "0 %"),
        "hogre": (f'COUNTIF({apart},">0")', "0"),
        "lagre": (f'COUNTIF({apart},"<0")', "0"),
        "riktning": (f"SUM({apart})/{n}", '+0.0;"−"0.0;0.0'),
        **{key: (sums[key], '0.00;"−"0.00;0.00') for key in ("kappa", "nedre", "oevre")},
    }
    for column in range(RESULT, RESULT + len(_RESULT_WIDTH)):
        sheet.write_string(TOP, column, words["matt"] if column == RESULT else "", book.style("section"))
    for row, key in enumerate(RESULTS, start=TOP + 1):
        formula, shape = formulas[key]
        strong = key in ("antal", "exakt", "kappa")
        sheet.write_string(row, RESULT, words[key], book.style("term_strong" if strong else "term"))
        shown = formula if key == "antal" else f'IF({n}>={LEAST_PAIRS},{formula},"")'
        style = book.style("figure_strong" if strong else "figure", num_format=shape)
        sheet.write_formula(row, RESULT + 1, "=" + shown, style, "")
    _verdict(book, sheet, sums)


def _verdict(book: Book, sheet: Worksheet, sums: Mapping[str, str]) -> None:
    """Say in words what the number of pairs, and the points used, allow."""
    words, n, row = book.words["lus_par"], sums["n"], TOP + 1 + len(RESULTS)
    enough = f'IF({n}<{ENOUGH_PAIRS},"{words["fa"]}","{words["klart"]}")'
    levels = f'IF({sums["en_niva"]}=1,"{words["en_niva"]}",{enough})'
    told = f'IF({n}=0,"{words["inga"]}",IF({n}<{LEAST_PAIRS},"{words["for_fa"]}",{levels}))'
    style = book.style("plain", bold=True, text_wrap=False)
    sheet.write_formula(row, RESULT, "=" + told, style, "")
    cell = f"${xl_col_to_name(RESULT)}${row + 1}"
    sheet.conditional_format(
        row, RESULT, row, RESULT,
        {"type": "formula", "criteria": f'=LEFT({cell},1)="⚠"', "format": book.rule(font_color=BROWN)},
    )  # fmt: skip


def _reading(book: Book, sheet: Worksheet) -> None:
    """Write how the figures are read, below them."""
    words, row = book.words["lus_par"], TOP + len(RESULTS) + 3
    for column in range(RESULT, RESULT + len(_RESULT_WIDTH)):
        sheet.write_string(row, column, words["lasa"] if column == RESULT else "", book.style("section"))
    for note in words["lasning"].values():
        style = book.style("plain", font_size=10, valign="top")
        sheet.merge_range(row + 1, RESULT, row + 2, RESULT + 2, note, style)
        row += 2
