"""Any function by its Excel name, on plain Python values: the headless twin of a cell.

What happens between a cell and a measure stands in ``adapter``; the measures in ``measures``.
"""

from __future__ import annotations

# Importing these fills the catalogue; the calculation itself goes through it.
import xl_beregner.hosts.explain
import xl_beregner.measures  # noqa: F401
from xl_beregner.hosts.adapter import Cell, call
from xl_beregner.hosts.adapter import find as find


def evaluate(name: str, /, *arguments: object) -> list[list[Cell]]:
    """Run a function as a cell would and return what the cell would spill.

    Parameters
    ----------
    name : str
        The Excel name, ``BEREGNER_FREMGANG``; case does not matter.
    *arguments
        What the cells hold: a number, text, a date, None for a blank, or a range as a list (or as
        rows of one column each).

    Returns
    -------
    list of list
        Rows of float, str or None (blank).

    Raises
    ------
    UnknownFunctionError
        ``#NAME?``. No function has that name.
    CellError
        The function's own error; its ``excel_code`` is what a cell shows.

    Examples
    --------
    >>> evaluate("BEREGNER_SKJUL", [7.4, 6.9], [12, 4])
    [[7.4], ['færre end 5 elever']]
    """
    return call(find(name), arguments)
