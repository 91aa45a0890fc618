"""How long one workbook takes: openpyxl, wolfxl, excelize and ours fill the same template in one run.

``python benchmarks/fill.py [ROUNDS]`` prints milliseconds per workbook (the median of the rounds, every
filler once a round, every round with new numbers) and how many times faster than openpyxl and wolfxl.
All write a file; what they wrote is read back by an independent reader and compared before a time counts.
The *floor* is what no filler can go below: compressing and writing the parts that change.
"""

from __future__ import annotations

import io
import math
import random
import statistics
import sys
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import excelize
import openpyxl
import python_calamine
import wolfxl
import xlsxwriter

from xl_beregner.filling import Template
from xl_beregner.ooxml.archive import join_archive, pack

PUPILS, SCORES, INDICATORS = 400, 10, 13
PUPIL_TOP, INDICATOR_TOP = 2, 2
SCORE_FIELDS = [f"p{number}" for number in range(1, SCORES + 1)]
INDICATOR_FIELDS = ["navn", "v1", "v2", "v3", "kommune"]
SCALARS = {"skole_navn": "B1", "skole_nr": "B2", "skoleaar": "B3", "elevtal": "B4"}

Fields = dict[str, Any]


def build_template() -> bytes:
    """Build a template: two tables with calculated columns, a front sheet, a chart, formats, sparklines."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    number = book.add_format({"num_format": "0.0"})
    front, pupils, indicators = (book.add_worksheet(name) for name in ("Forside", "Elever", "Tal"))
    last = PUPIL_TOP + PUPILS - 1
    for row, (name, cell) in enumerate(SCALARS.items(), 1):
        front.write(f"A{row}", name)
        front.write_blank(cell, None, number)
        book.define_name(f"felt_{name}", f"=Forside!$B${row}")
    for row, text in enumerate(("AVERAGE", "MIN", "MAX", "COUNT"), 6):
        front.write_formula(f"B{row}", f"={text}(Elever!$A${PUPIL_TOP}:$A${last})")
    columns = [{"header": name, "format": number} for name in SCORE_FIELDS]
    pupils.add_table(
        0, 0, PUPILS, SCORES, {"name": "tblElever", "columns": [*columns, {"header": "fremgang"}]}
    )
    for row in range(PUPIL_TOP, last + 1):
        for column in range(SCORES):
            pupils.write_blank(row - 1, column, None, number)
        pupils.write_formula(row - 1, SCORES, f"=J{row}-A{row}", number)
    pupils.conditional_format(f"A{PUPIL_TOP}:J{last}", {"type": "3_color_scale"})
    for at, name in enumerate(SCORE_FIELDS):
        letter = chr(65 + at)
        book.define_name(f"felt_elever__{name}", f"=Elever!${letter}${PUPIL_TOP}:${letter}${last}")
    _indicators(book, indicators, number)
    chart = book.add_chart({"type": "column"})
    rows = f"${INDICATOR_TOP}:${{}}${INDICATOR_TOP + INDICATORS - 1}"
    chart.add_series({"categories": "=Tal!$A" + rows.format("A"), "values": "=Tal!$D" + rows.format("D")})
    front.insert_chart("D2", chart)
    book.close()
    return target.getvalue()


def _indicators(book: Any, sheet: Any, number: Any) -> None:
    last = INDICATOR_TOP + INDICATORS - 1
    headers = [{"header": name} for name in (*INDICATOR_FIELDS, "forskel", "middel", "udvikling")]
    sheet.add_table(0, 0, INDICATORS, 7, {"name": "tblTal", "columns": headers})
    for row in range(INDICATOR_TOP, last + 1):
        for column in range(5):
            sheet.write_blank(row - 1, column, None, number)
        sheet.write_formula(row - 1, 5, f"=D{row}-E{row}", number)
        sheet.write_formula(row - 1, 6, f"=ROUND(AVERAGE(B{row}:D{row}),1)", number)
        sheet.add_sparkline(row - 1, 7, {"range": f"Tal!B{row}:D{row}"})
    for at, name in enumerate(INDICATOR_FIELDS):
        letter = chr(65 + at)
        book.define_name(f"felt_tal__{name}", f"=Tal!${letter}${INDICATOR_TOP}:${letter}${last}")


def make_fields(seed: int, pupils: int = PUPILS) -> Fields:
    """Make a school's figures, unrounded."""
    draw = random.Random(seed)
    return {
        "skole_navn": f"Skolen ved Søen & Åen {seed}",
        "skole_nr": f"{101000 + seed}",
        "skoleaar": "2026/2027",
        "elevtal": 300 + seed,
        "elever": [{name: draw.uniform(0, 100) for name in SCORE_FIELDS} for _ in range(pupils)],
        "tal": [
            {"navn": f"Indikator {at}", **{name: draw.uniform(0, 100) for name in INDICATOR_FIELDS[1:]}}
            for at in range(INDICATORS)
        ],
    }


def with_openpyxl(template: bytes, fields: Fields, target: Path) -> None:
    """Load, set every cell, save."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    _set_cells(book, fields)
    book.save(target)


def with_wolfxl(template: bytes, fields: Fields, target: Path) -> None:
    """Load to modify, set every cell, save."""
    book = wolfxl.load_workbook(template, modify=True)
    _set_cells(book, fields)
    book.save(str(target))


def _set_cells(book: Any, fields: Fields) -> None:
    for name, cell in SCALARS.items():
        book["Forside"][cell].value = fields[name]
    for sheet, rows, names, top in (
        (book["Elever"], fields["elever"], SCORE_FIELDS, PUPIL_TOP),
        (book["Tal"], fields["tal"], INDICATOR_FIELDS, INDICATOR_TOP),
    ):
        for at, row in enumerate(rows, top):
            for column, name in enumerate(names, 1):
                sheet.cell(at, column).value = row[name]


def with_excelize(template: bytes, fields: Fields, target: Path) -> None:
    """Load, set whole columns (its fastest way), save."""
    book = excelize.open_reader(template)
    for name, cell in SCALARS.items():
        book.set_cell_value("Forside", cell, fields[name])
    for sheet, rows, names, top in (
        ("Elever", fields["elever"], SCORE_FIELDS, PUPIL_TOP),
        ("Tal", fields["tal"], INDICATOR_FIELDS, INDICATOR_TOP),
    ):
        for column, name in enumerate(names):
            book.set_sheet_col(sheet, f"{chr(65 + column)}{top}", [row[name] for row in rows])
    book.save_as(str(target))
    book.close()


def check(target: Path, fields: Fields, digits: float) -> None:
    """Compare every figure in a file with what was to be written, to a relative difference."""

    def is_same(found: Any, wanted: Any) -> bool:
        return math.isclose(found, wanted, rel_tol=digits) if isinstance(wanted, float) else found == wanted

    book = python_calamine.CalamineWorkbook.from_path(str(target))
    front = book.get_sheet_by_name("Forside").to_python(skip_empty_area=False)
    for name, cell in SCALARS.items():
        assert front[int(cell[1:]) - 1][1] == fields[name], (target, cell)
    for sheet, rows, names, top in (
        ("Elever", fields["elever"], SCORE_FIELDS, PUPIL_TOP),
        ("Tal", fields["tal"], INDICATOR_FIELDS, INDICATOR_TOP),
    ):
        held = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        for at, row in enumerate(rows, top - 1):
            pairs = zip(held[at], (row[name] for name in names), strict=False)
            assert all(is_same(*pair) for pair in pairs), (target, sheet, at + 1)


def check_formulas(target: Path, fields: Fields) -> None:
    """Compare the values formulas show with Python's own arithmetic."""
    book = python_calamine.CalamineWorkbook.from_path(str(target))
    held = book.get_sheet_by_name("Elever").to_python(skip_empty_area=False)
    for at, row in enumerate(fields["elever"], PUPIL_TOP - 1):
        assert abs(held[at][SCORES] - (row["p10"] - row["p1"])) < 1e-9, (target, at + 1)
    front = book.get_sheet_by_name("Forside").to_python(skip_empty_area=False)
    scores = [row["p1"] for row in fields["elever"]]
    assert abs(front[5][1] - statistics.fmean(scores)) < 1e-9
    assert front[8][1] == len(scores)


def floor(template: bytes, filled: Path) -> Callable[[Path], None]:
    """Give the work nobody can spare: compress the parts that changed, lay the file together, write it."""
    with zipfile.ZipFile(io.BytesIO(template)) as before, zipfile.ZipFile(filled) as after:
        changed = {
            name: after.read(name) for name in after.namelist() if after.read(name) != before.read(name)
        }
    return lambda target: target.write_bytes(join_archive(pack(name, data) for name, data in changed.items()))  # type: ignore[return-value]


def measure(rounds: int, folder: Path) -> dict[str, list[float]]:
    """Run every filler once a round; seconds by name."""
    template = build_template()
    ours, varying = Template(template), Template(template)
    target = folder / "ud.xlsx"
    ours.fill(make_fields(0), target)
    least = floor(template, target)
    lengths = iter(range(PUPILS - 1, 0, -1))
    times: dict[str, list[float]] = {}
    for seed in range(1, rounds + 2):
        fields = make_fields(seed)
        # Lengths never seen: nothing of them is kept ready.
        shorter, other = make_fields(seed, next(lengths)), make_fields(seed, next(lengths))
        tasks: dict[str, tuple[Callable[[], Any], Fields, bool]] = {
            "openpyxl": (lambda f=fields: with_openpyxl(template, f, target), fields, False),
            "wolfxl": (lambda f=fields: with_wolfxl(template, f, target), fields, False),
            "excelize": (lambda f=fields: with_excelize(template, f, target), fields, False),
            "ours": (lambda f=fields: ours.fill(f, target, recalculate=False), fields, False),
            "ours, recalculated": (lambda f=fields: ours.fill(f, target), fields, True),
            "ours, a list changes": (
                lambda f=shorter: varying.fill(f, target, recalculate=False),
                shorter,
                False,
            ),
            "ours, a list changes, recalculated": (lambda f=other: varying.fill(f, target), other, True),
            "ours, template read anew": (
                lambda f=fields: Template(template).fill(f, target, recalculate=False),
                fields,
                False,
            ),
        }
        if seed % 2:  # which of two is first must not matter
            tasks = dict(reversed(tasks.items()))
        for name, (work, wanted, has_values) in tasks.items():
            target.unlink(missing_ok=True)
            start = time.perf_counter()
            work()
            took = time.perf_counter() - start
            if seed > 1:  # the first round warms up
                times.setdefault(name, []).append(took)
            # openpyxl writes 16 digits, which is not every number; ours must be the very same.
            check(target, wanted, 0.0 if name.startswith("ours") else 1e-15)
            if has_values:
                check_formulas(target, wanted)
        start = time.perf_counter()
        least(target)
        times.setdefault("floor", []).append(time.perf_counter() - start)
    return times


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        times = measure(rounds, Path(folder))
    median = {name: 1000 * statistics.median(held) for name, held in times.items()}
    order = ["openpyxl", "wolfxl", "excelize", *(name for name in median if name.startswith("ours")), "floor"]
    size = f"{PUPILS} × {SCORES} numbers, {INDICATORS} × {len(INDICATOR_FIELDS)} and {len(SCALARS)} fields"
    print(f"{size}; {rounds} rounds")
    print(f"{'':36}{'ms':>9}{'× openpyxl':>13}{'× wolfxl':>11}")
    for name in dict.fromkeys(order):
        ms = median[name]
        print(f"{name:36}{ms:9.2f}{median['openpyxl'] / ms:13.1f}{median['wolfxl'] / ms:11.1f}")


if __name__ == "__main__":
    main()
