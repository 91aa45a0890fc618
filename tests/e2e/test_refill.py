"""Agreements year after year on the real figures: nothing a school ever wrote is lost, nothing leaks."""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from e2e.command import run
from openpyxl.utils.cell import coordinate_to_tuple
from support.engines import audit_all, libreoffice_values
from support.typing_in import all_text, key_row, type_in
from unit.batch.batch_fakes import contents

from xl_beregner.batch import shelf
from xl_beregner.filling import Template
from xl_beregner.filling.collect import read_returned

pytestmark = pytest.mark.prove

SCHOOLS = ("101001", "101029", "101030")
SEED = 20261130
LONG = "En lang tekst om fravær. " * 1310  # 32,750 characters: what a cell has room for, almost
WORDS = ("tiltag", "begrundelse", "leder", "chef")


def fill(
    out: Path, year: int, *previous: Path, dataset: Path | None = None, schools: Iterable[str] = SCHOOLS
) -> str:
    done = run(*arguments(out, year, *previous, dataset=dataset, schools=schools))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def arguments(
    out: Path, year: int, *previous: Path, dataset: Path | None = None, schools: Iterable[str] = SCHOOLS
) -> list[str]:
    units = [part for school in schools for part in ("--unit", school)]
    named = [part for folder in previous for part in ("--previous", str(folder))]
    what = ["--template", "resultataftale", "--year", f"{year}/{year + 1}", "--out", str(out), "--jobs", "1"]
    return ["fill", str(dataset or shelf.example_dataset()), *what, *units, *named]


def school(out: Path, number: str) -> Path:
    (file,) = (out / "skoler").glob(f"{number}_*.xlsx")
    return file


def write_everywhere(file: Path, mark: str) -> list[str]:
    """Type a text of its own into every answer that takes words, a target and a date; gives the texts."""
    template = Template(shelf.find_template("resultataftale", "da").path)
    typed: dict[Any, Any] = {}
    row = key_row(file, "aftale", "fravaer_pct")
    for slot in template.slots.answers:
        if slot.table is None and not slot.field.startswith("figur"):
            typed[slot.field] = f"{mark}/{slot.field} & <æøå>"
        elif slot.field in WORDS:
            typed[f"{slot.table}__{slot.field}", row] = f"{mark}/{slot.table}/{slot.field} = 1+1"
    typed |= {
        ("aftale__maaltype", row): "Niveau", ("aftale__maal", row): 5.75, "aftale_dato": dt.date(2026, 9, 15),
        "evaluering_dato": dt.date(2027, 6, 15), "egen_1_maal": f"{mark}/{LONG}",
    }  # fmt: skip
    file.write_bytes(type_in(file, typed))
    return [value for value in typed.values() if isinstance(value, str)]


def test_two_years_in_a_row_on_the_real_figures(tmp_path: Path) -> None:
    first, second = tmp_path / "2024", tmp_path / "2025"
    fill(first, 2024)
    words = {number: write_everywhere(school(first, number), f"{number} 2024") for number in SCHOOLS}
    before = contents(first)
    fill(second, 2025, first)
    assert contents(first) == before
    for number in SCHOOLS:
        file = school(second, number)
        text = all_text(file)
        assert [said for said in words[number] if said not in text] == []
        assert not [other for other in SCHOOLS if other != number and f"{other} 2024" in text]
        returned = read_returned(file.read_bytes(), file.name)
        assert returned.faults == ()
        # The year's own goals start blank, last year's stand beside their results.
        assert not [held for held in returned.answers if held.table in ("aftale", "evaluering")]
        last = {
            held.field: held.value
            for held in returned.figures
            if (held.table, held.key) == ("sidste_aftale", "fravaer_pct")
        }
        assert last["niveau"] == 5.75
        assert last["tiltag"] == f"{number} 2024/aftale/tiltag = 1+1"
        assert isinstance(last["resultat"], float)
    # The same command again finds nothing to do, whatever became of the second year's folder.
    made = contents(second)
    assert fill(second, 2025, first).startswith("0 lavet, 3 var der i forvejen")
    assert contents(second) == made
    files = [school(second, number) for number in SCHOOLS]
    assert audit_all(files) == []


def test_five_years_in_a_row_lose_no_word(tmp_path: Path) -> None:
    number, said = SCHOOLS[0], []
    previous: list[Path] = []
    for year in range(2021, 2026):
        out = tmp_path / str(year)
        fill(out, year, *previous, schools=[number])
        said += write_everywhere(school(out, number), f"år {year}")
        previous = [out]  # only the year before: what is older lives on in it
    last = tmp_path / "2026"
    fill(last, 2026, *previous, schools=[number])
    text = all_text(school(last, number))
    assert len(said) > 250
    assert [word for word in said if word not in text] == []
    assert audit_all([school(last, number)]) == []


def test_five_refills_in_one_year_lose_no_word(tmp_path: Path) -> None:
    number, out, said = SCHOOLS[0], tmp_path / "ud", []
    data = shutil.copytree(shelf.example_dataset(), tmp_path / "data")
    fill(out, 2026, schools=[number], dataset=data)
    for time_ in range(5):
        said = write_everywhere(school(out, number), f"gang {time_}")
        correct(data, f"{time_}")
        told = fill(out, 2026, out, schools=[number], dataset=data)
        assert told.splitlines()[0].startswith("1 fil med svar er gemt")
        text = all_text(school(out, number))
        assert [word for word in said if word not in text] == []
    verified = run("verify", str(out))
    assert verified.returncode == 0, verified.stdout
    kept = sorted((out / "forvaltning/tidligere").iterdir())
    assert len(kept) == 5
    for time_ in range(5):
        assert any(f"gang {time_}/skoleleder" in all_text(file) for file in kept)


def correct(data: Path, more: str) -> None:
    """Correct a figure that every school's workbook shows: its name."""
    file = data / "katalog.csv"
    text = file.read_text("utf-8-sig")
    old = next(line for line in text.splitlines() if line.startswith("fravaer_pct"))
    new = old.replace("Elevfravær", f"Elevfravær{more}", 1)
    assert new != old
    file.write_text(text.replace(old, new), "utf-8")


def test_a_target_that_comes_along_has_its_chance_calculated_as_libreoffice_does(tmp_path: Path) -> None:
    number, out = SCHOOLS[0], tmp_path / "ud"
    fill(out, 2026, schools=[number])
    write_everywhere(school(out, number), "mål")
    data = shutil.copytree(shelf.example_dataset(), tmp_path / "data")
    correct(data, " rettet")
    fill(out, 2026, out, schools=[number], dataset=data)
    file = school(out, number)
    row = 9 + key_row(file, "aftale", "fravaer_pct")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shown = openpyxl.load_workbook(file, data_only=True)["Aftale"]
    (calculated,) = libreoffice_values([file])
    heads = {cell.value: cell.column_letter for cell in shown[8]}
    chance = f"{heads['Chance']}{row}"
    assert shown[chance].value == pytest.approx(calculated[at(chance)])
    assert 0 < shown[chance].value < 1
    for head in ("Mål som niveau", "Kan det ses?"):
        cell = f"{heads[head]}{row}"
        assert shown[cell].value == calculated[at(cell)]


def at(cell: str) -> tuple[str, int, int]:
    row, column = coordinate_to_tuple(cell)
    return "Aftale", row, column


def test_killed_refills_lose_nothing_and_end_as_one_left_alone(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    schools = SCHOOLS
    data = shutil.copytree(shelf.example_dataset(), tmp_path / "data")
    typed, wanted = tmp_path / "typed", tmp_path / "wanted"
    fill(typed, 2026, schools=schools, dataset=data)
    said = {number: write_everywhere(school(typed, number), f"ord {number}") for number in schools}
    correct(data, " rettet")
    shutil.copytree(typed, wanted)
    fill(wanted, 2026, wanted, schools=schools, dataset=data)
    interrupted = 0
    for number in range(6):
        out = shutil.copytree(typed, tmp_path / f"out-{number}")
        interrupted += killed(arguments(out, 2026, out, schools=schools, dataset=data), out, chance)
        for one in schools:
            there = [all_text(file) for file in (out / "skoler").glob(f"{one}_*.xlsx*")]
            assert any(all(word in text for word in said[one]) for text in there)
        fill(out, 2026, out, schools=schools, dataset=data)
        assert workbooks(out) == workbooks(wanted), f"round {number}"
        assert run("verify", str(out)).returncode == 0
        shutil.rmtree(out)
    print(f"{interrupted} of 6 refills were killed at work")
    assert interrupted >= 3


def workbooks(out: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (out / "skoler").glob("*.xlsx")}


def killed(arguments: list[str], out: Path, chance: random.Random) -> bool:
    """Start the real command and kill it, mostly while it writes; tells whether it was still at work."""
    command = [sys.executable, "-m", "xl_beregner.cli", *arguments]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True) as process:
        journal = out / "forvaltning/igangvaerende.jsonl"
        while process.poll() is None and not journal.exists():
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.6))
        was_at_work = process.poll() is None
        if was_at_work:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
    return was_at_work
