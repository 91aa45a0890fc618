"""The year's steps as events: whose they are, how long ones are marked, and that they keep their names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from icalendar import Calendar

from xl_beregner import texts
from xl_beregner.batch.calendar.of_steps import administration_calendar, calendar_beside, school_calendar

STEPS: list[dict[str, Any]] = [
    {"noegle": "plan", "hvem": "skole", "fra": date(2026, 9, 1), "til": None},
    {"noegle": "uge", "hvem": "alle", "fra": date(2026, 8, 31), "til": date(2026, 9, 4)},
    {"noegle": "maaling", "hvem": "skole", "fra": date(2027, 1, 1), "til": date(2027, 3, 31)},
    {"noegle": "august", "hvem": "skole", "fra": date(2026, 8, 1), "til": date(2026, 8, 31)},
    {"noegle": "status", "hvem": "politik", "fra": date(2027, 3, 1), "til": None, "er_eksempel": "ja"},
    {"noegle": "tal", "hvem": "forvaltning", "fra": date(2026, 10, 1), "til": None},
]


def fields(**changed: Any) -> dict[str, Any]:
    steps = [
        {
            "trin": step["noegle"].capitalize(), "hvem_navn": step["hvem"], "om": "Om det",
            "tidspunkt": "til tiden", "kilde": "Os", "er_eksempel": None, **step,
        }
        for step in STEPS
    ]  # fmt: skip
    told = {"skole_navn": "Søndre Skole", "skoleaar": "2026/2027", "kommune_navn": "By", "eksempel": None}
    return {**told, "aarshjul": steps, **changed}


def events(data: bytes) -> dict[str, Any]:
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(data).walk("VEVENT")}


def test_a_school_gets_its_own_steps_and_everybody_s() -> None:
    found = events(school_calendar(fields(), "101001"))
    assert set(found) == {"Plan", "Uge", "Maaling: til tiden", "August: til tiden"}


def test_the_administration_gets_all() -> None:
    assert len(events(administration_calendar(fields()))) == len(STEPS)


def test_a_week_lies_over_its_days_and_what_is_longer_is_marked_on_its_first_school_day() -> None:
    found = events(school_calendar(fields(), "101001"))
    days = {name: (event["DTSTART"].dt, event["DTEND"].dt) for name, event in found.items()}
    assert days["Uge"] == (date(2026, 8, 31), date(2026, 9, 5))
    # New Year's Day 2027 is a Friday, 1 August 2026 a Saturday.
    assert days["Maaling: til tiden"] == (date(2027, 1, 1), date(2027, 1, 2))
    assert days["August: til tiden"] == (date(2026, 8, 3), date(2026, 8, 4))


def test_an_example_says_so_in_name_and_words() -> None:
    found = events(administration_calendar(fields()))
    about = str(found["Status (eksempel)"]["DESCRIPTION"])
    assert about.split("\n") == [
        "Eksempel: datoen er ikke aftalt. Ret den selv.", "Om det", "Tid: til tiden", "Kilde: Os",
    ]  # fmt: skip
    assert "Eksempel" not in str(found["Plan"]["DESCRIPTION"])


def test_an_example_dataset_says_so_in_the_calendar_and_each_event() -> None:
    data = school_calendar(fields(eksempel="Eksempel. Ikke en aftale."), "101001")
    assert str(Calendar.from_ical(data)["NAME"]).endswith("Eksempel. Ikke en aftale.")
    assert all("Ikke en aftale" in str(event["DESCRIPTION"]) for event in events(data).values())


def test_a_moved_step_is_the_same_event_and_next_year_s_another() -> None:
    def uid(of: dict[str, Any], number: str = "101001") -> str:
        return str(events(school_calendar(of, number))["Plan"]["UID"])

    moved = fields()
    moved["aarshjul"][0] = {**moved["aarshjul"][0], "fra": date(2026, 9, 3), "om": "Noget andet"}
    assert uid(moved) == uid(fields())
    others = {
        uid(fields(skoleaar="2027/2028")),
        uid(fields(), "0123"),
        uid(fields(kommune_navn="Andetsteds")),
    }
    assert len(others | {uid(fields())}) == 4
    found = [str(event["UID"]) for event in events(administration_calendar(fields())).values()]
    assert len(set(found)) == len(STEPS)


@pytest.mark.parametrize(("lang", "said"), [("sv", "Källa: Os"), ("en", "Source: Os")])
def test_it_speaks_its_reader_s_language(lang: str, said: str) -> None:
    with texts.speaking(lang):
        found = events(school_calendar(fields(), "101001"))
    assert said in str(found["Plan"]["DESCRIPTION"])
    assert found["Plan"]["SUMMARY"].params["LANGUAGE"] == lang


def test_a_calendar_is_called_as_its_workbook() -> None:
    assert calendar_beside("101001_soendre.skole.xlsx") == "101001_soendre.skole.ics"
