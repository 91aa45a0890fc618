"""All classes of the synthetic municipality filled once for every test that asks, and what is in them.

Who goes to which class is worked out here from the CSV file alone, by other code than the product's.
"""

from __future__ import annotations

import csv
import datetime
import fcntl
import json
import re
import subprocess
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
from e2e.command import COMMAND, PROJECT, fill_call, run
from python_calamine import CalamineWorkbook

YEAR = (datetime.date(2026, 8, 1), datetime.date(2027, 7, 31))
IDENTITY = re.compile(rb"E\d{6}")
# The synthetic pupils are called as their id: E000163 is "Søfa Eksempel 163".
NAMED = re.compile(rb"Eksempel (\d+)")


@dataclass(frozen=True)
class ClassRun:
    """One run and what it took."""

    dataset: str
    out: str
    seconds: float
    megabytes: float
    told: str

    @property
    def files(self) -> list[Path]:
        """Every workbook, in order."""
        return sorted((Path(self.out) / "skoler").glob("*.xlsx"))


def the_run(shared: Path) -> ClassRun:
    """Make the dataset, its norms and all workbooks, unless another worker has or is about to."""
    shared.mkdir(exist_ok=True)
    with locked(shared / "lock"):
        told = shared / "run.json"
        if not told.exists():
            told.write_text(json.dumps(asdict(_made(shared))), "utf-8")
        return ClassRun(**json.loads(told.read_text("utf-8")))


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Keep other processes out."""
    with open(file, "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _made(shared: Path) -> ClassRun:
    dataset, out = shared / "kommune", shared / "klasser"
    for call in (
        ("new", str(dataset), "--example"),
        ("norms", str(dataset), "--out", str(dataset / "normer.xlsx")),
    ):
        done = run(*call)
        assert done.returncode == 0, done.stdout + done.stderr
    started = time.perf_counter()
    call = [*COMMAND, *fill_call(dataset, out, template="beregneren")]
    with (
        subprocess.Popen(
            call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=PROJECT
        ) as process,
        measured(process.pid) as most,
    ):
        said, complained = process.communicate()
    assert process.returncode == 0, (said + complained)[-3000:]
    return ClassRun(str(dataset), str(out), time.perf_counter() - started, most[0], said)


@contextmanager
def measured(root: int) -> Iterator[list[float]]:
    """Watch the memory of a process and all below it: shared pages are counted once (PSS), in MB."""
    most, is_over = [0.0], threading.Event()

    def watch() -> None:
        while not is_over.wait(0.5):
            most[0] = max(most[0], sum(map(_proportional, _below(root))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        is_over.set()
        watcher.join()


def _below(root: int) -> set[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {root}
    while more := {process for process, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _proportional(process: int) -> float:
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


@cache
def classes_in(dataset: str) -> Mapping[str, frozenset[str]]:
    """Tell who goes to which class: where the pupil's latest row in the school year says."""
    latest: dict[str, tuple[datetime.date, str]] = {}
    with open(Path(dataset) / "elever.csv", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            when = datetime.date.fromisoformat(row["dato"])
            if YEAR[0] <= when <= YEAR[1]:
                held = latest.get(row["elev_id"])
                if held is None or when >= held[0]:
                    latest[row["elev_id"]] = (when, f"{row['skole_nr']}/{row['klasse']}")
    found: dict[str, set[str]] = {}
    for pupil, (_, group) in latest.items():
        found.setdefault(group, set()).add(pupil)
    return {group: frozenset(pupils) for group, pupils in found.items()}


def number_of(file: Path) -> str:
    """Tell whose a workbook is: its own property."""
    with zipfile.ZipFile(file) as archive:
        root = ElementTree.fromstring(archive.read("docProps/custom.xml"))
    (found,) = (one for one in root if one.get("name") == "xb_enhed_nr")
    return "".join(found.itertext())


class Names:
    """Where a template's names lie, and what stands there in a workbook filled from it."""

    def __init__(self, template: Path) -> None:
        book = openpyxl.load_workbook(template)
        self.places: dict[str, tuple[str, int, int, int, int]] = {}
        for name, defined in book.defined_names.items():
            targets = list(defined.destinations)
            if len(targets) == 1:
                sheet, area = targets[0]
                left, top, right, bottom = openpyxl.utils.range_boundaries(area)
                self.places[name.casefold()] = (sheet, top, left, bottom, right)

    def columns(self, prefix: str) -> list[str]:
        """List the columns of a list."""
        return [name.removeprefix(prefix) for name in self.places if name.startswith(prefix)]

    def read(self, file: Path) -> Shown:
        """Read a workbook's values, all sheets at once."""
        book = CalamineWorkbook.from_path(str(file))
        sheets = {place[0] for place in self.places.values()}
        values = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in sheets}
        return Shown(self, values)

    def read_slowly(self, file: Path) -> Shown:
        """Read a workbook's values with openpyxl, a second opinion of what a cell holds."""
        book = openpyxl.load_workbook(file, data_only=True)
        sheets = {place[0] for place in self.places.values()}
        return Shown(self, {name: [list(row) for row in book[name].values] for name in sheets})


class Shown:
    """What stands under each name of a workbook."""

    def __init__(self, names: Names, values: Mapping[str, list[list[object]]]) -> None:
        self._names = names
        self._values = values

    def __getitem__(self, name: str) -> list[object]:
        """Give the values of a name's cells; a cell that shows nothing is blank."""
        sheet, top, left, bottom, right = self._names.places[name.casefold()]
        rows = self._values[sheet]
        return [
            self._blank(
                rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None
            )
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]

    @staticmethod
    def _blank(value: object) -> object:
        return None if value == "" else value

    def rows(self, table: str) -> list[dict[str, object]]:
        """Give the rows of a list, as many as are filled."""
        prefix = f"felt_{table}__"
        columns = {name: self[prefix + name] for name in self._names.columns(prefix)}
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        return [row for row in rows if any(value is not None for value in row.values())]
