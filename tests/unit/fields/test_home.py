"""The parents' page of a pupil: honest words for what results can show, and of that pupil alone."""

from __future__ import annotations

import math
import re
from datetime import date
from functools import cache

import pandas as pd
import pytest
from support.pupils import dataset, result

from xl_beregner import texts
from xl_beregner.fields.home import Home
from xl_beregner.fields.known.home import LISTS, ROWS, SCALARS
from xl_beregner.fields.roster import Roster

DAYS = ("2022-09-10", "2023-09-11", "2024-09-12", "2025-09-10", "2026-09-14")


def page(*rows, pupil="1", **more):
    made = dataset(rows, **more)
    roster = Roster(made, 2026)
    group = next(found for found in roster.classes if pupil in found.pupils)
    return Home(roster, made).fields(group.only(pupil))


def scale(*scores, error=10.0, **more):
    """Make a pupil's results on the scale of one test, the last of them in the autumn of 2026."""
    days = DAYS[-len(scores) :]
    return [
        result("1", day, score, maalefejl=error, klassetrin=float(8 - len(scores) + at), **more)
        for at, (day, score) in enumerate(zip(days, scores, strict=True))
    ]


def percentiles(*scores):
    return scale(*scores, error=math.nan, test="DNT", skala="percentil")


def points(day, score, test="FNO", **more):
    return result("1", day, score, test=test, skala="point", maks=40.0, **more)


def lus(*words):
    return [
        result("1", day, word, test="LUS", skala="lus")
        for day, word in zip(DAYS[-len(words) :], words, strict=True)
    ]


# Two errors of 10: a change beyond 27.7 is more than error.
CASES = {
    "forward": (scale(100, 128), "forward"),
    "just inside": (scale(100, 127), "within"),
    "back": (scale(128, 100), "back"),
    "error not known": (scale(100, 200, error=math.nan), "no_error"),
    "one": (scale(100), "one"),
    "not taken": (scale(100.0, None), "one"),
    "percentiles": (percentiles(20, 90), "forward"),
    "percentiles in the middle": (percentiles(50, 80), "within"),
    "lus": (lus("17", "18a"), "steps_forward"),
    "lus the same": (lus("15", "15"), "steps_same"),
    "lus back": (lus("18a", "17"), "steps_back"),
    "a break": ([points("2025-09-10", 10.0), points("2026-09-10", 40.0, "FNF", klassetrin=5.0)], "break"),
    "other tasks": ([points("2025-09-10", 10.0), points("2026-09-10", 40.0, klassetrin=5.0)], "other_tests"),
    "another grade's test in the same week":
        ([result("1", "2026-09-12", 100.0, maalefejl=10.0, klassetrin=6.0), *scale(190)], "one"),
    "taken again at once": ([*scale(100), result("1", "2026-09-20", 190.0, maalefejl=10.0, klassetrin=7.0)],
                            "one"),
}  # fmt: skip


@cache
def case(name):
    return page(*CASES[name][0])


@pytest.mark.parametrize("name", CASES)
def test_each_case_has_its_word(name):
    key, found = CASES[name][1], case(name)
    assert found["hjem_status_1"] == texts.say(f"hjem.status.{key}")


@pytest.mark.parametrize("name", CASES)
def test_no_page_speaks_of_others_or_of_percentiles(name):
    found = case(name)
    said = " ".join(str(value) for key, value in found.items() if key != "hjem" and value)
    said += " ".join(str(row["linje"]) for row in found["hjem"] if row["linje"])
    assert not re.search(
        r"percentil|klassen\b|skolens|gennemsnit|SGP|rang|bedre end|dårligere end", said, re.I
    )
    assert "…" not in said  # a blank nobody filled


def test_a_change_that_cannot_be_told_is_never_called_standing_still():
    found = page(*scale(100, 120))
    assert "ikke præcise nok" in found["hjem_saetning_1"]
    assert "ingen udvikling" in found["hjem_saetning_1"]
    assert "Det betyder ikke" in found["hjem_saetning_1"]


def test_small_steps_add_up_over_a_longer_time():
    found = page(*scale(60, 80, 100, 120))
    assert found["hjem_status_1"] == texts.say("hjem.status.within")
    assert "Men over længere tid, siden september 2023, er fremgangen tydelig." in found["hjem_saetning_1"]
    assert "længere tid" not in page(*scale(100, 120))["hjem_saetning_1"]


def test_percentiles_are_told_beside_the_grade_and_a_level_curve_is_no_standstill():
    found = page(*percentiles(90, 60, 40, 20))
    assert "i forhold til" in found["hjem_saetning_1"]
    assert "i forhold til klassetrinnet tydeligt lavere" in found["hjem_saetning_1"]
    assert "Er den vandret, udvikler jeres barn sig" in found["hjem_kurve_laes"]
    assert "klassetrinnet" not in page(*scale(100, 128))["hjem_kurve_laes"]


def test_results_of_two_series_are_never_one_curve():
    rows = [points("2025-09-10", 10.0), points("2026-09-10", 40.0, "FNF", klassetrin=5.0)]
    found = page(*rows)
    assert found["hjem_kurve_titel"] is None
    assert found["hjem_kurve_mangler"]
    assert all(row["k_midte"] is None for row in found["hjem"])
    assert [row["linje"] for row in found["hjem"][:2]] == [
        "Laesning, færdighedstest: 40 rigtige af 40",
        "Laesning, overgangstest: 10 rigtige af 40",
    ]
    assert "30" not in found["hjem_saetning_1"]


def test_a_series_with_two_results_speaks_where_the_newest_test_is_new():
    old, new = points("2025-09-05", 10.0), points("2026-09-20", 40.0, "FNF", klassetrin=5.0)
    found = page(*scale(100, 140), old, new)
    assert found["hjem_status_1"] == texts.say("hjem.status.forward")
    assert len(found["hjem"]) == ROWS


def test_a_series_that_ended_years_ago_does_not_speak_for_today():
    past = [
        result("1", day, score, maalefejl=10.0, klassetrin=grade)
        for day, score, grade in (("2021-09-01", 100.0, 2.0), ("2022-09-01", 190.0, 3.0))
    ]
    found = page(*past, points("2026-09-20", 40.0, "FNF", klassetrin=7.0))
    assert found["hjem_status_1"] == texts.say("hjem.status.break")


def test_the_curve_has_its_band_and_rows_left_over_repeat_the_last_point():
    rows = page(*scale(100, 150, 160))["hjem"]
    assert [row["k_dato"] for row in rows[:3]] == [date(2024, 9, 1), date(2025, 9, 1), date(2026, 9, 1)]
    heights = ("k_dato", "k_nedre", "k_bredde", "k_midte")
    assert all(
        {key: row[key] for key in heights} == {key: rows[2][key] for key in heights} for row in rows[3:]
    )
    first, last = rows[0], rows[2]
    assert first["k_midte"] == pytest.approx(first["k_nedre"] + first["k_bredde"] / 2, abs=0.01)
    # 60 points between the dots, 39.2 points of band: their ratio is that of the figures.
    assert (last["k_midte"] - first["k_midte"]) / last["k_bredde"] == pytest.approx(60 / 39.2, abs=0.01)
    assert min(row["k_nedre"] for row in rows) > 0
    assert max(row["k_nedre"] + row["k_bredde"] for row in rows) < 100


def test_a_judgement_has_no_band_and_one_step_is_a_small_one():
    found = page(*lus("15", "16"))
    assert all(row["k_bredde"] == 0 for row in found["hjem"])
    assert "intet bånd" in found["hjem_kurve_laes"]
    assert found["hjem"][1]["k_midte"] - found["hjem"][0]["k_midte"] < 15


def test_a_measured_series_goes_before_judgements_however_many():
    found = page(*scale(100, 128), *lus("13", "14", "15", "16", "17"))
    assert found["hjem_status_1"] == texts.say("hjem.status.forward")


def test_two_subjects_stand_on_the_page_the_one_with_a_curve_first():
    maths = result("1", "2026-09-20", 30.0, fag="matematik", maalefejl=10.0)
    third = result("1", "2025-10-20", 30.0, fag="engelsk", maalefejl=10.0)
    found = page(maths, third, *scale(100, 140))
    assert (found["hjem_fag_1"], found["hjem_fag_2"]) == ("Laesning", "Matematik")
    assert "Engelsk" not in str(found)


def test_points_on_a_conversion_table_are_compared_and_the_table_is_named():
    rows = [
        {"tabel": "T", "test": "FNO", "fag": "laesning", "profil": "", "klassetrin": grade, "score": score,
         "vaerdi": value, "maalefejl": 20.0, "niveau": "", "kilde": "Kommunen", "version": "2"}
        for grade, score, value in ((4.0, 10.0, 500.0), (5.0, 30.0, 700.0))
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    results = [points("2025-09-10", 10.0), points("2026-09-10", 30.0, klassetrin=5.0)]
    found = page(*results, conversions=table)
    assert found["hjem_status_1"] == texts.say("hjem.status.forward")
    assert "T 2: Kommunen" in found["hjem_om_tallene"]
    other = [results[0], points("2026-09-10", 31.0, klassetrin=5.0)]  # not in the table
    assert page(*other, conversions=table)["hjem_status_1"] == texts.say("hjem.status.other_tests")


def test_a_pupil_without_a_result_has_a_page_that_says_so():
    found = page(result("1", "2026-09-10", None))
    assert found["hjem_status_1"] == texts.say("hjem.status.none")
    assert all(value is None for row in found["hjem"] for value in row.values())


def test_a_page_holds_its_own_pupil_alone():
    other = [result("2", day, 987.0 + at, maalefejl=10.0) for at, day in enumerate(DAYS)]
    alone = page(*scale(100, 140))
    assert page(*scale(100, 140), *other) == alone


def test_a_class_has_no_such_page_and_every_page_has_every_field():
    rows = scale(100, 140)
    roster = Roster(dataset(rows), 2026)
    of_class = Home(roster, dataset(rows)).fields(roster.classes[0])
    assert of_class == {**dict.fromkeys(SCALARS), "hjem": []}
    for name in CASES:
        found = case(name)
        assert set(found) == {*SCALARS, *LISTS}
        assert len(found["hjem"]) == ROWS
        assert all(set(row) == set(LISTS["hjem"]) for row in found["hjem"])


@pytest.mark.parametrize(("language", "word"), [("sv", "framåt"), ("en", "progress")])
def test_the_page_speaks_its_readers_language(language, word):
    with texts.speaking(language):
        assert word in page(*scale(100, 140))["hjem_saetning_1"]


@pytest.mark.parametrize(("score", "said"), [(39, "35 og 40"), (1, "0 og 5"), (20, "16 og 24")])
def test_nobody_is_told_of_fewer_right_than_none_or_more_than_there_are(score, said):
    found = page(points("2026-09-10", float(score), "FNF", maalefejl=2.0))
    assert f"{score} rigtige af 40 (sandsynligvis mellem {said})" in found["hjem"][0]["linje"]
