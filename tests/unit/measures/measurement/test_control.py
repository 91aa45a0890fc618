"""What is wrong with pasted results: each problem with its number and first row, and no pupil's name."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from xl_beregner import texts
from xl_beregner.hosts.engine import evaluate
from xl_beregner.hosts.table import CellTable
from xl_beregner.measures.measurement.control import control
from xl_beregner.measures.measurement.control_checks import COLUMNS, SCALES

DAY = date(2025, 9, 15)
HEADINGS = ("elev_id", "fag", "profil", "test", "dato", "score", "maks", "skala", "maalefejl", "klassetrin")
GOOD = {
    "fag": "Dansk", "profil": None, "test": "FNF", "dato": DAY, "score": 50.0, "maks": None,
    "skala": "skalascore", "maalefejl": 4.0, "klassetrin": 4.0,
}  # fmt: skip


def pasted(*rows, headings=HEADINGS):
    """Lay out rows that say only what differs; each about a new pupil unless they say."""
    filled = [{"elev_id": f"e{place}", **GOOD, **row} for place, row in enumerate(rows)]
    return CellTable([list(headings), *([row.get(name) for name in headings] for row in filled)], COLUMNS)


def problems(*rows, **how):
    """Give each problem found with its number and example."""
    found = control(pasted(*rows, **how))
    return {
        key: (number, example)
        for key, number, example in zip(found.problem, found.number, found.example, strict=True)
    }


def test_good_results_give_the_all_clear():
    found = control(pasted({}, {}, {"elev_id": "e0", "dato": date(2026, 9, 14)}))
    assert found.problem == ["nothing"]
    assert found.number.tolist() == [0]
    assert np.isnan(found.example).all()


POINTS = {"skala": "point", "maks": 34.0, "score": 20.0}


@pytest.mark.parametrize(
    ("odd", "key"),
    [
        ({"score": "#I/T"}, "error_cells"),
        ({"fag": "#REFERENCE!"}, "error_cells"),
        ({"score": "50,5"}, "number_as_text"),
        ({"score": "50.5"}, "number_as_text"),
        ({**POINTS, "maks": "34", "test": "FNO"}, "number_as_text"),
        ({"maalefejl": "4,0"}, "number_as_text"),
        ({"score": datetime(2025, 5, 12)}, "score_is_date"),
        ({"score": "20 af 34"}, "score_is_text"),
        ({"score": "12-05-2025"}, "score_is_text"),
        ({"dato": "15-09-2025"}, "date_as_text"),
        ({"dato": "2025-09-15"}, "date_as_text"),
        ({"dato": "midt i september"}, "date_unreadable"),
        ({"dato": "45915"}, "date_unreadable"),
        ({"dato": 2025.0}, "date_unreadable"),
        ({"dato": date(1925, 9, 15)}, "date_unreadable"),
        ({"dato": -4.0}, "date_unreadable"),
        ({"score": "Rigtig god", "test": "DNT", "skala": "percentil"}, "level_words"),
        ({"score": "klart over middel", "test": "DNT", "skala": "percentil"}, "level_words"),
        ({"skala": "procentil", "test": "DNT"}, "unknown_scale"),
        ({"score": 0.0, "skala": "percentil", "test": "DNT"}, "outside_percentile"),
        ({"score": 101.0, "skala": "percentil", "test": "DNT"}, "outside_percentile"),
        ({**POINTS, "score": 35.0, "test": "FNO"}, "outside_points"),
        ({**POINTS, "score": -1.0, "test": "FNO"}, "outside_points"),
        ({**POINTS, "maks": None, "test": "FNO"}, "points_without_maximum"),
        ({"score": 5.0, "skala": "karakter", "test": "FP9"}, "outside_karakter"),
        ({"score": "bestået", "skala": "karakter", "test": "FP9"}, "outside_karakter"),
        ({"score": "18d", "skala": "lus", "test": "LUS"}, "outside_lus"),
        ({"score": 20.0, "skala": "LUS", "test": "LUS"}, "outside_lus"),
        ({"score": "G", "skala": "betyg", "test": "NP"}, "outside_betyg"),
        ({"maalefejl": 0.0}, "error_not_above_zero"),
        ({"maalefejl": -1.0}, "error_not_above_zero"),
        ({"elev_id": None}, "blank_pupil"),
        ({"fag": " "}, "blank_subject"),
        ({"test": None}, "blank_test"),
        ({"dato": ".."}, "blank_date"),
        ({"score": "-"}, "blank_score"),
        ({"skala": None}, "blank_scale"),
    ],
)
def test_an_odd_cell_is_told_with_its_row(odd, key):
    assert problems({}, {}, odd, {}) == {key: (1, 4)}
    assert problems({}, {}, odd, {}, odd)[key] == (2, 4)


@pytest.mark.parametrize(
    "right",
    [
        {"score": 1.0, "skala": "Percentil", "test": "DNT"},
        {"score": 100.0, "skala": "percentil", "test": "DNT"},
        {**POINTS, "score": 0.0, "test": "FNO"},
        {**POINTS, "score": 34.0, "test": "FNO"},
        *(
            {"score": mark, "skala": "karakter", "test": "FP9"}
            for mark in (-3.0, 0.0, "00", "02", 2.0, 4, "7", 12)
        ),
        *({"score": point, "skala": "lus", "test": "LUS"} for point in ("18a", "18 B", 15.0, "9", 19)),
        *({"score": mark, "skala": "betyg", "test": "NP"} for mark in "AbCdEF"),
        {"score": "Rigtig god", "skala": "kriterie", "test": "DNT"},
        {"maalefejl": None},
        {"dato": 45915.0},
    ],
)
def test_what_is_possible_on_its_scale_is_no_problem(right):
    assert list(problems({}, {}, right)) == ["nothing"]


@pytest.mark.parametrize(("column", "key"), [
    ("elev_id", "without_pupil"), ("fag", "without_subject"), ("test", "without_test"),
    ("dato", "without_date"), ("score", "without_score"), ("skala", "without_scale"),
])  # fmt: skip
def test_a_missing_column_is_told_without_number_or_row(column, key):
    found = control(pasted({}, headings=[name for name in HEADINGS if name != column]))
    assert found.problem == [key]
    assert np.isnan(found.number).all()
    assert np.isnan(found.example).all()


@pytest.mark.parametrize(
    ("again", "number"),
    [
        ({"score": 70.0}, 1),
        ({"dato": "15-09-2025"}, 1),  # the same day, typed
        ({"dato": datetime(2025, 9, 15, 10, 30)}, 1),
        ({"test": "fnf"}, 1),
        ({"dato": date(2026, 9, 14)}, 0),
        ({"profil": "Afkodning"}, 0),
        ({"fag": "Matematik"}, 0),
        ({"elev_id": "e2"}, 0),
    ],
)
def test_the_same_pupil_test_and_day_twice_is_a_duplicate(again, number):
    found = problems({"elev_id": "e1"}, {"elev_id": "e9"}, {"elev_id": "e1", **again})
    assert found.get("duplicate", (0, None)) == ((number, 4) if number else (0, None))


def test_rows_without_pupil_or_date_are_no_duplicates():
    assert "duplicate" not in problems({"elev_id": None}, {"elev_id": None})
    assert "duplicate" not in problems({"elev_id": "a", "dato": None}, {"elev_id": "a", "dato": None})


def test_a_name_stands_for_the_pupil_within_class_and_school():
    headings = ("skole_nr", "klasse", "elev_navn", *HEADINGS[1:])

    def of(school, class_group):
        return {"skole_nr": school, "klasse": class_group, "elev_navn": "Asta"}

    assert "duplicate" in problems(of("1", "4A"), of("1", "4a"), headings=headings)
    assert "duplicate" not in problems(of("1", "4A"), of("1", "4B"), of("2", "4A"), headings=headings)


def test_two_series_of_one_pupil_and_subject_are_a_break_counted_once():
    found = problems(
        {"elev_id": "a", "test": "FNO"},
        {"elev_id": "b", "test": "FNO"},
        {"elev_id": "a"},
        {"elev_id": "a", "test": "DNT"},
        {"elev_id": "b", "fag": "Matematik"},
        {"elev_id": None, "test": "DNT"},
    )
    assert found == {"blank_pupil": (1, 7), "series_break": (1, 4)}


def test_two_scales_in_one_test_are_told_at_the_rarer():
    found = problems({}, {"skala": "percentil"}, {}, {"test": "DNT", "skala": "percentil"})
    assert found == {"mixed_scales": (1, 3)}


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        ([1.0, 2, 3, 6, 4], True),
        ([1.0, 2, 3, 7, 4], False),
        ([1.0, 2, 3, 4.5, 4], False),
        ([1.0, 2, 3, 4], False),
    ],
)
def test_percentiles_that_are_all_small_whole_numbers_may_be_levels(scores, told):
    found = problems(*({"score": score, "skala": "percentil"} for score in scores))
    assert ("percentile_like_level" in found) is told


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([34, 34, 34] + [20] * 17, {"ceiling": (3, 2)}),
        ([34, 34] + [20] * 18, {"nothing": (0, None)}),
        ([20] * 17 + [0, 0, 0], {"floor": (3, 19)}),
        ([34, 20, 20, 20], {"nothing": (0, None)}),
        ([34, 20, 20, 20, 20], {"ceiling": (1, 2)}),
    ],
)
def test_many_on_a_tests_end_are_told(scores, expected):
    found = problems(*({**POINTS, "score": float(score)} for score in scores))
    assert {key: (n, None if np.isnan(row) else row) for key, (n, row) in found.items()} == expected


def test_an_end_is_judged_test_by_test_and_on_percentiles_too():
    easy = [{"score": 100.0, "skala": "percentil", "klassetrin": 2.0}] * 5
    other = [{"score": 60.0, "skala": "percentil", "klassetrin": 4.0}] * 60
    assert problems(*other, *easy) == {"ceiling": (5, 62)}
    assert problems({"score": 1.0, "skala": "percentil"}, *[{"score": 60.0, "skala": "percentil"}] * 5) == {
        "floor": (1, 2)
    }


def test_an_empty_row_between_two_classes_is_no_problem():
    first, second = ([{"elev_id": pupil, **GOOD}[name] for name in HEADINGS] for pupil in "ab")
    table = CellTable([list(HEADINGS), first, [None] * len(HEADINGS), second], COLUMNS)
    assert control(table).problem == ["nothing"]


def test_a_table_without_known_headings_or_without_rows_is_told_plainly():
    for rows, key in (([["a", "b"], [1.0, 2.0]], "no_headings"), ([list(HEADINGS)], "no_rows")):
        found = control(CellTable(rows, COLUMNS))
        assert found.problem == [key]
        assert np.isnan([*found.number, *found.example]).all()


@pytest.mark.parametrize(
    "headings",
    [
        ["Elevens navn", "Fag", "Prøve", "Testdato", "Percentil", "Skala"],
        ["Elev", "Ämne", "Prov", "Datum", "Resultat", "Skala"],
        ["Pupil", "Subject", "Test", "Date", "Score", "Scale"],
    ],
)
def test_headings_are_known_in_three_languages_and_no_pupil_is_named(headings):
    rows = [
        headings,
        ["Asta", "dansk", "DNT", DAY, 140, "percentil"],
        ["Asta", "dansk", "FNO", DAY, None, "percentil"],
    ]
    told = evaluate("BEREGNER_KONTROL", rows)
    assert told == [
        ["Percentilen ligger ikke fra 1 til 100 (første i række 2).", 1, 2],
        ["Rækker uden score: eleven har intet resultat, ikke 0 (første i række 3).", 1, 3],
        [texts.say("funktion.KONTROL.problem.series_break", example=3), 1, 3],
    ]
    assert "Asta" not in str(told)


@pytest.mark.parametrize("word", sorted(SCALES))
def test_every_scale_is_known_as_people_write_it(word):
    assert "unknown_scale" not in problems({"skala": word.upper()})


def test_sixty_thousand_rows_are_looked_through():
    row = [None, "Dansk", None, "FNF", DAY, 50.0, None, "skalascore", 4.0, 4.0]
    rows = [[f"e{place}", *row[1:]] for place in range(60_000)]
    assert control(CellTable([list(HEADINGS), *rows], COLUMNS)).problem == ["nothing"]
