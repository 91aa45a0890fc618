"""Goals written, qualified, approved, followed up: out, home, evaluated, and in the next year's workbook."""

from __future__ import annotations

import datetime as dt
import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from e2e.command import PROJECT, run
from support.school_pen import Edits, Key, Value, write_in_xml

from xl_beregner.batch import shelf
from xl_beregner.filling.collect import read_returned

pytestmark = pytest.mark.prove

DATASET = PROJECT / "workbooks" / "eksempel" / "eksempelby"
YEAR, NEXT = "2025/2026", "2026/2027"
# In the example E01 has an agreement of the year, on absence too; E04 on the test, and E06 has none.
SCHOOLS = ("E01", "E04", "E06")
GRADE, ABSENCE, TEST = "karaktergennemsnit", "fravaer_pct", "laesning_gode_pct"


def answers(school: str) -> dict[Key, Value]:
    """Everything a school, a consultant, a committee and a head of schools write in a year."""
    found: dict[Key, Value] = {
        ("", "", "skoleleder"): f"{school} Leder",
        ("", "", "konsulent"): "Opdigtet Konsulent",
        ("", "", "skriv_frist"): dt.date(2025, 9, 25),
        ("", "", "udvalg_beslutning"): "Godkendt",
        ("", "", "udvalg_dato"): dt.date(2025, 11, 4),
        ("", "", "udvalg_bemaerkning"): f"{school}: fortæl om læsebåndet i marts",
        ("", "", "egen_1_maal"): f"{school}: flere i kor",
        ("", "", "egen_1_resultat"): "60 elever",
        ("", "", "egen_1_senest"): YEAR,
        ("", "", "egen_1_tiltag"): "Kor hver torsdag",
        ("", "", "egen_1_kvalificeret"): "Ja",
        ("", "", "egen_1_gennemfoert"): "Ja",
        ("", "", "egen_1_vurdering"): "Nået",
    }
    targets: dict[str, tuple[str, float, str]] = {
        GRADE: ("Progression", 0.2, YEAR),
        ABSENCE: ("Niveau", 5.0, YEAR),
        TEST: ("Niveau", 72.0, NEXT),
    }
    for key, (kind, target, due) in targets.items():
        found |= {
            ("aftale", key, "maaltype"): kind,
            ("aftale", key, "maal"): target,
            ("aftale", key, "senest"): due,
            ("aftale", key, "hvorfor"): f"{school} {key}: elevrådet",
            ("aftale", key, "tiltag"): f"{school} {key}: gør mere",
            ("kvalificering", key, "konsulent"): "Opdigtet Konsulent",
            ("kvalificering", key, "dato"): dt.date(2025, 10, 2),
            ("kvalificering", key, "skaerpes"): f"{school} {key}: skriv tegn",
            ("kvalificering", key, "kvalificeret"): "Ja",
            ("indsatsplan", key, "indsats"): f"{school} {key}: plan",
            ("indsatsplan", key, "ansvarlig"): "Teamet",
            ("indsatsplan", key, "slut"): dt.date(2026, 6, 1),
        }
        if due == YEAR:
            found |= {
                ("evaluering", key, "leder"): f"{school} {key}: sådan gik det",
                ("evaluering", key, "gennemfoert"): "Delvis",
                ("evaluering", key, "vurdering"): "Delvist nået",
                ("evaluering", key, "dato"): dt.date(2026, 6, 15),
            }
    return found


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fill a year, let three schools write, and collect."""
    folder = tmp_path_factory.mktemp("aar")
    out, home = folder / "sendt", folder / "hjem"
    _fill(out, YEAR)
    home.mkdir()
    for school in SCHOOLS:
        file = _school(out, school)
        write_in_xml(file, home / file.name, Edits(answers(school)))
    done = run("collect", str(home), "--sent", str(out), "--out", str(folder / "samlet.xlsx"))
    assert "Traceback" not in done.stderr, done.stderr
    (folder / "collected.txt").write_text(done.stdout + done.stderr, "utf-8")
    return folder


def _fill(out: Path, school_year: str, *previous: Path) -> None:
    template = shelf.find_template("maalformulering", "da").path
    units = [part for school in SCHOOLS for part in ("--unit", school)]
    named = [part for folder in previous for part in ("--previous", str(folder))]
    call = ("fill", str(DATASET), "--template", str(template), "--year", school_year, "--out", str(out))
    done = run(*call, "--jobs", "1", *units, *named)
    assert done.returncode == 0, done.stdout + done.stderr


def _school(out: Path, number: str) -> Path:
    (file,) = (out / "skoler").glob(f"{number}_*.xlsx")
    return file


def _opened(file: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(file, data_only=True)


def test_every_answer_comes_home_and_nothing_whole_is_asked_for_again(year: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(year / "samlet.xlsx")["aftaler"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(at for at, row in enumerate(rows) if "skole_nr" in row)
    at = {name: rows[top].index(name) for name in ("skole_nr", "tabel", "noegle", "felt")}
    home = {
        (row[at["skole_nr"]], row[at["tabel"]] or "", row[at["noegle"]] or "", row[at["felt"]])
        for row in rows[top + 1 :]
        if row[at["felt"]]
    }
    assert home == {(school, *key) for school in SCHOOLS for key in answers(school)}
    assert "mangler" not in (year / "collected.txt").read_text("utf-8").replace("0 mangler", "")


def test_the_goals_are_evaluated_and_those_of_the_agreement_come_first(year: Path) -> None:
    out = year / "evaluering.xlsx"
    done = run(
        "evaluate", str(DATASET), "--year", YEAR, "--agreements", str(year / "samlet.xlsx"), "--out", str(out)
    )
    assert done.returncode == 0, done.stdout + done.stderr
    text = " ".join(str(cell.value) for sheet in _opened(out) for row in sheet.iter_rows() for cell in row)
    for school in SCHOOLS:
        assert f"{school} {GRADE}: gør mere" in text
        assert f"{school}: flere i kor" in text
    # In E01 absence was agreed in the resultataftale too, and is told as it stands there.
    assert f"E06 {ABSENCE}: gør mere" in text
    assert f"E01 {ABSENCE}: gør mere" not in text


def test_next_year_shows_the_goals_keeps_those_in_force_and_starts_blank(year: Path) -> None:
    out = year / "naeste"
    _fill(out, NEXT, year / "hjem", year / "sendt")
    for school in SCHOOLS:
        returned = read_returned(_school(out, school).read_bytes(), school)
        assert returned.faults == ()
        shown = {
            (held.key, held.field): held.value for held in returned.figures if held.table == "sidste_aftale"
        }
        assert shown[GRADE, "leder"] == f"{school} {GRADE}: sådan gik det"
        assert isinstance(shown[GRADE, "resultat"], float)
        assert shown[GRADE, "vurdering"] == "Delvist nået"
        # A goal due in the new year stands in it; people's names too; nothing else of the old year.
        still = {(held.table, held.key, held.field): held.value for held in returned.answers}
        assert still == {
            ("aftale", TEST, "maal"): 72.0,
            ("aftale", TEST, "senest"): NEXT,
            ("aftale", TEST, "tiltag"): f"{school} {TEST}: gør mere",
            ("", "", "skoleleder"): f"{school} Leder",
            ("", "", "konsulent"): "Opdigtet Konsulent",
        }
        kept = {(one.table, one.key, one.field): one.value for one in returned.earlier}
        assert set(kept) == set(answers(school))
        book = _opened(_school(out, school))
        last = " ".join(str(cell.value) for row in book["Sidste frie mål"].iter_rows() for cell in row)
        assert f"{school}: flere i kor" in last
        others = [other for other in SCHOOLS if other != school]
        whole = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
        assert not [other for other in others if f"{other} {GRADE}" in whole]


def test_a_sheet_of_last_free_goals_is_there_only_where_there_were_any(year: Path) -> None:
    assert "Sidste frie mål" not in _opened(_school(year / "sendt", "E06")).sheetnames
