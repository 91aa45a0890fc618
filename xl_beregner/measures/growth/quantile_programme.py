"""Quantile regression as a linear programme, solved by HiGHS, or by scipy where HiGHS is not at hand.

Here stand rough fits, right to some seven digits; ``quantile_vertex`` makes them exact and proves them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from xl_beregner.measures.rules import Array

OPTIONS = {
    "output_flag": False,
    "presolve": "off",
    "solver": "simplex",
    "threads": 1,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-10,
}
# HiGHS takes residuals below its tolerance for 0; in these units that is rounding.
_UNITS = 100.0


def rough_fits(design: Array, outcome: Array, taus: Array) -> Iterator[tuple[Array, Array]]:
    """Give the coefficients for each quantile in turn, and the ``a`` that goes with them.

    Notes
    -----
    The dual programme, ``min -y'a`` with ``X'a = (1 - tau) X'1`` and ``0 <= a <= 1``. Only its right
    side changes with the quantile, so the dual simplex goes on from the quantile before. The
    coefficients are minus the multipliers of the rows. (Koenker 2005, section 6.2.)
    """
    try:
        import highspy
    except ImportError:
        yield from _with_scipy(design, outcome, taus)
    else:
        yield from _with_highs(highspy, design, outcome, taus)


def _with_highs(highspy: Any, design: Array, outcome: Array, taus: Array) -> Iterator[tuple[Array, Array]]:
    columns = design.shape[1]
    solver = highspy.Highs()
    for option, value in OPTIONS.items():
        solver.setOptionValue(option, value)
    solver.passModel(_programme(highspy, design, outcome))
    rows = np.arange(columns, dtype=np.int32)
    total = design.sum(axis=0)
    for tau in taus:
        side = (1 - tau) * total
        solver.changeRowsBounds(columns, rows, side, side)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            yield from _with_scipy(design, outcome, np.array([tau]))
        else:
            solution = solver.getSolution()
            yield -np.array(solution.row_dual) / _UNITS, np.array(solution.col_value)


def _programme(highspy: Any, design: Array, outcome: Array) -> Any:
    """Lay the programme out as HiGHS takes it; half of a B-spline design is 0."""
    size, columns = design.shape
    filled = design != 0
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = size, columns
    programme.col_cost_ = -_UNITS * outcome
    programme.col_lower_, programme.col_upper_ = np.zeros(size), np.ones(size)
    programme.row_lower_ = programme.row_upper_ = np.zeros(columns)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = np.concatenate([[0], filled.sum(axis=1).cumsum()]).astype(np.int32)
    programme.a_matrix_.index_ = filled.nonzero()[1].astype(np.int32)
    programme.a_matrix_.value_ = design[filled]
    return programme


def _with_scipy(design: Array, outcome: Array, taus: Array) -> Iterator[tuple[Array, Array]]:
    from scipy.optimize import linprog

    total = design.sum(axis=0)
    for tau in taus:
        found = linprog(-outcome, A_eq=design.T, b_eq=(1 - tau) * total, bounds=(0, 1), method="highs")
        if found.status == 0:
            yield -found.eqlin.marginals, found.x
        else:
            # The walk starts from nothing then; what it ends at must be proved all the same.
            yield np.zeros(design.shape[1]), np.zeros(outcome.size)
