"""How long a returned workbook takes to read: ours and openpyxl's read-only mode, in turns, in one process.

``python benchmarks/collect.py [WORKBOOKS] [ROUNDS]`` makes 1,100 workbooks, each with its own answers, of
the example's schools; every third was saved by LibreOffice. Both readers do the same job: the document
properties, and under every ``felt_`` and ``svar_`` name the cells it stands for now, by key. What they
found is compared before a time counts. Times are the process's own, the best of the rounds for each
file, so that a machine with other work tells the same. Memory is what Python holds while all is kept.
"""

from __future__ import annotations

import gc
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
import warnings
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import openpyxl
from support.returned_files import Typed, type_answers

from xl_beregner.batch.plan import plan_run
from xl_beregner.batch.run import fill_all
from xl_beregner.batch.shelf import EXAMPLE_TEMPLATE, EXAMPLE_YEAR, example_dataset, find_template
from xl_beregner.filling.collect import Returned, read_returned

WORKBOOKS = 1100
EXCEL, LIBREOFFICE = "as sent", "LibreOffice"
EVERY = 3  # how many of ours for one of LibreOffice's
_BLOCK = 50
_CHECKED = 48  # of each kind: twice every school
_ANSWERS = 13

Found = dict[tuple[str, str, int], Any]  # by name, key and row


def make_workbooks(folder: Path, count: int) -> dict[str, list[Path]]:
    """Fill the example's workbooks, save some with LibreOffice, answer them all differently."""
    plan, _ = plan_run(example_dataset(), find_template(EXAMPLE_TEMPLATE), EXAMPLE_YEAR, "fortrolig")
    fill_all(plan, folder / "sent")
    sent = sorted((folder / "sent" / "skoler").glob("*.xlsx"))
    saved = save_with_libreoffice(sent, folder / "saved")
    made: dict[str, list[Path]] = defaultdict(list)
    (folder / "home").mkdir()
    for number in range(count):
        kind = LIBREOFFICE if saved and number % EVERY == EVERY - 1 else EXCEL
        source = (saved if kind == LIBREOFFICE else sent)[number % len(sent)]
        target = folder / "home" / f"{number:04}.xlsx"
        target.write_bytes(type_answers(source.read_bytes(), answers_of(number)))
        made[kind].append(target)
    return made


def answers_of(number: int) -> dict[tuple[str, str], Typed]:
    """Write a school's answers: five targets with what is to be done, three goals of its own."""
    rows = [9 + (number + step) % 8 for step in range(5)]
    found: dict[tuple[str, str], Typed] = {
        ("Aftale", f"F{row}"): 7 + (number % 97) / 10 + row for row in rows
    }
    found |= {
        ("Aftale", f"K{row}"): f"Tiltag {number}: læsebånd & makkerlæsning, linje {row}" for row in rows
    }
    found |= {("Egne mål", f"B{row}"): f"Eget mål {number}.{row}: flere læser hver dag" for row in (8, 9, 10)}
    return found


def save_with_libreoffice(workbooks: list[Path], target: Path) -> list[Path]:
    """Open and save each; none where LibreOffice is not installed."""
    program = shutil.which("soffice")
    if program is None:
        return []
    profile = f"-env:UserInstallation={(target / 'profile').as_uri()}"
    kind = "xlsx:Calc MS Excel 2007 XML"
    command = [program, profile, "--headless", "--convert-to", kind, "--outdir", str(target)]
    subprocess.run([*command, *map(str, workbooks)], check=True, capture_output=True)
    return sorted(target.glob("*.xlsx"))


def with_ours(path: Path) -> Returned:
    """Read with `read_returned`."""
    return read_returned(path.read_bytes(), path.name)


def with_openpyxl(path: Path) -> tuple[dict[str, str], Found]:
    """Read with openpyxl's read-only mode: each sheet that a name points at once, its rows in order."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        properties = {found.name: str(found.value) for found in book.custom_doc_props.props}
        places = list(_places(book))
        wanted = {sheet for _, sheet, _ in places}
        sheets = {sheet: list(book[sheet].iter_rows(values_only=True)) for sheet in wanted}
        book.close()
    columns = {name: _column(sheets[sheet], box) for name, sheet, box in places}
    found: Found = {}
    for name, values in columns.items():
        table, parted, _ = name[5:].partition("__")
        keys = columns.get(f"felt_{table}__noegle") if parted else None
        for row, value in enumerate(values):
            key = keys[row] if keys and row < len(keys) else None
            if not parted or key is not None or value is not None:
                found[name, str(key or ""), row] = value
    return properties, found


def _places(book: Any) -> Iterator[tuple[str, str, tuple[int, int, int, int]]]:
    for name, defined in book.defined_names.items():
        if name.startswith(("felt_", "svar_")):
            for sheet, area in defined.destinations:
                left, top, right, bottom = openpyxl.utils.range_boundaries(area)
                yield name, sheet, (top, left, bottom, right)


def _column(rows: list[tuple[Any, ...]], box: tuple[int, int, int, int]) -> list[Any]:
    top, left, bottom, _ = box
    cells = (rows[row - 1] if row <= len(rows) else () for row in range(top, bottom + 1))
    return [cell[left - 1] if left <= len(cell) else None for cell in cells]


def check(ours: Returned, theirs: tuple[dict[str, str], Found]) -> int:
    """Compare what two readers found; return how many answers there are."""
    properties, found = theirs
    assert {name: properties.get(name) for name in ours.properties} == ours.properties
    held = {(each.name, each.key, each.row): each.value for each in (*ours.asked, *ours.figures)}
    # openpyxl has no blank own rows, and its dates carry a clock.
    assert {place: _plain(value) for place, value in held.items() if value is not None} == {
        place: _plain(value) for place, value in found.items() if _plain(value) is not None
    }
    return len(ours.answers)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    return value if not isinstance(value, str) or value.strip() else None


def best_times(paths: list[Path], rounds: int) -> tuple[float, float]:
    """Time both readers over all files, in turns; give the sums of each file's best."""
    best: list[dict[Path, float]] = [{}, {}]
    for _ in range(rounds):
        for start in range(0, len(paths), _BLOCK):
            for which, read in enumerate((with_ours, with_openpyxl)):
                gc.collect()  # what one reader leaves behind is not the other's time
                for path in paths[start : start + _BLOCK]:
                    started = time.process_time()
                    read(path)
                    spent = time.process_time() - started
                    best[which][path] = min(spent, best[which].get(path, spent))
    ours, theirs = (sum(times.values()) for times in best)
    return ours, theirs


def megabytes(paths: list[Path]) -> float:
    """Keep all that was read, and tell what that takes."""
    tracemalloc.start()
    kept = [with_ours(path) for path in paths]
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(kept) == len(paths)
    return held / 1e6


def main(count: int = WORKBOOKS, rounds: int = 2) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        made = make_workbooks(Path(folder), count)
        print(f"{count} workbooks in one process, best of {rounds}")
        print(f"{'':12} {'files':>6} {'kB':>5} {'ours ms':>8} {'openpyxl ms':>12} {'ratio':>6}")
        total = (0.0, 0.0)
        for kind, paths in made.items():
            answers = sum(check(with_ours(path), with_openpyxl(path)) for path in paths[:_CHECKED])
            assert answers == _ANSWERS * len(paths[:_CHECKED])
            spent = best_times(paths, rounds)
            size = sum(path.stat().st_size for path in paths) / len(paths) / 1000
            _print(kind, len(paths), f"{size:.0f}", spent)
            total = (total[0] + spent[0], total[1] + spent[1])
        _print("all", count, "", total)
        every = [path for paths in made.values() for path in paths]
        print(f"{total[0]:.1f} s for all; {megabytes(every):.0f} MB to keep them all")


def _print(kind: str, files: int, size: str, spent: tuple[float, float]) -> None:
    ours, theirs = (1000 * seconds / files for seconds in spent)
    print(f"{kind:12} {files:6} {size:>5} {ours:8.2f} {theirs:12.2f} {theirs / ours:6.1f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
