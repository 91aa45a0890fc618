"""Where a picture for the board stands, and the points it is drawn from.

What the pictures show is found in ``board``, how they are drawn told in ``pictures``.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.look import Book, area
from workbooks.build.kit.pictures import OFF

PANELS, ACROSS = 6, 3
SPAN = 11  # columns of a panel: a word, eight years, the target, a gap
TOP, HEIGHT = 5, 12  # first row of the first panel (from 0), rows from one panel to the next
CHART_ROWS = 6  # rows of a panel that the picture takes
YEARS = range(1, 9)
CHOICES = ACROSS * SPAN + 1  # the column of the choices; the pictures' points stand right of them

_POINTS = TOP + 9  # the first row of the points
# Rows of points, below each other: both lines, the target, the line around the uncertainty and in it.
_ROWS = {"skolen": 8, "kommunen": 8, "maal": 1, "usikkerhed": 7}
_BESIDE = 0.4  # of a year: so far the box reaches beyond its first and last year


@dataclass(frozen=True)
class Panel:
    """One picture's place: its number, and its cells (rows and columns from 0)."""

    number: int

    @property
    def top(self) -> int:
        """The row of its heading."""
        return TOP + HEIGHT * (self.number // ACROSS)

    @property
    def left(self) -> int:
        """The column of its words; the first year stands right of it."""
        return SPAN * (self.number % ACROSS)

    @property
    def figures(self) -> int:
        """The row of its years; below it the school's figures, the municipality's and the baseline."""
        return self.top + 1 + CHART_ROWS

    @property
    def points(self) -> int:
        """The column of its points' x; their y stand right of it."""
        return CHOICES + 3 + 3 * self.number

    # What is shown: rows (from 1, 0 for none) in the lists, and what was found there.
    @property
    def agreed(self) -> str:
        """The row in the agreement."""
        return self._help(0, 0)

    @property
    def figure(self) -> str:
        """The row among the figures."""
        return self._help(1, 0)

    @property
    def proposal(self) -> str:
        """The row among the proposals."""
        return self._help(2, 0)

    @property
    def refused(self) -> str:
        """1 where what was chosen may not be shown."""
        return self._help(3, 0)

    @property
    def decimals(self) -> str:
        """How many decimals its figures have."""
        return self._help(4, 0)

    @property
    def first_year(self) -> str:
        """Which of the eight years the baseline begins in; below 1 when before them."""
        return self._help(0, 1)

    @property
    def last_year(self) -> str:
        """Which of the eight years the baseline ends in."""
        return self._help(1, 1)

    @property
    def baseline(self) -> str:
        """The baseline."""
        return self._help(2, 1)

    @property
    def low(self) -> str:
        """The lower end of its interval."""
        return self._help(3, 1)

    @property
    def high(self) -> str:
        """The upper end of its interval."""
        return self._help(4, 1)

    def _help(self, down: int, right: int) -> str:
        return cell(TOP + down, self.points + right)

    def first_point(self, key: str) -> int:
        """Tell the first row of a series' points."""
        keys = list(_ROWS)
        return _POINTS + sum(_ROWS[before] for before in keys[: keys.index(key)])


def cell(row: int, column: int) -> str:
    """Write an absolute reference."""
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def points(book: Book, sheet: Worksheet, panel: Panel) -> None:
    """Write the picture's points as numbers only: a blank or a text would be drawn as 0.

    A point that is not there stands left of the scale, at a height that is on it.
    """
    fallback = cell(panel.first_point("skolen") + 7, panel.points + 1)
    target = cell(panel.figures + 1, panel.left + 9)
    agreed = f"ISNUMBER({target})"
    written = {
        "skolen": _line(panel, "skolen", 1, "0"),
        "kommunen": _line(panel, "kommunen", 2, fallback),
        "maal": [(f"IF({agreed},9,{OFF})", f"IF({agreed},{target},{fallback})")],
        "usikkerhed": _box(panel, fallback),
    }
    style = book.style("help")
    for key, found in written.items():
        for row, (x, y) in enumerate(found, start=panel.first_point(key)):
            sheet.write_formula(row, panel.points, "=" + x, style, OFF)
            sheet.write_formula(row, panel.points + 1, "=" + y, style, 0)


def _line(panel: Panel, key: str, down: int, otherwise: str) -> list[tuple[str, str]]:
    """Give a point a year; one without a figure repeats the point after it and adds nothing to the line."""
    values = [cell(panel.figures + down, panel.left + year) for year in YEARS]
    first, x = panel.first_point(key), panel.points
    after = [(cell(first + year, x), cell(first + year, x + 1)) for year in YEARS[:-1]]
    return [
        (f"IF(ISNUMBER({value}),{year},{later[0]})", f"IF(ISNUMBER({value}),{value},{later[1]})")
        for year, value, later in zip(YEARS, values, [*after, _last(values, otherwise)], strict=True)
    ]


def _last(values: list[str], otherwise: str) -> tuple[str, str]:
    """Give x and y of the last year with a figure before the eighth; left of the scale without any."""
    x, y = str(OFF), otherwise
    for year, value in zip(YEARS[:-1], values, strict=False):
        x, y = f"IF(ISNUMBER({value}),{year},{x})", f"IF(ISNUMBER({value}),{value},{y})"
    return x, y


def _box(panel: Panel, fallback: str) -> list[tuple[str, str]]:
    """Go around the interval over the years behind the baseline, and along the baseline itself."""
    numbers = ",".join(f"ISNUMBER({place})" for place in (panel.low, panel.high, panel.baseline))
    known = f"AND({numbers},{panel.first_year}<=8,{panel.last_year}>=1)"
    left = f"MAX(1,{panel.first_year})-{_BESIDE}"
    right = f"MIN(8,{panel.last_year})+{_BESIDE}"
    corners = (
        (left, panel.baseline),
        (left, panel.low),
        (right, panel.low),
        (right, panel.high),
        (left, panel.high),
        (left, panel.baseline),
        (right, panel.baseline),
    )
    return [(f"IF({known},{x},{OFF})", f"IF({known},{y},{fallback})") for x, y in corners]


def series(sheet: Worksheet, panel: Panel) -> dict[str, tuple[str, str]]:
    """Give x and y of every series."""
    x = panel.points
    found = {}
    for key, rows in _ROWS.items():
        first = panel.first_point(key)
        last = first + rows - 1
        found[key] = (area(sheet, first, x, last, x), area(sheet, first, x + 1, last, x + 1))
    return found
