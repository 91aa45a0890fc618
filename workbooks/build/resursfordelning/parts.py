"""What the sheets of the grant share: heading, that the arithmetic is an example, the signs of a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.lists import Look
from workbooks.build.kit.look import BLUE, BROWN, GREY, RED, Book
from workbooks.build.kit.municipal import LINE_ROW, heading

EXAMPLE_ROW: Final = LINE_ROW + 1
_MOST: Final = 10**12  # kr.

# Cells of the arithmetic by name: a row of a cell a factor, and single amounts.
WEIGHT, TURNED, MEAN, AS_SHOWN, EACH, MOVED = (
    "ressource_rad_andel",
    "ressource_rad_vendt",
    "ressource_rad_snit",
    "ressource_rad_medel",
    "ressource_rad_pr_andel",
    "ressource_rad_flyttet",
)
BASE, POOL = "ressource_grund_gaelder", "ressource_pulje_gaelder"  # blank where nobody has set them
TO_SHARE, LEFT = "ressource_til_deling", "ressource_rest"


def head(book: Book, sheet: Worksheet, words: Mapping[str, Any], line: str = "") -> None:
    """Write the heading, a line about this sheet, and that the arithmetic is an example."""
    heading(book, sheet, words)
    sheet.set_row(LINE_ROW, 18 if line else 4)
    if line:  # its field stands on the front
        sheet.write_formula(
            LINE_ROW, 0, f'=IF(felt_{line}="","",felt_{line})', book.style("must_be_said"), ""
        )
    example(book, sheet, EXAMPLE_ROW)


def example(book: Book, sheet: Worksheet, row: int) -> None:
    """Say that the arithmetic is an example, and where the real one must come from."""
    sheet.set_row(row, 18)
    sheet.write_string(row, 0, book.words["raekneexempel"]["linje"], book.style("warning", font_size=10))


def money(book: Book, help: Sequence[str], smallest: float = 0) -> inputs.Validation:
    """Take an amount of money of any size."""
    return {**inputs.number(book, *help), "minimum": smallest, "maximum": _MOST}


def changed() -> list[Look]:
    """Ink a change by its icon: more money is no better than less, so neither is green or red."""
    return [
        (f'LEFT({{cell}},1)="{icon}"', {"font_color": ink})
        for icon, ink in (("▲", BLUE), ("▼", BROWN), ("=", GREY))
    ]


def warned() -> list[Look]:
    """Ink what asks for a look."""
    return [('LEFT({cell},1)="⚠"', {"font_color": RED})]
