"""An agreement through its life on the real figures: agreed, corrected, evaluated, carried into next year.

2024/2025 is filled, written in, filled again with corrected figures, evaluated, and then 2025/2026 and
2026/2027 are made from it: five refills, after each of which every word and number ever typed must stand
in the school's workbook.
"""

from __future__ import annotations

import html
import re
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest
from e2e.command import EXAMPLE, run
from openpyxl.utils.cell import range_boundaries
from support.school_pen import Edits, Key, Places, Value, write_in_xml

pytestmark = [pytest.mark.prove, pytest.mark.filterwarnings("ignore:Sparkline Group")]

FIRST, SECOND, THIRD = "2024/2025", "2025/2026", "2026/2027"
SCHOOLS = 24


@dataclass
class Life:
    """The folders of the years, and all that was ever typed, by unit."""

    base: Path
    typed: dict[str, dict[str, Value]] = field(default_factory=dict)  # by unit: a mark and what was typed
    refills: list[Path] = field(default_factory=list)

    def fill(self, dataset: Path, year: str, out: Path, *more: str) -> None:
        units = [part for unit in sorted(self.typed) for part in ("--unit", unit)]
        called = ("fill", str(dataset), "--template", "resultataftale", "--year", year, "--out", str(out))
        done = run(*called, *units, *more)
        assert done.returncode == 0, done.stdout + done.stderr

    def write(self, out: Path, name: str) -> None:
        """Let every school type words and numbers nobody typed before."""
        for file in sorted((out / "skoler").glob("*.xlsx")):
            unit = file.name.partition("_")[0]
            answers = _answers(unit, name, Places(file))
            written = file.with_suffix(".skrevet")
            write_in_xml(file, written, Edits(answers))
            written.replace(file)
            self.typed[unit] |= {f"{name} {'__'.join(key)}": value for key, value in answers.items()}

    def lost(self, out: Path) -> dict[str, list[str]]:
        """Name all that was typed and stands nowhere in a school's workbook."""
        found = {}
        for file in sorted((out / "skoler").glob("*.xlsx")):
            text, numbers = _decoded(file)
            typed = self.typed[file.name.partition("_")[0]]
            missing = [
                mark
                for mark, value in typed.items()
                if (value not in text if isinstance(value, str) else value not in numbers)
            ]
            found |= {file.name: missing} if missing else {}
        return found


def _answers(unit: str, name: str, places: Places) -> dict[Key, Value]:
    keys = [
        key
        for key, baseline in zip(places.keys("aftale"), places.column("felt_aftale__baseline"), strict=True)
        if baseline is not None
    ][:3]
    start = 5 + int.from_bytes(f"{unit}{name}".encode(), "big") % 9_973 / 10_000  # a number of its own
    if name == "evalueret":
        return {
            ("evaluering", key, part): f"{part} om {key}: {unit} «{name}» & mere"
            for key in keys
            for part in ("leder", "chef", "begrundelse")
        }
    answers: dict[Key, Value] = {
        ("", "", "skoleleder"): f"Leder {unit} «{name}»",
        ("", "", "egen_2_maal"): f"Eget mål {unit} «{name}»",
        ("", "", "oekonomi_bemaerkning"): f"Økonomi {unit} «{name}»",
    }
    for place, key in enumerate(keys):
        answers[("aftale", key, "maal")] = round(start + place / 100_000, 5)
        answers[("aftale", key, "maaltype")] = "Niveau"
        answers[("aftale", key, "tiltag")] = f"Tiltag for {key}: {unit} «{name}»\nlinje to"
    return answers


def _decoded(file: Path) -> tuple[str, set[float]]:
    """Give all texts of every part as people read them, and all numbers of its cells."""
    texts, numbers = [], set()
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels", ".vml")):
                part = archive.read(name).decode("utf-8")
                texts.append(html.unescape(re.sub(r"<[^>]*>", "\x1f", part)).replace("_x000A_", "\n"))
                numbers |= {float(one) for one in re.findall(r"<v>(-?[\d.]+(?:E-?\d+)?)</v>", part)}
    return "\n".join(texts), numbers


def _corrected(folder: Path) -> Path:
    """Copy the dataset with one figure corrected, as happens when a source is late."""
    shutil.copytree(EXAMPLE, folder)
    table = folder / "indikatorer.csv"
    text = table.read_text("utf-8-sig")
    line = re.search(r"^101001;2022/2023;karaktergennemsnit;(\S+)$", text, re.MULTILINE)
    assert line is not None
    table.write_text(text.replace(line[0], line[0].replace(line[1], "8,05")), "utf-8-sig")
    return folder


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    base = tmp_path_factory.mktemp("aar")
    life = Life(base)
    units = [row.partition(";")[0] for row in (EXAMPLE / "skoler.csv").read_text("utf-8-sig").split("\n")[1:]]
    life.typed = {unit: {} for unit in units[:SCHOOLS]}
    first, second, third = base / "2024", base / "2025", base / "2026"
    corrected = _corrected(base / "rettet")
    life.fill(EXAMPLE, FIRST, first)
    life.write(first, "aftalt")
    life.fill(corrected, FIRST, first, "--previous", str(first))
    _keep(life, first)
    life.write(first, "evalueret")
    life.fill(EXAMPLE, FIRST, first, "--previous", str(first))
    _keep(life, first)
    life.fill(EXAMPLE, SECOND, second, "--previous", str(first))
    _keep(life, second)
    life.write(second, "næste år")
    life.fill(corrected, SECOND, second, "--previous", str(second))
    _keep(life, second)
    life.fill(EXAMPLE, THIRD, third, "--previous", str(second))
    _keep(life, third)
    return life


def _keep(life: Life, out: Path) -> None:
    kept = life.base / f"refill {len(life.refills) + 1}"
    shutil.copytree(out, kept)
    told = life.lost(kept)
    assert told == {}, f"lost in refill {len(life.refills) + 1}: {told}"
    life.refills.append(kept)


def test_no_answer_is_lost_in_five_refills(life: Life) -> None:
    assert len(life.refills) == 5
    assert all(len(typed) > 20 for typed in life.typed.values())
    assert life.lost(life.base / "2026") == {}


def test_the_search_would_find_a_loss(life: Life) -> None:
    unit = min(life.typed)
    life.typed[unit]["aldrig skrevet"] = "Dette blev aldrig skrevet i nogen arbejdsbog"
    try:
        lost = life.lost(life.base / "2026")
    finally:
        del life.typed[unit]["aldrig skrevet"]
    assert list(lost.values()) == [["aldrig skrevet"]]


def _column(book: openpyxl.Workbook, name: str) -> list[object]:
    sheet, at = next(iter(book.defined_names[name].destinations))
    left, top, _, bottom = range_boundaries(at.replace("$", ""))
    return [book[sheet].cell(row, left).value for row in range(top, bottom + 1)]


def test_the_second_year_holds_the_first_years_targets_results_and_words(life: Life) -> None:
    second, with_results = life.refills[2], 0
    for file in sorted((second / "skoler").glob("*.xlsx")):
        typed: Mapping[str, Value] = life.typed[file.name.partition("_")[0]]
        book = openpyxl.load_workbook(file, data_only=True)
        columns = {
            name: _column(book, f"felt_sidste_aftale__{name}")
            for name in (
                "noegle",
                "niveau",
                "resultat",
                "observeret",
                "bemaerkning",
                "tiltag",
                "leder",
                "chef",
            )
        }
        rows = {row[0]: dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)}
        agreed = {
            mark.split("__")[1]: value
            for mark, value in typed.items()
            if mark.endswith("__maal") and mark.startswith("aftalt aftale")
        }
        assert len(agreed) == 3
        for key, target in agreed.items():
            row = rows[key]
            assert row["niveau"] == target
            assert row["tiltag"] == typed[f"aftalt aftale__{key}__tiltag"]
            assert row["leder"] == typed[f"evalueret evaluering__{key}__leder"]
            assert row["chef"] == typed[f"evalueret evaluering__{key}__chef"]
        results = [row for row in rows.values() if row["resultat"] is not None]
        assert all(row["observeret"] for row in results)
        # A school without a figure of that year is told so.
        assert all(row["observeret"] or row["bemaerkning"] for row in rows.values())
        with_results += bool(results)
    assert with_results > SCHOOLS // 2


def test_the_history_has_moved_one_year(life: Life) -> None:
    for place, year in ((1, FIRST), (2, SECOND)):
        file = next((life.refills[place] / "skoler").glob("*.xlsx"))
        (shown,) = _column(openpyxl.load_workbook(file, data_only=True), "felt_aar_3")
        begins = int(year[:4])
        assert shown == f"{begins - 1}/{begins}"


def test_every_folder_is_proven_and_old_files_are_moved_to_the_administration(life: Life) -> None:
    for name in ("2024", "2025", "2026"):
        folder = life.base / name
        done = run("verify", str(folder))
        assert done.returncode == 0, done.stdout + done.stderr
        assert list((folder / "skoler").rglob("*.tidligere*")) == []
    assert len(list((life.base / "2024" / "forvaltning" / "tidligere").iterdir())) >= SCHOOLS
