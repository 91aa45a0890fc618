"""All 24 schools' workbooks out and home: half written in by a real LibreOffice, half by edits of their XML.

Every answer typed must come home, every locked figure that was changed must be found, the school that did
not answer and the one that answered twice must be named, and nothing else may be reported.
"""

from __future__ import annotations

import csv
import datetime
import os
import random
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from e2e.command import EXAMPLE, fill, run
from support.school_pen import Edits, Key, Places, Value, write_in_office, write_in_xml

from xl_beregner.batch.collect.collected import Collected
from xl_beregner.batch.collect.run import collect_folder

pytestmark = pytest.mark.prove

YEAR = "2026/2027"
SILENT, TWICE, MOVED, RENAMED, TYPIST, EDITOR = 23, 5, 0, 1, 2, 14
WORDS = (
    "Læsebånd hver morgen, og læsevejlederen i klassen to gange om ugen.",
    "Opringning på anden fraværsdag & samtale med hjemmet <inden for en uge>",
    '=IKKE("en formel")',  # typed as text it stays text
    "To linjer:\nden ene\nden anden",
    "Å, æ og ø: 100 % tilfredse?  To mellemrum.",
)


@dataclass(frozen=True)
class Trip:
    """What was sent, what the schools wrote, and what came home."""

    sent: Path
    home: Path
    units: Sequence[str]
    written: Mapping[str, Edits]
    collected: Collected
    out: Path
    exit_code: int
    said: str


@pytest.fixture(scope="module")
def trip(tmp_path_factory: pytest.TempPathFactory) -> Trip:
    base = tmp_path_factory.mktemp("rundtur")
    sent, home, out = base / "sendt", base / "retur", base / "samlet" / "samlet.xlsx"
    done = fill(EXAMPLE, sent)
    assert done.returncode == 0, done.stdout + done.stderr
    files = sorted((sent / "skoler").glob("*.xlsx"))
    assert len(files) == 24
    units = [file.name.partition("_")[0] for file in files]
    written = {
        unit: _edits(place, Places(file)) for place, (unit, file) in enumerate(zip(units, files, strict=True))
    }
    work = [
        (file, _returned(home, place, file), written[unit])
        for place, (unit, file) in enumerate(zip(units, files, strict=True))
        if place != SILENT
    ]
    write_in_office(work[:12])
    for file, returned, edits in work[12:]:
        write_in_xml(file, returned, edits)
    _answer_before(files[TWICE], home, written[units[TWICE]])
    out.parent.mkdir()
    told = run("collect", str(home), "--sent", str(sent), "--out", str(out))
    collected = collect_folder(home, sent)
    return Trip(sent, home, units, written, collected, out, told.returncode, told.stdout + told.stderr)


def _returned(home: Path, place: int, file: Path) -> Path:
    """Name a file as schools do: never as it was sent."""
    folder = home / ("fra mail" if place % 3 else f"omraade {place % 2}/nyt")
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"ENDELIG resultataftale {place} (1){file.suffix}"


def _edits(place: int, places: Places) -> Edits:
    edits = Edits(_answers(place, places))
    if place == MOVED:
        # Above the list, and in the middle of it: a row of nobody's.
        edits = replace(edits, inserted={"Aftale": (11, 1), "Evaluering": (4, 2), "Egne mål": (5, 3)})
    if place == RENAMED:
        edits = replace(edits, renamed={"Aftale": "Vores 'nye' aftale", "Forside": "Om os"})
    if place == TYPIST:
        return replace(edits, figures={("aftale", places.keys("aftale")[1], "baseline"): 9.9})
    if place == EDITOR:
        return replace(edits, figures={("tal", places.keys("tal")[2], "v3"): 11.5})
    return edits


def _answers(place: int, places: Places) -> dict[Key, Value]:
    """Agree on some goals that are within reason, judge some, and write in every kind of cell."""
    rng = random.Random(f"skole {place}")
    answers: dict[Key, Value] = {
        ("", "", "skoleleder"): f"Leder {place} Eksempel",
        ("", "", "omraadechef"): "Chef Eksempel",
        ("", "", "aftale_dato"): datetime.date(2026, 9, 1 + place),
        ("", "", "egen_1_maal"): f"Flere i kor ({place})",
        ("", "", "egen_1_senest"): YEAR,
        ("", "", "egen_1_tiltag"): rng.choice(WORDS),
    }
    for key, goal in rng.sample(sorted(_within_reason(places).items()), 3):
        answers |= {
            ("aftale", key, "maaltype"): "Niveau",
            ("aftale", key, "maal"): goal,
            ("aftale", key, "senest"): YEAR,
            ("aftale", key, "tiltag"): f"{rng.choice(WORDS)} [{place}/{key}]",
            ("evaluering", key, "gennemfoert"): rng.choice(("Ja", "Delvis", "Nej")),
            ("evaluering", key, "vurdering"): "Delvist nået",
            ("evaluering", key, "leder"): f"Det gik sådan her på {key}. {rng.choice(WORDS)}",
        }
    return answers


def _within_reason(places: Places) -> dict[str, float]:
    """Give a goal beyond the noise and within the scale, where there is one."""
    asked = ("baseline", "fortegn", "synlig", "mindste", "stoerste")
    columns = [places.column(f"felt_aftale__{name}") for name in asked]
    found = {}
    for key, baseline, sign, noise, lowest, highest in zip(places.keys("aftale"), *columns, strict=True):
        if None in (baseline, noise):
            continue
        goal = round(baseline + 1.2 * sign * noise, 2)
        if lowest <= goal <= highest and abs(goal - baseline) > noise:
            found[key] = goal
    return found


def _answer_before(file: Path, home: Path, edits: Edits) -> None:
    """Return an unfinished version of the same school's, older than the one that counts."""
    older = home / "fra mail" / "kladde.xlsx"
    first = dict(list(edits.answers.items())[:2])
    write_in_xml(file, older, Edits(first))
    os.utime(older, (1_700_000_000, 1_700_000_000))


def _typed(trip: Trip) -> set[tuple[str, str, str, str, str]]:
    return {
        (unit, *key, _as_told(value))
        for place, unit in enumerate(trip.units)
        if place != SILENT
        for key, value in trip.written[unit].answers.items()
    }


def _as_told(value: Any) -> str:
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value:%Y-%m-%d}"
    return f"{value:.10g}" if isinstance(value, int | float) else str(value)


def test_every_answer_comes_home_and_no_other(trip: Trip) -> None:
    told = {
        (answer.unit, answer.table, answer.key, answer.field, _as_told(answer.value))
        for home in trip.collected.homes
        for answer in home.answers
    }
    assert told == _typed(trip)
    assert len(told) > 600


def test_the_dataset_table_holds_the_same_answers(trip: Trip) -> None:
    with open(trip.out.with_name("aftaler.csv"), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert {row["skabelon"] for row in rows} == {"resultataftale"}
    assert {row["skoleaar"] for row in rows} == {YEAR}
    told = {(row["skole_nr"], row["tabel"], row["noegle"], row["felt"]) for row in rows}
    assert told == {row[:4] for row in _typed(trip)}
    assert len(rows) == len(told)


def test_every_changed_figure_is_found_and_no_other(trip: Trip) -> None:
    found = {
        (home.unit, change.name, change.key, change.new)
        for home in trip.collected.homes
        for change in home.changes
    }
    expected = {
        (trip.units[place], f"felt_{table}__{field}", key, value)
        for place in (TYPIST, EDITOR)
        for (table, key, field), value in trip.written[trip.units[place]].figures.items()
    }
    assert found == expected
    assert len(found) == 2


def test_the_silent_school_and_the_older_copy_are_named_and_nothing_else(trip: Trip) -> None:
    collected = trip.collected
    assert [one.unit for one in collected.not_home] == [trip.units[SILENT]]
    assert [(one.unit, Path(one.file).name) for one in collected.asides] == [
        (trip.units[TWICE], "kladde.xlsx")
    ]
    remarks = {home.file: [str(one) for one in (*home.missing, *home.remarks)] for home in collected.homes}
    assert {file: said for file, said in remarks.items() if said} == {}
    assert len(collected.homes) == 23


def test_the_command_says_that_a_person_is_needed_and_for_what(trip: Trip) -> None:
    assert trip.exit_code == 1
    assert trip.units[SILENT] in trip.said
    assert "kladde.xlsx" in trip.said


def test_the_collected_workbook_opens_and_shows_every_school(trip: Trip) -> None:
    book = openpyxl.load_workbook(trip.out)
    first = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert [unit for unit in trip.units if unit not in first] == []


def test_collecting_again_gives_the_same_bytes(trip: Trip) -> None:
    before = {path.name: path.read_bytes() for path in trip.out.parent.glob("*.csv")}
    again = trip.out.parent / "igen" / "samlet.xlsx"
    again.parent.mkdir()
    run("collect", str(trip.home), "--sent", str(trip.sent), "--out", str(again))
    assert {path.name: path.read_bytes() for path in again.parent.glob("*.csv")} == before
    shutil.rmtree(again.parent)
