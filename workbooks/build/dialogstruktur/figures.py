"""The sheets of figures of `dialogstruktur`, and the rows of a talk's agenda that look figures up there.

A list can be filled in one place only, and several talks speak of the same figures. So each list has a
sheet of its own, where the school's words stand beside each figure, and an agenda shows its first rows.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.goal_formulas import icon_inks
from workbooks.build.kit.lists import Column, List, Lists, Look, helper
from workbooks.build.kit.look import GREEN, RED, Book, heading
from workbooks.build.kit.parts import field

RESULTS, STAFF = "dialog_resultat_tal", "dialog_personale_tal"
_OWN_WORDS = {RESULTS: "rektors_ord", STAFF: "var_bild"}
_ROWS = {RESULTS: 10, STAFF: 5}
_TOP = 7  # the row (from 0) of a list's headings
_INKS = {"▲": GREEN, "▼": RED}
_SHAPES = {0: "#,##0", 2: "#,##0.00"}  # one decimal is the style's own


def figures(book: Book, lists: Lists, sheet: Worksheet, name: str) -> List:
    """Write a list of figures, each with its uncertainty, a question and room for words."""
    words, own = book.words[name], _OWN_WORDS[name]
    heading(book, sheet, words)
    field(book, sheet, _TOP - 2, 0, f"{name.removesuffix('_tal')}_linje", "count")
    takes = inputs.anything(book, *words["hjaelp"][own])
    columns = [
        Column("pejlemaerke_vist", 18, "group"),
        Column("navn", 24, "name"),
        Column("maaleenhed", 10.5, "quiet"),
        Column("forrige", 8.5, "figure_quiet", decimals=True),
        Column("seneste", 8.5, "figure_strong", decimals=True),
        Column("usikkerhed", 7.5, "figure_quiet", decimals=True),
        Column("aar_seneste", 10, "quiet"),
        Column("udvikling", 13, "status", looks=inks()),
        Column("kommune", 11, "figure_quiet", decimals=True),
        Column("mod_kommunen", 13, "status", looks=inks()),
        Column("spoergsmaal", 26, "quiet"),
        Column(own, 38, "input_long", "svar", validation=takes),
        Column("bemaerkning", 18, "remark"),
        *(helper(key) for key in _helpers(name)),
    ]
    made = lists.write(sheet, name, _TOP, _ROWS[name], columns)
    for key, said in (("forrige", "skola"), ("kommune", "andra"), ("spoergsmaal", "ord")):
        sheet.write_string(_TOP - 1, made.at(key), words[f"gruppe_{said}"], book.style("over_group"))
    made.print_and_freeze()
    return made


def _helpers(name: str) -> tuple[str, ...]:
    common = ("viser_tallet", "noegle", "decimaler")
    return (*common, "fortrolig") if name == RESULTS else common


def inks() -> list[Look]:
    """Help the arrows with an ink: the word says it too."""
    return icon_inks(_INKS)


# --- An agenda's rows --------------------------------------------------------------------------
def look_up(lists: Lists, name: str, key: str, place: int) -> str:
    """Look up a cell of a list by its place; what is blank or beyond its end stays blank."""
    found = f"INDEX({{{name}.{key}}},{place})"
    return lists.formula(name, f'IFERROR(IF({found}="","",{found}),"")')


def say(lists: Lists, name: str, place: int, hidden: str = "") -> str:
    """Say what a figure shows, or why it is not shown; ``hidden``: said of figures no board may see."""
    said, remark = (f"INDEX({{{name}.{key}}},{place})" for key in ("viser_tallet", "bemaerkning"))
    told = f'IF({said}="",IF({remark}="","",{remark}),{said})'
    if hidden:
        secret = f"INDEX({{{name}.fortrolig}},{place})"
        told = f'IF({secret}="",{told},"{hidden}")'
    return lists.formula(name, f'IFERROR({told},"")')


def shown(lists: Lists, name: str, key: str, place: int) -> str:
    """Look up a cell that is blank where no board may see the figure."""
    found, secret = f"INDEX({{{name}.{key}}},{place})", f"INDEX({{{name}.fortrolig}},{place})"
    return lists.formula(name, f'IFERROR(IF(OR({found}="",{secret}<>""),"",{found}),"")')


def decimals(
    book: Book, sheet: Worksheet, rows: tuple[int, int], columns: tuple[int, int], helper_column: int
) -> None:
    """Show figures with the decimals that stand in a column out of print."""
    first, last = rows
    cell = xl_rowcol_to_cell(first, helper_column, col_abs=True)
    for count, shape in _SHAPES.items():
        rule = {"type": "formula", "criteria": f'=AND({cell}<>"",{cell}={count})'}
        sheet.conditional_format(
            first, columns[0], last, columns[1], {**rule, "format": book.rule(num_format=shape)}
        )
