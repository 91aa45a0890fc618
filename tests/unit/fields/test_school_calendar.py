"""The steps of a school year as fields: their days, how they are told, and month by month."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.datasets import tables, write_csv

from xl_beregner import texts
from xl_beregner.dataset import load_dataset
from xl_beregner.fields.school_calendar import SchoolCalendar

HEADINGS = ["noegle", "trin", "hvem", "fra", "til", "hvornaar", "kilde", "eksempel"]
SETTINGS = ["noegle", "vaerdi", "kilde"]


def calendar(
    tmp_path: Path, *steps: list[str], year: int = 2026, settings: list[list[str]] | None = None
) -> Any:
    changed: dict[str, Any] = {"aarshjul": [HEADINGS, *steps]} if steps else {}
    if settings:
        changed["indstillinger"] = [SETTINGS, *settings]
    return SchoolCalendar(load_dataset(write_csv(tmp_path / "data", tables(**changed))), year)


def step(key: str = "a", name: str = "Møde", who: str = "skole", **more: str) -> list[str]:
    told = {"fra": "15/9", "til": "", "hvornaar": "", "kilde": "Os", "eksempel": "", **more}
    return [key, name, who, *told.values()]


def row(tmp_path: Path, **more: str) -> dict[str, Any]:
    (found,) = calendar(tmp_path, step(**more)).fields()["aarshjul"]
    return dict(found)


@pytest.mark.parametrize(
    ("lang", "fra", "til", "said"),
    [
        ("da", "15/9", "", "15. september 2026"),
        ("sv", "15/9", "", "15 september 2026"),
        ("en", "15/9", "", "15 September 2026"),
        ("da", "15/9", "20/9", "15. september–20. september 2026"),
        ("da", "uge 36", "", "uge 36"),
        ("sv", "uge 36", "", "vecka 36"),
        ("da", "uge 51", "uge 2", "uge 51–2"),
        ("da", "mandag i uge 36", "", "31. august 2026"),
        ("da", "september", "", "september 2026"),
        ("da", "januar", "marts", "januar–marts 2027"),
        ("da", "december", "januar", "december 2026–januar 2027"),
    ],
)
def test_a_time_is_told_as_people_say_it(tmp_path: Path, lang: str, fra: str, til: str, said: str) -> None:
    with texts.speaking(lang):
        assert row(tmp_path, fra=fra, til=til)["tidspunkt"] == said


def test_words_of_the_table_go_before_the_date(tmp_path: Path) -> None:
    found = row(tmp_path, fra="august", hvornaar="ved skoleårets begyndelse")
    assert found["tidspunkt"] == "ved skoleårets begyndelse"
    assert (found["fra"], found["til"]) == (date(2026, 8, 1), date(2026, 8, 31))


def test_a_step_of_one_day_has_no_last_day(tmp_path: Path) -> None:
    found = row(tmp_path)
    assert (found["fra"], found["til"], found["uge"], found["maaned"]) == (
        date(2026, 9, 15), None, 38, "september 2026",
    )  # fmt: skip
    assert found["er_eksempel"] is None
    assert row(tmp_path / "b", eksempel="ja")["er_eksempel"] == "ja"


def test_steps_stand_by_date_and_are_computed_anew_each_year(tmp_path: Path) -> None:
    steps = (step("sidst", fra="25/5"), step("foerst", fra="uge 36"))
    for number, (year, first) in enumerate({2026: date(2026, 8, 31), 2027: date(2027, 9, 6)}.items()):
        found = calendar(tmp_path / str(number), *steps, year=year).fields()["aarshjul"]
        assert [one["noegle"] for one in found] == ["foerst", "sidst"]
        assert found[0]["fra"] == first
        assert found[1]["fra"] == date(year + 1, 5, 25)


def test_a_step_is_in_the_month_it_begins_in(tmp_path: Path) -> None:
    steps = (
        step("a", "Besøg", "", fra="uge 40"), step("b", "Tal", "forvaltning", fra="oktober"),
        step("c", "Måling", "skole", fra="januar", til="marts", eksempel="ja"),
    )  # fmt: skip
    months = calendar(tmp_path, *steps).fields()["aarshjul_maaneder"]
    assert [one["noegle"] for one in months][::11] == ["2026-08", "2027-07"]
    assert len(months) == 12
    september, october, january = months[1], months[2], months[5]
    assert september["skole"] == september["politik"] == "Uge 40: Besøg"
    assert (october["skole"], october["forvaltning"]) == (None, "Tal")
    assert january["skole"] == "Jan–mar: Måling *"


def test_a_crowded_month_says_how_many_more(tmp_path: Path) -> None:
    steps = [step(str(number), f"Trin {number}", fra=f"{number}/9") for number in range(1, 8)]
    months = calendar(tmp_path, *steps).fields()["aarshjul_maaneder"]
    lines = months[1]["skole"].split("\n")
    assert (len(lines), lines[0], lines[-1]) == (5, "1/9: Trin 1", "… og 3 til, se listen")


def test_a_monday_in_july_of_week_31_is_in_the_first_month(tmp_path: Path) -> None:
    months = calendar(tmp_path, step(fra="uge 31"), year=2026).fields()["aarshjul_maaneder"]
    assert months[0]["skole"] == "Uge 31: Møde"


def test_a_whole_date_of_another_year_is_left_out_and_told(tmp_path: Path) -> None:
    found = calendar(tmp_path, step("nu", fra="15-09-2026"), step("da", fra="15-09-2025"))
    assert [one["noegle"] for one in found.fields()["aarshjul"]] == ["nu"]
    (fault,) = found.notes()
    assert "1 trin med en hel dato hører til et andet skoleår" in str(fault)
    assert str(fault).endswith("da.")


def test_a_day_the_year_does_not_have_is_moved_and_told(tmp_path: Path) -> None:
    found = calendar(tmp_path, step(fra="uge 53"), year=2027)
    assert found.fields()["aarshjul"][0]["uge"] == 52
    (fault,) = found.notes()
    assert "2027-12-27" in str(fault)
    assert calendar(tmp_path / "b", step(fra="uge 53"), year=2026).notes() == []


def test_without_a_table_the_shipped_steps_of_the_language_are_told_as_such(tmp_path: Path) -> None:
    danish = calendar(tmp_path).fields()
    assert "fulgte med programmet" in danish["aarshjul_linje"]
    assert "eksempler" in danish["aarshjul_linje"]
    with texts.speaking("sv"):
        swedish = calendar(tmp_path / "sv").fields()
    assert {one["noegle"] for one in swedish["aarshjul"]} >= {
        "plan",
        "rapport",
        "dialog_ht",
        "dialog_vt",
        "up1",
    }
    own = calendar(tmp_path / "egen", step()).fields()
    assert own["aarshjul_linje"].startswith("Kommunens årshjul for 2026/2027: 1 trin, heraf 1 for skolen")


def test_the_days_of_lus_are_those_of_the_setting(tmp_path: Path) -> None:
    with texts.speaking("sv"):
        found = calendar(tmp_path).fields()["aarshjul"]
        days = [one["fra"] for one in found if one["noegle"].startswith("lus_")]
        assert days == [date(2026, 9, 15), date(2026, 12, 5), date(2027, 2, 15), date(2027, 5, 25)]
        own = [["lus_datoer", "1/10; 1/12; 1/3; 1/6", "Nämnden"]]
        found = calendar(tmp_path / "b", settings=own).fields()["aarshjul"]
        steps = [one for one in found if one["noegle"].startswith("lus_")]
    assert [one["fra"] for one in steps][0::3] == [date(2026, 10, 1), date(2027, 6, 1)]
    assert {one["kilde"] for one in steps} == {"Nämnden"}


def test_each_source_is_named_once_with_its_steps(tmp_path: Path) -> None:
    found = calendar(tmp_path, step("a", "En"), step("b", "To"), step("c", "Tre", kilde="Andre"))
    sources = found.fields()["aarshjul_kilder"]
    assert [(one["kilde"], one["trin"], one["antal"]) for one in sources] == [
        ("Os", "En · To", 2), ("Andre", "Tre", 1),
    ]  # fmt: skip
