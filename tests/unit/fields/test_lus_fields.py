"""A class's LUS points by date, what is expected, and rows for pupils nobody knows yet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.datasets import tables, write_csv
from support.pupils import dataset, result

from xl_beregner.dataset import load_dataset
from xl_beregner.errors import DatasetError
from xl_beregner.fields import Roster
from xl_beregner.fields.known.lus import LISTS, OWN_ROWS, PAIRS, SCALARS
from xl_beregner.fields.lus import Lus
from xl_beregner.fields.lus_points import expected_points, report_dates


def point(pupil: str, day: str, word: str | None, **changed: object) -> dict[str, object]:
    return result(pupil, day, word, **{"test": "LUS", "skala": "lus", "profil": "LUS", **changed})


def fields(*rows, settings=None, year=2026):
    data = dataset(rows, settings=settings)
    roster = Roster(data, year)
    return Lus(roster, data).fields(roster.classes[0])


def points(row) -> list[str | None]:
    return [row[key] for key in ("foer", "p1", "p2", "p3", "p4")]


def test_a_point_goes_to_the_nearest_of_the_four_dates() -> None:
    assert report_dates(2026, ["15/9", "5/12", "15/2", "25/5"]) == (
        date(2026, 9, 15),
        date(2026, 12, 5),
        date(2027, 2, 15),
        date(2027, 5, 25),
    )
    days = {
        "2026-08-20": 0,
        "2026-10-20": 0,
        "2026-11-01": 1,
        "2027-01-09": 1,
        "2027-01-20": 2,
        "2027-07-01": 3,
    }
    for day, place in days.items():
        found = points(fields(point("1", day, "9"))["lus"][0])
        assert found == [None, *("9" if place == at else None for at in range(4))], day


def test_of_two_points_at_one_date_the_later_counts() -> None:
    row = fields(point("1", "2026-09-20", "10"), point("1", "2026-09-01", "9"))["lus"][0]
    assert points(row) == [None, "10", None, None, None]


def test_before_the_year_stands_the_last_point_wherever_it_was_given() -> None:
    rows = fields(
        point("1", "2025-09-15", "8", klasse="3Z", skole_nr="101001"),
        point("1", "2026-05-25", "18A", klasse="3Z", skole_nr="101001"),
        point("1", "2026-09-15", "18b"),
        point("1", "2027-09-15", "19"),
    )["lus"]
    assert points(rows[0]) == ["18a", "18b", None, None, None]


def test_every_pupil_of_the_class_has_a_row_and_newcomers_find_blank_ones() -> None:
    found = fields(
        point("1", "2026-09-15", "9"), result("2", "2026-10-01", 500), point("3", "2026-09-15", None)
    )
    rows = found["lus"]
    assert [row["noegle"] for row in rows] == ["1", "2", "3", *[None] * OWN_ROWS]
    assert [row["nr"] for row in rows] == list(range(1, 4 + OWN_ROWS))
    assert [row["klassetrin"] for row in rows] == [4] * (3 + OWN_ROWS)
    assert [points(row) for row in rows[1:]] == [[None] * 5] * (2 + OWN_ROWS)
    assert found["lus_atgard"] == [{"noegle": row["noegle"], "nr": row["nr"]} for row in rows]
    assert len(found["lus_par"]) == PAIRS


def test_a_pupil_without_a_name_is_told_by_id() -> None:
    assert fields(point("7", "2026-09-15", "9", elev_navn=""))["lus"][0]["elev_navn"] == "7"


def test_other_tests_are_no_points() -> None:
    row = fields(result("1", "2026-09-15", 15, skala="percentil", test="DNT"))["lus"][0]
    assert points(row) == [None] * 5


def test_a_municipality_may_have_other_dates() -> None:
    found = fields(point("1", "2026-10-20", "9"), settings={"lus_datoer": "1/10; 1/12; 1/3; 1/6"})
    assert [found[f"lus_tidpunkt_{number}"] for number in (1, 4)] == ["1/10", "1/6"]
    assert found["lus_dato_4"] == date(2027, 6, 1)
    assert points(found["lus"][0])[1] == "9"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1/10; 1/12;1/3; 1/6", "1/10; 1/12; 1/3; 1/6"),
        ("01/10, 01/12, 01/03 og 01/06", "1/10; 1/12; 1/3; 1/6"),
        ("1/10; 1/12; 1/3", None),
        ("1/3; 1/6; 1/10; 1/12", None),  # not a school year's order
        ("1/10; 1/10; 1/3; 1/6", None),
        ("1/13; 1/12; 1/3; 1/6", None),
        ("30/2; 1/3; 1/4; 1/6", None),
    ],
)
def test_the_dates_are_four_days_in_a_school_years_order(
    tmp_path: Path, written: str, read: str | None
) -> None:
    own = [["noegle", "vaerdi", "kilde"], ["lus_datoer", written, "Nämnden"]]
    folder = write_csv(tmp_path, tables(indstillinger=own))
    if read is None:
        with pytest.raises(DatasetError, match="lus_datoer"):
            load_dataset(folder)
    else:
        assert load_dataset(folder).settings["lus_datoer"].value == read


def test_an_expectation_at_a_date_is_a_known_setting(tmp_path: Path) -> None:
    own = [["noegle", "vaerdi", "kilde"], ["lus_forventning_3_2", "LUS 11", "Nämnden"]]
    found = load_dataset(write_csv(tmp_path, tables(indstillinger=own)))
    assert found.settings["lus_forventning_3_2"].value == "11"
    assert not [fault for fault in found.faults if "indstilling" in fault.key]


# --- What is expected --------------------------------------------------------------------------
def test_nothing_is_expected_where_nobody_says_so() -> None:
    found = fields(point("1", "2026-09-15", "9"))
    assert {row[f"v{number}"] for row in found["lus_forvantan"] for number in range(1, 5)} == {None}
    assert found["lus_forvantan_kilde"] is None


def test_an_expectation_holds_at_the_years_end_unless_it_names_a_date() -> None:
    settings = {"lus_forventning_3": "13", "lus_forventning_3_2": 11.0, "lus_forventning_6": "18A"}
    found = fields(point("1", "2026-09-15", "9"), settings=settings)
    by_grade = {
        row["klassetrin"]: [row[f"v{number}"] for number in range(1, 5)] for row in found["lus_forvantan"]
    }
    assert by_grade[3] == [None, "11", None, "13"]
    assert by_grade[6] == [None, None, None, "18a"]
    assert list(by_grade) == list(range(10))
    assert found["lus_forvantan_kilde"] == "Prøven"


@pytest.mark.parametrize(
    "key", ["lus_forventning_x", "lus_forventning_12", "lus_forventning_3_5", "lus_forventning_3_"]
)
def test_a_key_of_no_grade_or_date_expects_nothing(key: str) -> None:
    read, _ = expected_points(dataset([], settings={key: "9"}))
    assert read == ({(3, 4): "9"} if key == "lus_forventning_3_" else {})


def test_what_is_given_is_what_is_listed() -> None:
    found = fields(point("1", "2026-09-15", "9"))
    assert set(found) == {*SCALARS, *LISTS}
    for table, columns in LISTS.items():
        assert all(set(row) == set(columns) for row in found[table]), table


def test_a_class_without_points_is_told_of() -> None:
    data = dataset([result("1", "2026-10-01", 500), point("2", "2026-09-15", "9", klasse="4B")])
    roster = Roster(data, 2026)
    told = {
        group.class_group: [fault.key for fault in Lus(roster, data).warnings(group)]
        for group in roster.classes
    }
    assert told == {"4A": ["fields_lus_ingen"], "4B": []}
