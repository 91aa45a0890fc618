"""Who goes to which class, and whose results a class sees."""

from __future__ import annotations

import pytest
from support.pupils import dataset, result

from xl_beregner import texts
from xl_beregner.errors import BeregnerError
from xl_beregner.fields import Roster


def roster(*rows, year=2026, **more):
    return Roster(dataset(rows, **more), year)


def test_a_pupil_goes_to_the_class_of_the_latest_row_of_the_year():
    found = roster(
        result("1", "2026-09-01", 500, klasse="4A"),
        result("1", "2026-11-01", 510, klasse="4B"),
        result("2", "2026-09-01", 500, klasse="4A"),
    )
    assert {group.number: group.pupils for group in found.classes} == {
        "101005/4A": ("2",),
        "101005/4B": ("1",),
    }


def test_on_one_day_the_later_row_of_the_file_counts():
    found = roster(result("1", "2026-09-01", 1, klasse="4B"), result("1", "2026-09-01", 2, klasse="4A"))
    assert [group.class_group for group in found.classes] == ["4A"]


def test_a_class_everybody_has_left_is_none():
    found = roster(result("1", "2026-09-01", 1, klasse="4A"), result("1", "2027-01-01", 2, klasse="4B"))
    assert [group.number for group in found.classes] == ["101005/4B"]


def test_a_test_not_taken_keeps_its_pupil_in_the_class():
    assert roster(result("1", "2026-09-01", None)).classes[0].pupils == ("1",)


def test_the_history_follows_the_pupil_over_schools_by_date():
    found = roster(
        result("1", "2026-09-01", 520),
        result("1", "2024-09-01", 480, skole_nr="101001", klasse="2X"),
        result("2", "2025-09-01", 480),
        result("1", "2025-09-01", 500, skole_nr="101001", klasse="3X"),
    )
    assert found.history("1")["score"].tolist() == [480, 500, 520]
    assert [group.number for group in found.classes] == ["101005/4A"]
    assert found.history("nobody").empty


def test_nothing_later_than_the_school_year_is_seen():
    found = roster(result("1", "2026-09-01", 520), result("1", "2027-09-01", 540, klasse="5A"), year=2026)
    assert found.results["score"].tolist() == [520]
    assert found.classes[0].class_group == "4A"


def test_pupils_stand_by_name_as_the_reader_sorts_them():
    rows = [
        result(str(place), "2026-09-01", 1, elev_navn=name)
        for place, name in enumerate(("Åse", "Østen", "Ærinde", "anna", "Zoe", ""))
    ]
    names = [roster(*rows).name(pupil) for pupil in roster(*rows).classes[0].pupils]
    assert names == ["", "anna", "Zoe", "Ærinde", "Østen", "Åse"]
    with texts.speaking("sv"):
        swedish = [
            result(str(n), "2026-09-01", 1, elev_navn=x) for n, x in enumerate(("Örjan", "Ärla", "Åke"))
        ]
        found = roster(*swedish)
        assert [found.name(pupil) for pupil in found.classes[0].pupils] == ["Åke", "Ärla", "Örjan"]


def test_pupils_of_one_name_stand_by_id():
    rows = [result(pupil, "2026-09-01", 1, elev_navn="Anna") for pupil in ("9", "3")]
    assert roster(*rows).classes[0].pupils == ("3", "9")


def test_the_latest_name_counts_and_a_blank_one_does_not():
    found = roster(
        result("1", "2025-09-01", 1, elev_navn="Ann"),
        result("1", "2026-09-01", 1, elev_navn="Anna"),
        result("1", "2026-10-01", 1, elev_navn=""),
    )
    assert found.name("1") == "Anna"


def test_classes_stand_by_school_then_by_number():
    names = ("10A", "9B", "0", "9A")
    rows = [result(str(n), "2026-09-01", 1, klasse=name) for n, name in enumerate(names)]
    rows.append(result("x", "2026-09-01", 1, skole_nr="101001", klasse="1A"))
    numbers = [group.number for group in roster(*rows).classes]
    assert numbers == ["101005/0", "101005/9A", "101005/9B", "101005/10A", "101001/1A"]


def test_the_class_grade_is_the_commonest_of_its_pupils():
    rows = [result(str(n), "2026-09-01", 1, klassetrin=grade) for n, grade in enumerate((3.0, 4.0, 4.0))]
    assert roster(*rows).classes[0].grade == 4
    assert roster(result("1", "2026-09-01", 1, klassetrin=float("nan"))).classes[0].grade is None


def test_a_pupils_number_finds_the_class_with_that_pupil_alone():
    found = roster(result("1", "2026-09-01", 1), result("2", "2026-09-01", 1))
    group = found.of("101005/4A/2")
    assert (group.pupils, group.number, group.is_one_pupil) == (("2",), "101005/4A/2", True)
    assert found.results["elev_id"].iloc[found.rows_of(group)].tolist() == ["2"]


def test_an_unknown_class_is_refused():
    with pytest.raises(BeregnerError) as told:
        roster(result("1", "2026-09-01", 1)).of("101005/4Z")
    assert told.value.key == "fields_ukendt_klasse"
