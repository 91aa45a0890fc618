"""A list of a template: an Excel table with a defined name on each column, as the filler asks for.

A column holds what is filled (``felt_``), what the school writes (``svar_``), a native formula or
nothing but a picture over it. How cells look is told in ``look``; which columns a list has, in the
template's module.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.look import HAIR, INPUT_LINE, RULE, Book, area

Kind = Literal["felt", "svar", "formula", "blank", "picture"]
# A condition and what it changes; {cell} is the cell itself, {=key} its row's cell under that key.
Look = tuple[str, Mapping[str, Any]]

_FIGURES = ("figure", "difference", "chance", "share", "count_figure", "input_figure", "input_chance")


@dataclass(frozen=True)
class Column:
    """One column: its key (field name and key of its heading), width in characters and style."""

    key: str
    width: float
    style: str = "text"
    kind: Kind = "felt"
    formula: str = ""  # {key}: this row's cell; {list.key}: that list's whole column
    decimals: bool = False  # shown with the number of decimals in the column "decimaler"
    validation: Mapping[str, Any] = field(default_factory=dict)
    looks: Sequence[Look] = ()


def helper(key: str, formula: str = "") -> Column:
    """Make a column for charts and formulas, right of what is printed."""
    return Column(key, 9, "help", "formula" if formula else "felt", formula)


@dataclass(frozen=True)
class List:
    """A list on its sheet; rows and columns count from 0, ``top`` is the row of the headings."""

    name: str
    sheet: Worksheet
    top: int
    rows: int
    columns: Sequence[Column]
    in_table: int  # so many of the first columns are the Excel table

    def at(self, key: str) -> int:
        """Tell which column of the sheet holds the key."""
        return [column.key for column in self.columns].index(key)

    def cells(self, key: str) -> str:
        """Write the reference to a column's data rows."""
        return area(self.sheet, self.top + 1, self.at(key), self.bottom, self.at(key))

    def print_and_freeze(self, head_height: float = 39, beside: str = "navn") -> None:
        """Keep what stands above the list in sight, on screen and on each page; print up to the helpers.

        ``beside``: the last column that stays in sight when one scrolls to the right.
        """
        self.sheet.set_row(self.top - 2, 18)
        self.sheet.set_row(self.top - 1, 18)
        self.sheet.set_row(self.top, head_height)
        self.sheet.freeze_panes(self.top + 1, self.at(beside) + 1)
        self.sheet.repeat_rows(0, self.top)
        self.sheet.set_zoom(90)
        self.sheet.print_area(0, 0, self.bottom, self.last_printed)

    @property
    def bottom(self) -> int:
        """The last row of data."""
        return self.top + self.rows

    @property
    def last_printed(self) -> int:
        """The last column before the helpers."""
        return max(place for place, column in enumerate(self.columns) if column.style != "help")


class Lists:
    """The lists of one workbook; formulas of one may look into another made before it."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.made: dict[str, List] = {}

    def write(
        self,
        sheet: Worksheet,
        name: str,
        top: int,
        rows: int,
        columns: Sequence[Column],
        *,
        buttons: bool = False,
        from_top: bool = False,
    ) -> List:
        """Write a list, empty, with its names, formulas, validations and rules.

        The Excel table ends where a picture stands outside it: a drawing above a table's own columns
        would be in the way of new rows. Columns right of it are the list's by their names alone.
        ``buttons``: the headings get filter buttons, which work on a locked sheet too. ``from_top``: rows
        are tall and full of words, so that all of a row begins at its top.
        """
        kinds = [column.kind for column in columns]
        in_table = kinds.index("picture") if "picture" in kinds else len(columns)
        made = self.made[name] = List(name, sheet, top, rows, columns, in_table)
        self._table(made, buttons)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(top, place, self._heading(made, column), self.book.style(head_style(column)))
            if column.kind != "picture":
                self._column(made, column, place, {"valign": "top"} if from_top else {})
        sheet.write_string(
            top - 1, made.last_printed + 1, self.book.words["faelles"]["hjaelp"], self.book.style("help_over")
        )
        rules(self.book, made)
        return made

    def formula(self, name: str, pattern: str, row: int = 0) -> str:
        """Put references for ``{key}`` and ``{list.key}``, and words for ``{'section.key'}``.

        ``{first:last}`` is this row's cells from one column of the table to another. A reference to this
        row carries the table's name: LibreOffice answers ``#N/A`` without it.
        """

        def reference(found: re.Match[str]) -> str:
            said = found.group(1)
            if said.startswith("'"):
                section, key = said.strip("'").split(".")
                return '"' + str(self.book.words[section][key]).replace('"', '""') + '"'
            if ":" in said:
                first, last = (str(self.book.words[name]["kolonner"][key]) for key in said.split(":"))
                return f"{table_name(name)}[[#This Row],[{first}]:[{last}]]"
            other, _, key = said.rpartition(".")
            made = self.made[other or name]
            place = made.at(key)
            heading = self._heading(made, made.columns[place])
            if place >= made.in_table:
                return made.cells(key) if other else f"${xl_col_to_name(place)}{row + 1}"
            return (
                f"{table_name(made.name)}[{heading}]"
                if other
                else f"{table_name(name)}[[#This Row],[{heading}]]"
            )

        return "=" + re.sub(r"\{([^}]+)\}", reference, pattern)

    def _heading(self, made: List, column: Column) -> str:
        return str(self.book.words[made.name]["kolonner"][column.key])

    def _table(self, made: List, buttons: bool) -> None:
        words = self.book.words[made.name]
        columns: list[dict[str, Any]] = []
        for column in made.columns[: made.in_table]:
            columns.append({"header": self._heading(made, column)})
            written = self.formula(made.name, column.formula)
            # A formula that looks right of the table differs from row to row: it is no table's own.
            if column.formula and written == self.formula(made.name, column.formula, 1):
                columns[-1]["formula"] = written
        made.sheet.add_table(
            made.top, 0, made.bottom, made.in_table - 1,
            {
                "name": table_name(made.name), "style": None, "autofilter": buttons, "columns": columns,
                "title": words["titel"], "description": words["alt"],
            },
        )  # fmt: skip

    def _column(self, made: List, column: Column, place: int, look: Mapping[str, Any]) -> None:
        sheet, style = made.sheet, self.book.style(column.style, **look)
        for row in range(made.top + 1, made.bottom + 1):
            if column.formula:
                sheet.write_formula(row, place, self.formula(made.name, column.formula, row), style, "")
            else:
                sheet.write_blank(row, place, None, style)
        if column.kind in ("felt", "svar"):
            self.book.name(
                f"{column.kind}_{made.name}__{column.key}", sheet, made.top + 1, place, made.bottom
            )
        if column.validation:
            sheet.data_validation(made.top + 1, place, made.bottom, place, dict(column.validation))


def table_name(name: str) -> str:
    """Name the Excel table of a list."""
    return f"tbl_{name}"


def head_style(column: Column) -> str:
    """Give a heading the alignment of its column."""
    if column.style == "help":
        return "help_head"
    if column.style.startswith(_FIGURES):
        return "head_right"
    return "head_first" if column.style in ("group", "name", "name_line", "words_of") else "head"


def rules(book: Book, made: List) -> None:
    """Add what depends on the row: decimals, a status's ink, a quiet line above each new group.

    Excel adds up all rules that hold, LibreOffice takes one of them and lets its border replace the
    whole border. So each rule says all that holds in its case, the fullest case first.
    """
    keys = [column.key for column in made.columns]
    first_row = made.top + 1
    # A goal as it is written begins no group.
    shown_once = [place for place, key in enumerate(keys) if key.endswith("_vist") and key != "maal_vist"]
    group = f'${xl_col_to_name(shown_once[0])}{first_row + 1}<>""' if shown_once else ""
    for first, last in _runs(made):
        column = made.columns[first]
        cell = xl_rowcol_to_cell(first_row, first, col_abs=True)
        looks = [
            (_placed(made, condition.replace("{cell}", cell)), change)
            for condition, change in _looks(made, column)
        ]
        border = _group_border(column)
        cases: list[Look] = [
            (f"AND({group},{condition})", {**change, **border}) for condition, change in looks if group
        ]
        cases += [(group, border)] if group else []
        cases += looks
        # A fuller case must come before the group's line alone, and that before the rest.
        for condition, change in cases:
            made.sheet.conditional_format(
                first_row, first, made.bottom, last,
                {"type": "formula", "criteria": "=" + condition, "format": book.rule(**change)},
            )  # fmt: skip


def _looks(made: List, column: Column) -> list[Look]:
    looks = list(column.looks)
    if column.decimals:
        decimals = f"${xl_col_to_name(made.at('decimaler'))}{made.top + 2}"
        for count, shape in ((0, "#,##0"), (2, "#,##0.00")):
            pattern = f'+{shape};"−"{shape};{shape}' if column.style == "difference" else shape
            looks.append((f"{decimals}={count}", {"num_format": pattern}))
    return looks


def _placed(made: List, condition: str) -> str:
    def cell(found: re.Match[str]) -> str:
        return f"${xl_col_to_name(made.at(found[1]))}{made.top + 2}"

    return re.sub(r"\{=(\w+)\}", cell, condition)


def _group_border(column: Column) -> dict[str, Any]:
    border = {"top": 1, "top_color": RULE, "bottom": 1, "bottom_color": HAIR}
    if column.style.startswith("input"):
        border |= {"bottom_color": INPUT_LINE}
        border |= {"left": 1, "left_color": INPUT_LINE, "right": 1, "right_color": INPUT_LINE}
    return border


def _runs(made: List) -> list[tuple[int, int]]:
    """Find adjacent printed columns under the same rules as (first, last)."""

    def kind(column: Column) -> tuple[object, ...]:
        return (column.decimals, column.style == "difference", column.style.startswith("input"))

    runs: list[tuple[int, int]] = []
    for place, column in enumerate(made.columns[: made.last_printed + 1]):
        if column.kind == "picture":
            continue
        joins = runs and runs[-1][1] == place - 1 and kind(made.columns[place - 1]) == kind(column)
        if joins and not column.looks and not made.columns[place - 1].looks:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
