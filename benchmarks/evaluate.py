"""What a cell costs beyond its arithmetic: functions of a class of 30, and whole columns.

``python -m benchmarks.evaluate [ROUNDS]`` prints milliseconds, best of many. *arithmetic* is the
measure alone on arrays; *evaluate* also reads the cells and says the sentences, as every host does.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from xl_beregner.hosts.adapter import find
from xl_beregner.hosts.arguments import read_arguments
from xl_beregner.hosts.engine import evaluate

CLASS = 30
USED = 400
ROWS_OF_A_SHEET = 1_048_576
LIMIT = 1.0  # milliseconds beyond the arithmetic

Cells = list[Any]


def scores(count: int, seed: int) -> tuple[list[float], list[float]]:
    """Make synthetic results before and after."""
    random = np.random.default_rng(seed)
    before = random.normal(50, 10, count)
    after = 5 + before + random.normal(0, 6, count)
    return before.round(1).tolist(), after.round(1).tolist()


def calls() -> dict[str, Cells]:
    """Give each function its cells: columns of a class, the model as it stands on a sheet."""
    before, after = scores(CLASS, 1)
    cohort_before, cohort_after = scores(1500, 2)
    model = evaluate("BEREGNER_MODEL", cohort_after, [[score] for score in cohort_before])
    columns = [[score] for score in before]
    gains = evaluate("BEREGNER_FREMGANG", before, after, 3.4, 3.4)
    return {
        "FREMGANG": [before, after, [3.4] * CLASS, [3.4] * CLASS],
        "SANDSCORE": [after, 55.0, 12.0, 0.85],
        "STATUS": [after, [3.4] * CLASS, 55.0],
        "PROGRESSION": [after, columns, model, 3.4, 3.4],
        "PROGRESSIONSINDEKS": [after, columns, model],
        "ELEVCHANCE": [columns, 60.0, model],
        "FORKLAR": ["FREMGANG", gains, "forælder"],
    }


def best(run: Callable[[], object], rounds: int) -> float:
    """Time a call: the best of several rounds, in milliseconds."""
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started)
    return 1000 * min(taken)


def whole_columns() -> dict[str, Callable[[], object]]:
    """Give a call on four whole columns, laid out as each host does."""
    before, after = scores(USED, 3)
    rest = ROWS_OF_A_SHEET - USED
    columns = (before, after, [3.4] * USED, [3.4] * USED)
    laid: dict[str, list[Any]] = {
        "a flat list": [[*column, *[None] * rest] for column in columns],
        "rows of one cell": [[*([c] for c in column), *([None] for _ in range(rest))] for column in columns],
        "an array with NaN": [np.array([*column, *[np.nan] * rest]) for column in columns],
    }
    return {name: lambda c=cells: evaluate("BEREGNER_FREMGANG", *c) for name, cells in laid.items()}  # type: ignore[misc]


def main(rounds: int = 300) -> None:
    """Print the table."""
    print(f"{CLASS} rows, ms     {'arithmetic':>11} {'evaluate':>9} {'beyond':>8}")
    for name, cells in calls().items():
        spec = find(f"BEREGNER_{name}")
        values = read_arguments(spec, cells)
        alone = best(lambda s=spec, v=values: s.function(**v), rounds)  # type: ignore[misc]
        whole = best(lambda s=spec, c=cells: evaluate(s.excel_name, *c), rounds)  # type: ignore[misc]
        told = "" if whole - alone < LIMIT else f"  more than {LIMIT:.0f} ms"
        print(f"{name:18} {alone:10.3f} {whole:9.3f} {whole - alone:8.3f}{told}")
    print(f"\n{ROWS_OF_A_SHEET:,} rows x 4, {USED} used: FREMGANG, ms")
    for name, run in whole_columns().items():
        print(f"{name:18} {best(run, 5):10.0f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
