"""``fill`` with a template that shows the year's steps: calendar files that a folder knows as its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from icalendar import Calendar
from support.datasets import tables, write_csv
from support.school_pen import Places
from support.typing_in import type_in
from unit.batch.batch_fakes import contents

from workbooks.build.aarshjul import template as aarshjul
from xl_beregner.filling.collect import collect_answers

Run = Callable[..., Result]
SETTINGS = [["noegle", "vaerdi", "kilde"], ["kommune_navn", "Prøvekommunen", "opdigtet"]]
STEPS = [
    ["noegle", "trin", "hvem", "fra", "kilde"],
    ["plan", "Planen sendes", "skole", "15/9", "Os"],
    ["tal", "Tal hentes", "forvaltning", "uge 40", "Os"],
]
_DAY_0 = date(1899, 12, 30)  # Excel's
YEAR, NEXT = "2025/2026", "2026/2027"


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "data", tables(indstillinger=SETTINGS, aarshjul=STEPS))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("skabelon") / "aarshjul.xlsx"
    file.write_bytes(aarshjul.build_danish())
    return file


def fill(run: Run, dataset: Path, template: Path, out: Path, *more: object, year: str = YEAR) -> Result:
    return run("fill", dataset, "--template", template, "--year", year, "--out", out, "--jobs", 1, *more)


def summaries(file: Path) -> list[str]:
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(file.read_bytes()).walk("VEVENT")]


def school(out: Path, suffix: str = "xlsx", number: str = "101001") -> Path:
    (file,) = (out / "skoler").glob(f"{number}_*.{suffix}")
    return file


def test_a_run_lays_calendars_beside_its_workbooks_and_one_with_the_administration(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ud"
    result = fill(run, dataset, template, out)
    assert result.exit_code == 0, result.output
    assert f"Til kalenderen: {out / 'forvaltning/aarshjul.ics'}" in result.stdout
    assert sorted(path.suffix for path in (out / "skoler").iterdir()) == [".ics", ".ics", ".xlsx", ".xlsx"]
    assert school(out, "ics").stem == school(out).stem
    assert summaries(school(out, "ics")) == ["Planen sendes"]
    assert summaries(out / "forvaltning/aarshjul.ics") == ["Planen sendes", "Tal hentes"]
    verified = run("verify", out)
    assert verified.exit_code == 0
    assert "4 filer" in verified.stdout


def test_the_same_run_again_changes_nothing(run: Run, dataset: Path, template: Path, tmp_path: Path) -> None:
    out, other = tmp_path / "ud", tmp_path / "andet"
    fill(run, dataset, template, out)
    before = {**contents(out / "skoler"), **contents(out / "forvaltning")}
    assert "0 lavet, 2 var der i forvejen" in fill(run, dataset, template, out).stdout
    assert {**contents(out / "skoler"), **contents(out / "forvaltning")} == before
    fill(run, dataset, template, other)
    assert contents(other / "skoler") == contents(out / "skoler")
    assert (other / "forvaltning/aarshjul.ics").read_bytes() == (
        out / "forvaltning/aarshjul.ics"
    ).read_bytes()


@pytest.mark.parametrize("where", ["skoler", "forvaltning"])
def test_a_calendar_that_is_gone_or_damaged_is_told_and_made_again(
    run: Run, dataset: Path, template: Path, tmp_path: Path, where: str
) -> None:
    out = tmp_path / "ud"
    fill(run, dataset, template, out)
    file = school(out, "ics") if where == "skoler" else out / "forvaltning/aarshjul.ics"
    whole = file.read_bytes()
    file.write_bytes(whole[:200])
    assert f"{where}/{file.name}" in run("verify", out).output
    assert run("verify", out).exit_code == 1
    file.unlink()
    assert f"{where}/{file.name}" in run("verify", out).output
    assert fill(run, dataset, template, out).exit_code == 0
    assert file.read_bytes() == whole
    assert run("verify", out).exit_code == 0


def test_a_calendar_of_the_administration_somebody_changed_is_laid_aside(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ud"
    fill(run, dataset, template, out)
    file = out / "forvaltning/aarshjul.ics"
    file.write_bytes(file.read_bytes() + b"mine\r\n")
    fill(run, dataset, template, out)
    assert summaries(file) == ["Planen sendes", "Tal hentes"]
    (kept,) = (out / "forvaltning/tidligere").iterdir()
    assert kept.read_bytes().endswith(b"mine\r\n")
    assert run("verify", out).exit_code == 0


def test_a_moved_date_changes_both_calendars_and_keeps_their_events(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ud"
    fill(run, dataset, template, out)
    before = Calendar.from_ical(school(out, "ics").read_bytes()).walk("VEVENT")[0]
    write_csv(dataset, {"aarshjul": [STEPS[0], ["plan", "Planen sendes", "skole", "22/9", "Os"], STEPS[2]]})
    assert fill(run, dataset, template, out).exit_code == 0
    after = Calendar.from_ical(school(out, "ics").read_bytes()).walk("VEVENT")[0]
    assert after["UID"] == before["UID"]
    assert (before["DTSTART"].dt.day, after["DTSTART"].dt.day) == (15, 22)
    assert run("verify", out).exit_code == 0


def test_collect_takes_no_notice_of_the_calendars(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    out = tmp_path / "ud"
    fill(run, dataset, template, out)
    home = tmp_path / "hjem"
    home.mkdir()
    file = school(out)
    (home / file.name).write_bytes(type_in(file, {"eget_trin_1_navn": "Temauge"}))
    for calendar in (school(out, "ics"), out / "forvaltning/aarshjul.ics"):
        (home / calendar.name).write_bytes(calendar.read_bytes())
    result = run("collect", home, "--sent", out, "--out", tmp_path / "samlet.xlsx")
    assert ".ics" not in result.output
    # Somebody else's calendar may be what a school sent.
    (home / "vores.ics").write_bytes(b"BEGIN:VCALENDAR\r\n")
    result = run("collect", home, "--sent", out, "--out", tmp_path / "samlet2.xlsx")
    assert "vores.ics" in result.output


def test_answers_stand_in_the_same_year_and_next_year_s_workbook_starts_blank_and_shows_them(
    run: Run, dataset: Path, template: Path, tmp_path: Path
) -> None:
    out, later = tmp_path / "ud", tmp_path / "naeste"
    fill(run, dataset, template, out)
    file = school(out)
    row = Places(file).row(("aarshjul", "plan", "note"))
    file.write_bytes(type_in(file, {row: "Begynd før", "eget_trin_1_navn": "Temauge"}))
    typed = file.read_bytes()
    again = fill(run, dataset, template, out, "--previous", out)
    assert again.exit_code == 0, again.output
    assert file.read_bytes() == typed
    result = fill(run, dataset, template, later, "--previous", out, year=NEXT)
    assert result.exit_code == 0, result.output
    held = collect_answers(school(later))
    assert "eget_trin_1_navn" not in held or not held["eget_trin_1_navn"]
    places = Places(school(later))
    assert places.column("felt_forrige_aarshjul__note") == ["Begynd før"]
    days = [_DAY_0 + timedelta(days=day) for day in places.column("felt_aarshjul__fra")]
    assert days == [date(2026, 9, 15), date(2026, 9, 28)]
    assert places.column("felt_aarshjul__noegle") == ["plan", "tal"]
    book = openpyxl.load_workbook(school(later), data_only=True)
    assert book["Sidste år"]["A1"].value == "Søndre Skole · Det skrev vi i 2025/2026"
    kept = [[cell.value for cell in row] for row in book["Tidligere svar"].iter_rows(max_col=4)]
    assert ["2025/2026", "Planen sendes", "Note", "Begynd før"] in kept
    assert ["2025/2026", None, "Eget trin 1: navn", "Temauge"] in kept
    assert "Sidste år" not in openpyxl.load_workbook(school(later, number="0123")).sheetnames
    assert run("verify", later).exit_code == 0
