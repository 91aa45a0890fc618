"""How two processes compare with one: 240 workbooks, from the example's schools under new numbers.

``python -m benchmarks.scale [ROUNDS]`` prints seconds and ratios. *command* is ``xl-beregner fill`` as
a user runs it, from start to end; *workbooks* is the part that makes them, after the figures are
there. What speeds up with processes is the second; the first also reads and computes.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from xl_beregner.batch.plan import plan_run
from xl_beregner.batch.pool import warm_up
from xl_beregner.batch.run import fill_all
from xl_beregner.batch.shelf import EXAMPLE_TEMPLATE, EXAMPLE_YEAR, example_dataset, find_template

COPIES = 10
JOBS = (1, 2)


def multiply(target: Path, copies: int = COPIES) -> int:
    """Write the example dataset with every school several times; return how many schools there are."""
    source = example_dataset()
    shutil.copytree(source, target)
    numbers = [row["skole_nr"] for row in _rows(source / "skoler.csv")]
    for table, key in (("skoler", "skole_nr"), ("indikatorer", "enhed")):
        rows = list(_rows(source / f"{table}.csv"))
        with open(target / f"{table}.csv", "w", newline="", encoding="utf-8-sig") as file:
            writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")
            writer.writeheader()
            for row in rows:
                times = range(copies) if row[key] in numbers else range(1)
                # 101001, 201001, ...: the same school under a new number.
                writer.writerows(
                    row | {key: row[key] if copy == 0 else f"{copy}9{row[key]}"} for copy in times
                )
    return len(numbers) * copies


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with open(path, newline="", encoding="utf-8-sig") as file:
        yield from csv.DictReader(file, delimiter=";")


def seconds_of_command(dataset: Path, out: Path, jobs: int) -> float:
    """Run the command as a user does."""
    what = ["--template", EXAMPLE_TEMPLATE, "--year", EXAMPLE_YEAR, "--jobs", str(jobs)]
    command = [sys.executable, "-m", "xl_beregner.cli", "fill", str(dataset), "--out", str(out)]
    started = time.perf_counter()
    subprocess.run([*command, *what], check=True, capture_output=True)
    return time.perf_counter() - started


def seconds_of_workbooks(dataset: Path, out: Path, jobs: int) -> float:
    """Make the workbooks in a fresh process whose figures are there already."""
    code = "import sys; from benchmarks.scale import make; make(*sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", code, dataset, out, str(jobs)], check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def make(dataset: str, out: str, jobs: str) -> None:
    """Plan, then time the rest alone (called in a process of its own)."""
    shelved = find_template(EXAMPLE_TEMPLATE)
    if jobs != "1":
        warm_up(shelved.path)
    plan, _ = plan_run(Path(dataset), shelved, EXAMPLE_YEAR, "fortrolig")
    started = time.perf_counter()
    fill_all(plan, Path(out), jobs=int(jobs))
    print(time.perf_counter() - started)


def main(rounds: int = 3) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        dataset = Path(folder) / "dataset"
        count = multiply(dataset)
        best: dict[tuple[str, int], float] = {}
        measures = {"command": seconds_of_command, "workbooks": seconds_of_workbooks}
        for number in range(rounds):
            for what, measure in measures.items():
                for jobs in JOBS:  # in turns, so that a busy machine is busy for both
                    out = Path(folder) / f"{what}-{jobs}-{number}"
                    seconds = measure(dataset, out, jobs)
                    best[what, jobs] = min(seconds, best.get((what, jobs), seconds))
                    assert len(list((out / "skoler").glob("*.xlsx"))) == count
        print(f"{count} workbooks, best of {rounds}")
        print(f"{'':10} {'1 process':>10} {'2 processes':>12} {'ratio':>6} {'ms/workbook':>12}")
        for what in measures:
            one, two = best[what, 1], best[what, 2]
            print(f"{what:10} {one:9.2f}s {two:11.2f}s {one / two:6.2f} {1000 * two / count:12.1f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
