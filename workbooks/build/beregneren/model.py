"""The sheets "Modeltal" and "Omsætning": what was computed elsewhere, with where it comes from.

Model figures are values: a norm is a hundred quantile curves and no formula. Which scores each was
computed from stands beside it, so the pupils' sheet can tell when it is outdated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbooks.build.beregneren.check import CODES
from workbooks.build.beregneren.grid import Grid, Part, confidential
from workbooks.build.beregneren.known import write_lists
from workbooks.build.kit.look import HAIR, Book, page

FIGURES, CONVERSIONS, GROUPS = 240, 360, 60
TOP = 5
DECILES = tuple(range(10, 100, 10))

_MODEL = {
    "elev_id": 11, "fag": 14, "profil": 16, "foer_test": 7, "foer_trin": 6, "foer": 7, "efter_test": 7,
    "efter_trin": 6, "efter": 7, "percentil": 9, "nedre": 6, "oevre": 6, "forventet": 10, "naeste": 13,
    **{f"q{decile}": 6.5 for decile in DECILES}, "tekst": 100, "noegle": 36,
}  # fmt: skip
_CONVERSION = {
    "tabel": 32, "test": 7, "fag": 13, "profil": 15, "klassetrin": 8, "score": 8, "vaerdi": 9,
    "maalefejl": 9, "niveau": 18, "kilde": 40, "version": 10,
}  # fmt: skip
_NUMBERS = frozenset(
    {"foer", "efter", "percentil", "nedre", "oevre", "forventet", "score", "vaerdi", "maalefejl"}
)


def model(book: Book) -> Grid:
    """Write the sheet of model figures, empty: a fill gives a row a pupil and subject that has a norm."""
    words = book.words["modeltal"]
    grid = _sheet(book, words, FIGURES, [_part("modeltal", key, width) for key, width in _MODEL.items()])
    grid.write(words["kolonner"])
    chances = grid.at(f"q{DECILES[0]}")
    grid.sheet.write_string(TOP - 1, chances, words["gruppe_naeste"], book.style("over_group"))
    # The sentence and the key are for the sheets, not for paper.
    grid.sheet.print_area(0, 0, grid.bottom, grid.at(f"q{DECILES[-1]}"))
    return grid


def conversions(book: Book) -> Grid:
    """Write the sheet of conversions, and beside it what a paste may hold."""
    words = book.words["omsaetning"]
    group = '{test}&"|"&{fag}&IF({profil}="","",": "&{profil})&"|"&{klassetrin}'
    parts = [_part("omsaetning", key, width) for key, width in _CONVERSION.items()]
    parts += [
        Part("gruppe", formula=f'IF({{score}}="","",{group})'),
        Part(
            "gruppe_nr",
            formula='IF({gruppe}="","",IF({gruppe}={gruppe-},{gruppe_nr-},MATCH({gruppe},{gruppe!},0)))',
        ),
        # Groups are numbered as they are met: results are looked up among a few groups, then by number.
        Part("gruppe_taeller", formula="N({gruppe_taeller-})+IF({gruppe_nr}={#},1,0)"),
        Part(
            "tal",
            formula='IF({gruppe}="","",INDEX({gruppe_taeller!},{gruppe_nr})*1000000+{score})',
            name="oms_tal",
        ),
        Part(
            "tabel_nr",
            formula='IF({tabel}="","",IF({tabel}={tabel-},{tabel_nr-},MATCH({tabel},{tabel!},0)))',
            name="oms_tabelnr",
        ),
    ]
    grid = _sheet(book, words, CONVERSIONS, parts)
    grid.write(words["kolonner"])
    for key, name in (
        ("vaerdi", "oms_vaerdi"),
        ("maalefejl", "oms_fejl"),
        ("niveau", "oms_niveau"),
        ("tabel", "oms_tabel"),
    ):
        book.name(name, grid.sheet, TOP + 1, grid.at(key), grid.bottom)
    place = len(grid.parts)
    for number in range(1, GROUPS + 1):
        group = f"INDEX({grid.cells('gruppe')},MATCH({number},{grid.cells('gruppe_taeller')},0))"
        grid.sheet.write_formula(TOP + number, place, f'=IFERROR({group},"")', book.style("help"), "")
    book.name("oms_gruppe", grid.sheet, TOP + 1, place, TOP + GROUPS)
    place += 1
    grid.sheet.write_string(TOP - 1, place, words["antal"], book.style("help_over"))
    grid.sheet.write_formula(TOP, place, f"=COUNT({grid.cells('score')})", book.style("help"), "")
    book.name("oms_antal", grid.sheet, TOP, place)
    reasons = [str(book.words["grunde"][key]) for key in CODES]
    write_lists(book, grid.sheet, TOP, place + 2, reasons)
    return grid


def _part(listed: str, key: str, width: float) -> Part:
    style = "figure" if key in _NUMBERS or key.startswith("q") else "quiet"
    more: dict[str, Any] = {}
    if style == "figure":
        more = {"num_format": "0.0" if key.startswith(("q", "forventet")) else "General", "font_size": 10}
    return Part(key, width, style, "", f"felt_{listed}__{key}", {**more, "text_wrap": False, "bottom": 0})


def _sheet(book: Book, words: Mapping[str, Any], rows: int, parts: Sequence[Part]) -> Grid:
    sheet = page(book, words["ark"], row_height=15)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, words["titel"], book.style("title"))
    for row, key in ((1, "ledetekst"), (2, "ledetekst_2")):
        sheet.set_row(row, 18)
        sheet.write_string(row, 0, words[key], book.style("lead"))
    sheet.set_row(3, 18)
    sheet.write_formula(3, 0, '=IF(felt_eksempel="","",felt_eksempel)', book.style("warning"), "")
    confidential(book, sheet)
    sheet.set_row(TOP, 30)
    sheet.freeze_panes(TOP + 1, 1)
    sheet.repeat_rows(TOP)
    shown = max(at for at, part in enumerate(parts) if part.style != "help")
    sheet.print_area(0, 0, TOP + rows, shown)
    # A hairline below what is filled only: pages of lines are no pages.
    line = {"bottom": 1, "bottom_color": HAIR}
    rule = {"type": "formula", "criteria": f'=$A{TOP + 2}<>""', "format": book.rule(**line)}
    sheet.conditional_format(TOP + 1, 0, TOP + rows, shown, rule)
    return Grid(book, sheet, TOP, rows, parts)
