"""The sheet of what each school's index is made of: factors, index, how far it swings, local factors.

The money itself is ``RESSOURCER`` as ordinary formulas, in columns out of print; the shares are rounded so
that they add up to the pool.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.lists import Column, List, Lists, helper, table_name
from workbooks.build.kit.look import Book, area
from workbooks.build.resursfordelning.parts import (
    AS_SHOWN,
    BASE,
    EACH,
    LEFT,
    MEAN,
    MOVED,
    POOL,
    TO_SHARE,
    TURNED,
    WEIGHT,
    head,
    money,
)
from xl_beregner.fields.known.allocation import FACTORS, MOST_FACTORS, SCHOOLS
from xl_beregner.hosts.native import native_row
from xl_beregner.texts import speaking

ROWS: Final = 12
_MOST_TAKEN: Final = 10**12
# Rows (from 0) above the list, a cell a factor: its name, weight and mean.
_NAMES, _WEIGHTS, _MEANS, TOP = 7, 8, 9, 12
_TURNED, _SHARES, _EACH, _MOVED, _COUNTED = 5, 6, 7, 8, 9  # out of print
_FACTORS: Final = [f"faktor_{place}" for place in range(1, MOST_FACTORS + 1)]
# A factor that is not there has a weight and a mean of 0.
_LOOKS: Final[dict[int, dict[str, Any]]] = {
    _NAMES: {"align": "right", "font_size": 9},
    _WEIGHTS: {"num_format": '0 %;;"–"'},
    _MEANS: {"num_format": "0.0;;"},
}
_FIRST: Final = 2  # the first factor's column


def write(book: Book, lists: Lists, sheet: Worksheet, amounts: tuple[str, str]) -> None:
    """Write the list, and above it what each factor weighs and is divided by."""
    words = book.words[SCHOOLS]
    head(book, sheet, words, line="ressource_vist_linje")
    made = lists.write(sheet, SCHOOLS, TOP, ROWS, _columns(book, sheet, amounts))
    _above(book, lists, made)
    for key, said in (("indeks", "index"), ("lokale_point", "lokalt")):
        sheet.write_string(TOP - 1, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    made.print_and_freeze(head_height=46)
    for row, height in ((_NAMES - 1, 6), (_NAMES, 40), (_WEIGHTS, 18), (_MEANS, 18), (TOP - 2, 8)):
        sheet.set_row(row, height)
    sheet.freeze_panes(TOP + 1, 1)
    sheet.repeat_rows(_NAMES, TOP)


def _columns(book: Book, sheet: Worksheet, amounts: tuple[str, str]) -> list[Column]:
    help = book.words[SCHOOLS]["hjaelp"]
    number = inputs.number
    return [
        Column("navn", 24, "name"),
        Column("elevtal", 7, "figure_whole"),
        *(Column(key, 11, "figure") for key in _FACTORS),
        Column("indeks", 8.5, "figure_whole"),
        Column("indeks_ny", 8.5, "figure_strong", "formula", "{r_indeks}"),
        Column("nedre", 7, "figure_whole", "formula", _end("-", "MAX(0,{r_indeks}{sign}{udsving})")),
        Column("oevre", 7, "figure_whole", "formula", _end("+", "{r_indeks}{sign}{udsving}")),
        Column("lokale_point", 9, "input_figure", "svar", validation=number(book, *help["lokale_point"])),
        Column(
            "lokale_kroner",
            11.5,
            "input_figure",
            "svar",
            validation=money(book, help["lokale_kroner"], -_MOST_TAKEN),
            looks=[("ISNUMBER({cell})", {"num_format": "#,##0"})],
        ),
        Column(
            "lokal_begrundelse",
            40,
            "input_long",
            "svar",
            validation=inputs.anything(book, *help["lokal_begrundelse"]),
        ),
        Column("bemaerkning", 22, "quiet"),
        *(helper(key) for key in ("noegle", "omraade")),
        *_arithmetic(book, sheet, amounts),
    ]


def _end(sign: str, formula: str) -> str:
    return f'IF(ISNUMBER({{udsving}}),{formula.replace("{sign}", sign)},"")'


def _arithmetic(book: Book, sheet: Worksheet, amounts: tuple[str, str]) -> list[Column]:
    """Give the columns out of print, from a school's factors to its share of the pool in whole money."""
    of = f"{{{_FACTORS[0]}:{_FACTORS[-1]}}}"
    weighs = f"({WEIGHT}>0)"
    # Blank where a factor that weighs is missing: no share of the pool, and no part in any mean.
    takes_part = (
        f"IF(AND(ISNUMBER({{elevtal}}),SUM({WEIGHT})>0),"
        f'IF(SUMPRODUCT({weighs}*({of}<>""))=COUNTIF({WEIGHT},">0"),1,0),0)'
    )
    counted = f"({TURNED}*100+(1-2*{TURNED})*{of})"
    raw = f'IF({{med}}=1,100*SUMPRODUCT({EACH}*{counted}),"")'
    used = 'IF({med}=1,MAX(0,{raa}+N({lokale_point})),"")'
    heading = book.words[SCHOOLS]["kolonner"]
    columns = [f"{table_name(SCHOOLS)}[{heading[key]}]" for key in ("elevtal", "indeks_brugt")]
    cells = [f"{table_name(SCHOOLS)}[[#This Row],[{heading[key]}]]" for key in ("elevtal", "indeks_brugt")]
    with speaking(book.words["dokument"]["sprog"][:2]):
        native = native_row("RESSOURCER", [*cells, *amounts], columns)
    assert native
    _, structural, _, index_100, text = native
    whole = "IF(ISNUMBER({r_struktur}),INT(ROUND({r_struktur},6)),0)"
    # Of equal remainders the first goes up: the row's own number parts them.
    remainder = "IF(ISNUMBER({r_struktur}),ROUND({r_struktur}-{gulv},6),-1)-ROW()/10^10"
    rounded = f"{{gulv}}+IF({{plads}}<={LEFT},1,0)"
    return [
        helper("med", takes_part),
        helper("raa", raw),
        helper("indeks_brugt", used),
        helper("r_struktur", structural),
        helper("r_indeks", index_100),
        helper("r_tekst", text),
        helper("gulv", whole),
        helper("rest", remainder),
        helper("plads", f"RANK({{rest}},{{{SCHOOLS}.rest}})"),
        helper("struktur_ny", f'IF(AND(ISNUMBER({{r_struktur}}),ISNUMBER({POOL})),{rounded},"")'),
        helper("grund_ny", f'IF(AND(ISNUMBER({{elevtal}}),ISNUMBER({BASE})),ROUND({BASE}*{{elevtal}},0),"")'),
        helper("udsving", _reach(of)),
    ]


def _reach(of: str) -> str:
    """Say how far chance alone may carry the index: of few pupils, each moves a share a lot.

    The factors go together, so their errors are added. Blank where a factor that weighs is no share.
    """
    shares = "ressource_rad_er_andel"
    n = "({elevtal}+4)"
    likely = f"(({{elevtal}}*{shares}*{of}/100+2)/{n})"
    error = f"({likely}*(1-{likely})/{n})^0.5*100"
    known = f"AND({{med}}=1,ISNUMBER({{r_indeks}}),SUMPRODUCT(({WEIGHT}>0)*(1-{shares}))=0)"
    z = "NORMSINV((1+felt_konfidens_pct/100)/2)"
    # Local points move the index; the mean of all is set to 100 again, and the swing with it.
    again = "IF({indeks_brugt}>0,{r_indeks}/{indeks_brugt},1)"
    return f'IF({known},{z}*100*SUMPRODUCT({EACH}*{error})*{again},"")'


def _above(book: Book, lists: Lists, made: List) -> None:
    """Write a cell a factor in each row above the list, named for the formulas."""
    words, sheet = book.words[SCHOOLS], made.sheet

    def of(key: str, place: int, nothing: str) -> str:
        rows = f"ROWS({{{FACTORS}.nr}})"
        return f"IF({place}>{rows},{nothing},INDEX({{{FACTORS}.{key}}},MIN({place},{rows})))"

    out = made.at("raa")
    rows = (
        (_NAMES, _FIRST, "", "head", words["rad_namn"]),
        (_WEIGHTS, _FIRST, WEIGHT, "share", words["rad_vikt"]),
        (_MEANS, _FIRST, AS_SHOWN, "figure_quiet", words["rad_medel"]),
        (_TURNED, out, TURNED, "help", words["rad_vand"]),
        (_SHARES, out, "ressource_rad_er_andel", "help", words["rad_andel"]),
        (_EACH, out, EACH, "help", words["rad_per"]),
        (_MOVED, out, MOVED, "help", words["rad_flytt"]),
        (_COUNTED, out, MEAN, "help", words["rad_medel_raknat"]),
    )
    for place, (row, first, name, style, said) in enumerate(rows):
        is_help = style == "help"
        sheet.write_string(
            row, first + MOST_FACTORS if is_help else 0, said, book.style("help" if is_help else "term")
        )
        if not is_help:
            sheet.write_blank(row, 1, None, book.style("term"))
        if name:
            book.file.define_name(name, "=" + area(sheet, row, first, row, first + MOST_FACTORS - 1))
        for at in range(MOST_FACTORS):
            written = lists.formula(SCHOOLS, _of_factor(place, at + 1, of))
            look = _LOOKS.get(row, {}) if not is_help else {}
            sheet.write_formula(row, first + at, written, book.style(style, **look), 0 if name else "")
    left = f"ROUND({TO_SHARE},0)-SUM({{{SCHOOLS}.gulv}})"
    column = made.at("gulv")
    sheet.write_formula(TOP - 2, column, lists.formula(SCHOOLS, left), book.style("help"), 0)
    book.name(LEFT, sheet, TOP - 2, column)


def _of_factor(kind: int, place: int, of: Callable[[str, int, str], str]) -> str:
    """Write the cell of one factor: its name, weight, mean, sign, kind, worth, part that moves."""
    me = f"{{{SCHOOLS}.faktor_{place}}}"
    n, part = f"{{{SCHOOLS}.elevtal}}", f"{{{SCHOOLS}.med}}"
    weight, turned, mean = (f"INDEX({name},1,{place})" for name in (WEIGHT, TURNED, MEAN))
    used = f"({turned}*100+(1-2*{turned})*{me})"
    known = f'{n}*{part}*({me}<>"")'
    share = of("andel", place, "0")
    return (
        of("navn", place, '""'),
        f"IF(ISNUMBER({share}),{share},0)",
        # As the schools' values beside it, not turned.
        f"IF({turned}=1,100-{mean},{mean})",
        f"IF({of('brugt', place, '0')}<0,1,0)",
        of("er_andel", place, "0"),
        f"IF({mean}>0,{weight}/{mean},0)",
        f"IF({mean}>0,SUMPRODUCT({known}*(({used}/{mean}-1)^2)^0.5)/SUMPRODUCT({known})/2,0)",
        f"IF(SUMPRODUCT({known})=0,0,SUMPRODUCT({known}*{used})/SUMPRODUCT({known}))",
    )[kind]
