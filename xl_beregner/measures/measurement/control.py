"""What is wrong with a table of test results somebody pasted, a row a problem.

The checks themselves stand in ``control_checks``; civil numbers are looked for elsewhere, before a
table comes here. No pupil is named: an example is a row.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from xl_beregner.catalog import Column, Each, Keys, Kind, Table, TableColumns, udf
from xl_beregner.measures.measurement.control_checks import CHECKS, COLUMNS, Results

ResultTable = Annotated[Table, Kind.TABLE, TableColumns(COLUMNS)]


class Control(NamedTuple):
    """What ``KONTROL`` spills: one row a problem, or one row that says there is none."""

    problem: Keys
    number: Column
    example: Column


@udf("KONTROL", each=Each.ANSWER)
def control(table: ResultTable) -> Control:
    """Tell what is wrong with a table of test results, or must be known before it is used.

    Parameters
    ----------
    table : Table
        The results as they were pasted, a row a result, with headings.

    Returns
    -------
    Control
        Per problem: its sentence, how many rows (of a series break: pupils) have it, and the first
        such row of the range, counted from its top. A problem of a whole column has neither. Where
        nothing is wrong, the one row ``nothing`` with the number 0; where no heading is known,
        ``no_headings``; below the headings nothing, ``no_rows``.

    Raises
    ------
    CellError
        Never for what stands in the table: that is what the answer tells.

    Notes
    -----
    Looked for: columns that are missing; error cells; numbers and dates that are text or cannot be
    read; the criterion view pasted where percentiles belong; several scales in one test; scores
    and measurement errors outside what their scale can hold; the same pupil, subject, profile,
    test and date twice; blanks; two test series of one pupil and subject; many pupils on a test's
    lowest or highest score (15 per cent or more of at least 5). Dates in the future are not looked
    for: the answer depends on the table alone.

    References
    ----------
    Terwee et al. (2007) for the 15 per cent; the Danish 7-point scale and the Swedish A-F.
    ``tests/unit/measures/measurement/test_control.py``.

    Examples
    --------
    >>> from xl_beregner.hosts.table import CellTable
    >>> headings = ["elev_id", "fag", "test", "dato", "score", "skala"]
    >>> rows = [["7", "dansk", "DNT", "2021-03-01", 135.0, "percentil"]]
    >>> found = control(CellTable([headings, *rows], COLUMNS))
    >>> found.problem, found.number, found.example
    (['date_as_text', 'outside_percentile'], array([1., 1.]), array([2., 2.]))
    """
    results = Results(table)
    if not results.has_headings or not table.height:
        return _one_row("no_rows" if results.has_headings else "no_headings", np.nan)
    problems = [problem for check in CHECKS for problem in check(results)]
    if not problems:
        return _one_row("nothing", 0.0)
    return Control(
        [problem.key for problem in problems],
        np.array([problem.number or np.nan for problem in problems], float),
        np.array(
            [problem.first + table.first_row if problem.number else np.nan for problem in problems], float
        ),
    )


def _one_row(key: str, number: float) -> Control:
    return Control([key], np.array([number]), np.array([np.nan]))
