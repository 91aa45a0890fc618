"""The sheet "Elever": a row a pupil, the tests of one subject over time, and what has happened between two.

Which columns it has and how they look stands here; what its formulas say, in ``gain`` (one
pupil) and ``occasions`` (which tests there are, and which two are compared).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from workbooks.build.beregneren import gain, occasions
from workbooks.build.beregneren.grid import Grid, Part, class_title, confidential
from workbooks.build.beregneren.known import PERCENTILE
from workbooks.build.beregneren.parts import whole
from workbooks.build.kit import inputs
from workbooks.build.kit.look import BLUE, BROWN, GREY, INK, WHITE, Book, page

TOP = 9  # the row (from 0) of the headings; above them stand the choices, and facts of each test
_OCCASIONS = range(1, occasions.MOST + 1)
# The yellow cells above the rows: first and last column; a name of a test needs the room of four.
_CHOICES = {"valgt_fag": (0, 0), "sammenlign_fra": (2, 5), "sammenlign_til": (7, 9)}
_CHOICE_ROW = 5
_INKS = (("frem", BLUE), ("tilbage", BROWN))


def pupils(book: Book, *, functions: bool) -> Grid:
    """Write the sheet; pupils come from the class list of a fill, others as they are met in the paste."""
    words = book.words["elever"]
    sheet = page(book, words["ark"], row_height=19, writes=True, pages=1)
    grid = Grid(book, sheet, TOP, gain.PUPILS, _parts(words, functions=functions))
    grid.write(words["kolonner"])
    if functions:
        gain.question_row(book, grid)
        _answering(book, grid, words)
    occasions.write(book, grid, words)
    occasions.choices(book, grid, words, _CHOICE_ROW, _CHOICES)
    _heading(book, grid, words)
    _inputs(book, grid, words)
    _looks(book, grid)
    _finish(book, grid, words)
    return grid


def _parts(words: Mapping[str, Any], *, functions: bool) -> list[Part]:
    made = gain.formulas(words, functions=functions)
    small = {"font_size": 10}

    def shown(key: str, width: float, style: str, name: str = "", **more: Any) -> Part:
        return Part(key, width, style, made.get(key, ""), name, more)

    return [
        shown("vist_navn", 28, "name_line", "e_navn"),
        *(shown(f"t_{at}", 8.6, "figure", f"t_{at}", num_format="General", **small) for at in _OCCASIONS),
        shown("fremgang", 9, "difference", "e_fremgang", num_format='+0.00;"−"0.00;0.00'),
        shown("nedre", 7, "figure_quiet", "e_nedre", num_format='0.00;"−"0.00', indent=0, **small),
        shown("oevre", 7, "figure_quiet", "e_oevre", num_format='0.00;"−"0.00', indent=0, **small),
        shown("vist", 27, "status", "e_vist", text_wrap=False),
        shown("percentil", 9.5, "figure_strong", "e_percentil", num_format="0"),
        shown("p_nedre", 5, "figure_quiet", "e_p_nedre", num_format="0", indent=0, **small),
        shown("p_oevre", 5, "figure_quiet", "e_p_oevre", num_format="0", indent=0, **small),
        shown("forventet", 9.5, "figure", "e_forventet", num_format="0"),
        shown("maal", 8, "input_figure", "svar_klasseliste__maal e_maal", num_format="General", bold=False),
        shown("chance", 10, "chance", "e_chance", bold=False),
        shown("note", 50, "input_long", "svar_klasseliste__note e_note"),
        shown("noegle", 9, "help", "felt_klasseliste__noegle"),
        shown("navn", 9, "help", "felt_klasseliste__navn"),
        *(
            Part(key, 8, "help", formula, gain.NAMES.get(key, ""))
            for key, formula in made.items()
            if key not in gain.SHOWN
        ),
        Part("fag_liste", 14),
    ]


def _heading(book: Book, grid: Grid, words: Mapping[str, Any]) -> None:
    sheet = grid.sheet
    class_title(book, sheet, words)
    sheet.write_formula(2, 0, '=IF(felt_eksempel="","",felt_eksempel)', book.style("warning"), "")
    sheet.set_row(3, 18)
    sheet.write_formula(3, 0, _notice(words), book.style("count_warning", indent=0), "")
    sheet.set_row(4, 18)
    for key, (column, _) in _CHOICES.items():
        sheet.write_string(_CHOICE_ROW - 1, column, words["vaelg"][key], book.style("over"))
    sheet.set_row(_CHOICE_ROW, 21)
    unit = f'IF(enhed_ord="","","   ·   {words["enhed"]} "&enhed_ord)'
    broken = f'"   ·   {words["grund"]["brud"]}"'
    compared = f'"{words["sammenlignet"]} "&par_tekst&IF(par_brud=1,{broken},{unit})'
    said = f'=IF(valgt_fag="","",valgt_fag&"   ·   ")&IF(par_er=0,"{words["intet_par"]}",{compared})'
    sheet.set_row(6, 24)
    sheet.write_formula(6, 0, said, book.style("lead"), "")
    sheet.set_row(7, 8)
    sheet.set_row(8, 18)
    for key, over in (("proever", "t_1"), ("vaekst", "percentil")):
        sheet.write_string(TOP - 1, grid.at(over), words[f"gruppe_{key}"], book.style("over_group"))
    gain = f'="{words["gruppe_fremgang"]} ("&{whole("konfidens_andel*100")}&" %)"'
    sheet.write_formula(TOP - 1, grid.at("fremgang"), gain, book.style("over_group"), "")
    following = f"INDEX(e_naeste,MATCH(1,{grid.cells('gyldig')},0))"
    target = f'="{words["gruppe_maal"]}"&IFERROR(IF({following}="","",": "&{following}),"")'
    sheet.write_formula(TOP - 1, grid.at("maal"), target, book.style("over_group"), "")


def _answering(book: Book, grid: Grid, words: Mapping[str, Any]) -> None:
    """Say whether the add-in answers: without it the cells that ask it are blank."""
    row, column = 1, grid.at("percentil")
    grid.sheet.write_string(row, column, words["svarer"], book.style("over"))
    for number, key in ((1, "noegle"), (2, "navn")):
        grid.sheet.write_number(row, grid.at(key), number, book.style("help"))
    # Numbers in cells: LibreOffice takes these arguments as references.
    one, two = (grid.one(key, row) for key in ("noegle", "navn"))
    gained = f"IFERROR(INDEX(BEREGNER_FREMGANG({one},{two},{one},{one}),1,1),0)"
    asked = f'=IF({gained}=1,"{words["ja"]}","{words["nej"]}")'
    grid.sheet.write_formula(row, grid.at("note"), asked, book.style("count"), "")
    book.name("funktionerne_svarer", grid.sheet, row, grid.at("note"))


def _notice(words: Mapping[str, Any]) -> str:
    """Say what a reader must know first: rows refused, pupils without a row here, figures outdated."""
    refused = "COUNTIF(i_status,ord_afvist)"
    hidden = f"INT(MAX(0,COUNTA(felt_klasseliste__noegle)+MAX(i_elev_taeller)-{gain.PUPILS}))"
    old = "(COUNTIF(e_percentil,ord_foraeldet)>0)"
    unsure = "(COUNT(e_percentil)>COUNT(e_p_nedre))"
    return (
        f'=IF({refused}=0,"","⚠ "&{refused}&" {words["afvist"]}   ")'
        f'&IF({hidden}=0,"","⚠ "&{hidden}&" {words["flere_elever"]}   ")'
        f'&IF({old},"⚠ {words["foraeldet"]}   ","")'
        f'&IF({unsure},"⚠ {words["uden_interval"]}","")'
    )


def _inputs(book: Book, grid: Grid, words: Mapping[str, Any]) -> None:
    for key, takes in (("maal", inputs.number), ("note", inputs.anything)):
        title, message = words["hjaelp"][key]
        column = grid.at(key)
        grid.sheet.data_validation(TOP + 1, column, grid.bottom, column, dict(takes(book, title, message)))


def _looks(book: Book, grid: Grid) -> None:
    """Give a state its ink beside its icon and word, and each scale its decimals; rows of nobody are blank.

    What lies within the uncertainty keeps the text's own ink: it is no colour's matter.
    """
    first = TOP + 2
    keys = ("status", "vist_navn", "percentil", "p_nedre")
    cell = {key: f"${xl_col_to_name(grid.at(key))}{first}" for key in keys}
    status, name = cell["status"], cell["vist_navn"]
    old = f"{xl_col_to_name(grid.at('percentil'))}{first}=ord_foraeldet"
    unsure = f'AND(ISNUMBER({cell["percentil"]}),{cell["p_nedre"]}="")'
    blank = {"bg_color": WHITE, "font_color": INK, "border": 1, "border_color": WHITE}
    points = {"num_format": '+0;"−"0;0'}
    rules: list[tuple[str, str, str, dict[str, Any]]] = [
        ("vist_navn", "note", f'{name}=""', blank),
        *(("vist", "vist", f'{status}="{word}"', {"font_color": ink, "bold": True}) for word, ink in _INKS),
        (
            "vist",
            "vist",
            f'AND({status}<>"inden for usikkerheden",{status}<>"uændret")',
            {"font_color": GREY},
        ),
        ("percentil", "forventet", old, {"font_color": BROWN, "bold": False}),
        # Without its interval a growth percentile is no firm figure, and does not look like one.
        ("percentil", "percentil", unsure, {"font_color": GREY, "bold": False, "num_format": '"("0")"'}),
        ("fremgang", "fremgang", f"N(par_enhed)>{PERCENTILE}", points),
        ("nedre", "oevre", f"N(par_enhed)>{PERCENTILE}", {"num_format": '0;"−"0;0'}),
    ]
    for left, right, condition, change in rules:
        grid.sheet.conditional_format(
            TOP + 1, grid.at(left), grid.bottom, grid.at(right),
            {
                "type": "formula", "criteria": f"={condition}", "format": book.rule(**change),
                "stop_if_true": True,
            },
        )  # fmt: skip


def _finish(book: Book, grid: Grid, words: Mapping[str, Any]) -> None:
    sheet = grid.sheet
    sheet.set_row(TOP, 50)
    sheet.freeze_panes(TOP + 1, 1)
    sheet.repeat_rows(TOP - 1, TOP)
    sheet.set_zoom(90)
    sheet.print_area(0, 0, grid.bottom, grid.at("note"))
    sheet.write_string(0, grid.at("noegle"), book.words["faelles"]["hjaelp"], book.style("help_over"))
    confidential(book, sheet)
