"""The sheet "Indtast": yellow rows to paste into, and beside each what became of it.

What the formulas of the check say is told in ``check``; here is where they stand, what is
typed above them for all rows at once, and how the sheet looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from workbooks.build.beregneren.check import CODE, INPUTS, OK, ONCE, clean, formulas, test_code
from workbooks.build.beregneren.grid import Grid, Part, class_title, confidential
from workbooks.build.beregneren.known import PERCENTILE
from workbooks.build.kit import inputs
from workbooks.build.kit.look import BROWN, GREEN, GREY, INK, INPUT_LINE, RED, Book, page

RESULTS = 400
TOP = 7  # the row (from 0) of the headings; above it stands what holds for all rows
_FOR_ALL = ("fag", "profil", "test", "klassetrin", "dato", "skala")
_CONTROL_ROWS = 14

_INPUT_WIDTHS = {
    "elev_id": 11, "elev_navn": 22, "fag": 15, "profil": 16, "test": 8, "klassetrin": 10, "dato": 11,
    "score": 11, "maks": 6.5, "skala": 10.5, "maalefejl": 8, "frivillig": 7.5,
}  # fmt: skip

_SHOWN: Mapping[str, tuple[float, str, Mapping[str, Any], str]] = {
    "status": (14, "status", {"text_wrap": False}, "i_status"),
    "grund": (60, "remark", {"text_wrap": False}, "i_grund"),
    "elev": (13, "quiet", {"text_wrap": False}, "i_elev i_noegle"),
    "fagnavn": (16, "quiet", {"text_wrap": False}, "i_fag"),
    "testnavn": (7, "quiet", {"text_wrap": False}, "i_test"),
    "trin": (5, "quiet", {"text_wrap": False}, "i_trin"),
    "dag": (10.5, "quiet", {"num_format": "dd-mm-yyyy", "text_wrap": False}, "i_dato"),
    "tal": (7, "figure_quiet", {"num_format": "General"}, "i_tal"),
    "x": (8, "figure_quiet", {"num_format": "0.00"}, "i_x"),
    "s": (9, "figure_quiet", {"num_format": "0.00"}, "i_s"),
}
_HELPERS = (
    "tilstand", "navn", "skalakode", "dato_tekst", "tekst", "maksimum", "fejl_tekst", "fejl", "kode",
    "nummer", "slut", "omsat", "enhed", "elev_nr", "elev_taeller", "fagnavn_nr", "fagnavn_taeller",
    "testnavn_nr", "tid", "elevtid", "plads",
)  # fmt: skip
_WHOLE = frozenset({"nummer", "tid", "elevtid", "plads"})
_NAMED = {
    "navn": "i_navn", "enhed": "i_enhed", "elev_nr": "i_elev_nr", "elev_taeller": "i_elev_taeller",
    "fagnavn_taeller": "i_fag_taeller", "tid": "i_tid", "plads": "i_plads", "slut": "i_kode",
    "omsat": "i_omsat", "fejl": "i_fejl", "skalakode": "i_skala",
}  # fmt: skip


def paste(book: Book, *, functions: bool, typed: bool = False) -> Grid:
    """Write the sheet; its rows are empty until they are filled or pasted into.

    ``typed``: whose class it is stands in yellow cells too, where there is no fill to say so.
    """
    words = book.words["indtast"]
    sheet = page(book, words["ark"], row_height=16, writes=True)
    grid = Grid(book, sheet, TOP, RESULTS, _parts(functions=functions))
    _heading(book, grid, words, typed=typed)
    grid.write(words["kolonner"])
    for key in INPUTS:
        book.name(f"felt_resultater__{key}", sheet, TOP + 1, grid.at(key), grid.bottom)
        message = words["hjaelp"][key]
        sheet.data_validation(
            TOP + 1, grid.at(key), grid.bottom, grid.at(key), dict(inputs.anything(book, *message))
        )
    _for_all_rows(book, grid, words)
    _looks(book, grid)
    if functions:
        _control(book, grid, words)
    _finish(book, grid, words)
    return grid


def _parts(*, functions: bool) -> list[Part]:
    made = formulas()
    parts = [Part(key, _INPUT_WIDTHS[key], _input_style(key), more=_input_more(key)) for key in INPUTS]
    parts += [
        Part(key, width, style, made[key], name, more) for key, (width, style, more, name) in _SHOWN.items()
    ]
    if functions:
        parts += [Part(f"kontrol_{at}", 11 if at else 46, "remark") for at in range(3)]
    # A number, for LibreOffice takes what was reckoned with a date for one.
    plain = {"num_format": "0"}
    parts += [
        Part(key, 8, "help", made[key], _NAMED.get(key, ""), plain if key in _WHOLE else {})
        for key in _HELPERS
    ]
    return parts


def _input_style(key: str) -> str:
    return "input_date" if key == "dato" else "input"


def _input_more(key: str) -> Mapping[str, Any]:
    """Cells of a paste are narrow and many; a number-like text must not be wrapped out of sight."""
    more: dict[str, Any] = {"font_size": 10, "text_wrap": False, "border_color": INPUT_LINE}
    if key in ("score", "maks", "maalefejl", "klassetrin"):
        more |= {"align": "right", "indent": 0}
    return more


def _heading(book: Book, grid: Grid, words: Mapping[str, Any], *, typed: bool) -> None:
    sheet = grid.sheet
    class_title(book, sheet, words)
    sheet.write_blank(2, 0, None, book.style("warning"))
    book.name("felt_eksempel", sheet, 2, 0)
    sheet.set_row(3, 18)
    sheet.write_string(3, 0, words["indsaet"], book.style("lead"))
    for row, key in enumerate(("skole_navn", "klasse", "skoleaar"), start=1):
        sheet.write_string(row, grid.at("status"), words["klassen"][key], book.style("term", bottom=0))
        style = book.style("input", text_wrap=False) if typed else book.style("fact", bottom=0)
        sheet.write_blank(row, grid.at("grund"), None, style)
        book.name(f"felt_{key}", sheet, row, grid.at("grund"))
    sheet.set_row(4, 20)
    codes = grid.formula("{slut!}", TOP)[1:]
    understood, refused = f'COUNTIF({codes},">={OK}")', f'COUNTIF({codes},"<{OK}")'
    refused = f"INT({refused}-COUNTIF({codes},{CODE['overskrift']}))"
    percentiles, low = f"COUNTIF(i_skala,{PERCENTILE})", f'COUNTIFS(i_skala,{PERCENTILE},i_tal,"<=6")'
    levels = f'IF(AND({percentiles}>4,{percentiles}={low}),"   ·   {words["ligner_trin"]}","")'
    total = (
        f'{understood}&" {words["forstaaet"]}"&IF({refused}=0,"","   ·   "&{refused}&" {words["afvist"]}")'
    )
    sheet.write_formula(
        4, 0, f'=IF({understood}+{refused}=0,"{words["tom"]}",{total}&{levels})', book.style("count"), ""
    )


def _for_all_rows(book: Book, grid: Grid, words: Mapping[str, Any]) -> None:
    """Write the cells above the headings: what they hold counts where a row's own cell is empty."""
    sheet, row = grid.sheet, TOP - 1
    sheet.set_row(TOP - 2, 18)
    sheet.write_string(TOP - 2, grid.at("fag"), words["for_alle"], book.style("over_group"))
    sheet.write_string(TOP - 2, grid.at("status"), words["kontrollen"], book.style("over_group"))
    sheet.write_string(TOP - 2, grid.at("elev"), words["laest_som"], book.style("over_group"))
    sheet.set_row(row, 20)
    for key in _FOR_ALL:
        place = grid.at(key)
        sheet.write_blank(row, place, None, book.style(_input_style(key), **_input_more(key)))
        book.name(f"svar_alle_{key}", sheet, row, place)
        title, message = words["hjaelp_alle"][key]
        takes = inputs.anything(book, title, message)
        if key in ("skala", "test"):
            takes = {
                **inputs.choice(book, words["valg"][key], title, message),
                "error_type": "information" if key == "test" else "stop",
            }
        sheet.data_validation(row, place, row, place, dict(takes))
    cell = {key: f"${xl_col_to_name(grid.at(key))}${row + 1}" for key in _FOR_ALL}
    made = formulas()
    # The row's own formulas read these cells too, as if they were a row: what they refuse is refused here.
    defaults = {
        "fagnavn": clean(cell["fag"]),
        "navn": f'IF({clean(cell["profil"])}="","",": "&{clean(cell["profil"])})',
        "testnavn": test_code(clean(cell["test"])),
    }
    for key in ("trin", "dag", "skalakode", "dato_tekst"):
        defaults[key] = _without_default(grid, made[key], row)
    defaults |= {key: grid.formula(pattern, row)[1:] for key, pattern in ONCE.items()}
    for key, formula in defaults.items():
        style = dict(_SHOWN[key][2]) if key in _SHOWN else {}
        sheet.write_formula(row, grid.at(key), f"={formula}", book.style("help", **style), "")


def _without_default(grid: Grid, pattern: str, row: int) -> str:
    """Take a row's formula to the row above the headings, where there is no row and nothing above."""
    inner = (
        pattern.removeprefix('IF({tilstand}<>1,"",').removesuffix(")") if "{tilstand}" in pattern else pattern
    )
    for key in ("trin", "dag", "skalakode"):
        inner = inner.replace(f"{{{key}^}}", '""')
    return grid.formula(inner, row)[1:]


def _looks(book: Book, grid: Grid) -> None:
    """Make pasted text visible whatever its own colour, and give each status its ink beside its word."""
    sheet, first = grid.sheet, TOP + 2
    last_input = grid.at(INPUTS[-1])
    sheet.conditional_format(
        TOP - 1, 0, grid.bottom, last_input,
        {"type": "formula", "criteria": "=TRUE", "format": book.rule(font_color=INK)},
    )  # fmt: skip
    status, code = grid.at("status"), f"${xl_col_to_name(grid.at('slut'))}{first}"
    for condition, ink in (
        (f'AND({code}<>"",{code}<{OK},{code}<>{CODE["overskrift"]})', RED),
        (f"{code}={CODE['overskrift']}", GREY),
        (f'AND({code}<>"",{code}>{OK})', BROWN),
        (f"{code}={OK}", GREEN),
    ):
        sheet.conditional_format(
            TOP + 1, status, grid.bottom, status + 1,
            {
                "type": "formula", "criteria": f"={condition}",
                "format": book.rule(font_color=ink, bold=ink == RED),
            },
        )  # fmt: skip


def _control(book: Book, grid: Grid, words: Mapping[str, Any]) -> None:
    """Ask the function that knows more than the formulas: KONTROL over all that is pasted."""
    sheet = grid.sheet
    first, last = xl_col_to_name(0), xl_col_to_name(grid.at(INPUTS[-1]))
    table = f"${first}${TOP + 1}:${last}${grid.bottom + 1}"
    sheet.write_string(TOP - 2, grid.at("kontrol_0"), words["kontrol"], book.style("over_group"))
    for row in range(_CONTROL_ROWS):
        for column in range(3):
            asked = f"INDEX(BEREGNER_KONTROL({table}),ROWS($A${TOP + 2}:$A{TOP + 2 + row}),{column + 1})"
            sheet.write_formula(
                TOP + 1 + row, grid.at(f"kontrol_{column}"), f'=IFERROR({asked},"")', book.style("remark"), ""
            )


def _finish(book: Book, grid: Grid, words: Mapping[str, Any]) -> None:
    sheet = grid.sheet
    sheet.set_row(TOP, 30)
    sheet.freeze_panes(TOP + 1, 2)
    sheet.repeat_rows(TOP)
    sheet.set_zoom(90)
    sheet.print_area(0, 0, grid.bottom, grid.at("grund"))
    sheet.set_column(grid.at("tilstand"), len(grid.parts) - 1, 8, None, {"level": 1, "hidden": True})
    confidential(book, sheet)
