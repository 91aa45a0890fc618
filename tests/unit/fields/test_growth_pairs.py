"""Which two results a progression stands between; a break in the series is crossed by a norm alone."""

from __future__ import annotations

import pytest
from support.growth_cases import norm
from support.pupils import dataset, norm_tables, result

from xl_beregner.fields import Roster
from xl_beregner.fields.growth_pairs import newest_pairs
from xl_beregner.fields.norms import Norms

NORM = norm("normal_growth", 400, 1)


def pairs_of(*rows, norms=()):
    """Give (score before or None, score after, name of the norm, is it a break) of every pair."""
    data = dataset(rows, **(norm_tables(norms) if norms else {}))
    roster = Roster(data, 2026)
    found = newest_pairs(roster.results, Norms(data))
    score = roster.results["score"].tolist()
    return [
        (
            score[before] if before >= 0 else None,
            score[after],
            found.norms[number].row.norm if number >= 0 else None,
            bool(is_break),
        )
        for before, after, number, is_break in zip(
            found.before, found.after, found.norm, found.is_break, strict=True
        )
    ]


def test_the_newest_result_stands_against_the_newest_before_it():
    rows = [result("1", f"{year}-09-01", score, klassetrin=year - 2022.0) for year, score in
            ((2024, 40), (2026, 60), (2025, 50))]  # fmt: skip
    assert pairs_of(*rows) == [(50, 60, None, False)]


@pytest.mark.parametrize(("day", "before"), [("2026-08-10", None), ("2026-08-03", None), ("2026-08-02", 50)])
def test_nearer_than_sixty_days_is_the_same_occasion(day, before):
    assert pairs_of(result("1", day, 50), result("1", "2026-10-01", 60)) == [(before, 60, None, False)]


def test_the_next_grade_is_another_occasion_however_near():
    rows = (result("1", "2026-06-20", 50, klassetrin=3.0), result("1", "2026-08-12", 60))
    assert pairs_of(*rows) == [(50, 60, None, False)]


@pytest.mark.parametrize("day", ["2026-08-20", "2026-09-01"])
def test_the_test_of_another_grade_in_the_same_weeks_is_the_same_occasion(day):
    rows = (result("1", day, 50, klassetrin=3.0), result("1", "2026-09-01", 60))
    assert pairs_of(*rows, norms=[("laesning", "EKS 3 > EKS 4", NORM)]) == [(None, 60, None, False)]


def test_an_unknown_grade_is_no_other_grade():
    rows = (result("1", "2026-08-20", 50, klassetrin=float("nan")), result("1", "2026-09-01", 60))
    assert pairs_of(*rows) == [(None, 60, None, False)]


def test_an_unknown_grade_has_no_norm():
    rows = (
        result("1", "2025-09-01", 50, klassetrin=float("nan")),
        result("1", "2026-03-01", 55, klassetrin=3.0),
        result("1", "2026-09-01", 60),
    )
    assert pairs_of(*rows[::2]) == [(50, 60, None, False)]
    assert pairs_of(*rows[::2], norms=[("laesning", "EKS 3 > EKS 4", NORM)]) == [(50, 60, None, False)]
    assert pairs_of(*rows, norms=[("laesning", "EKS 3 > EKS 4", NORM)]) == [(55, 60, "n1", False)]


def test_a_test_not_taken_is_no_result():
    rows = (result("1", "2025-09-01", 50), result("1", "2026-09-01", 60), result("1", "2026-11-20", None))
    assert pairs_of(*rows) == [(50, 60, None, False)]


def test_an_older_result_of_the_series_goes_before_where_only_it_has_a_norm():
    rows = (
        result("1", "2025-03-01", 40, klassetrin=2.0),
        result("1", "2026-03-01", 50, klassetrin=3.0, skoleaar=2025),
        result("1", "2026-09-01", 60, klassetrin=4.0),
    )
    assert pairs_of(*rows) == [(50, 60, None, False)]
    assert pairs_of(*rows, norms=[("laesning", "EKS 2 > EKS 4", NORM)]) == [(40, 60, "n1", False)]
    two = [("laesning", "EKS 2 > EKS 4", NORM), ("laesning", "EKS 3 > EKS 4", NORM)]
    assert pairs_of(*rows, norms=two) == [(50, 60, "n2", False)]


def test_who_repeats_a_grade_is_not_judged_by_a_norm_of_those_who_do_not():
    rows = (
        result("1", "2024-09-01", 40, klassetrin=3.0),
        result("1", "2025-09-01", 50, klassetrin=4.0),
        result("1", "2026-09-01", 60, klassetrin=4.0),
    )
    assert pairs_of(*rows, norms=[("laesning", "EKS 3 > EKS 4", NORM)]) == [(50, 60, None, False)]
    assert pairs_of(*rows, norms=[("laesning", "EKS 4 > EKS 4", NORM)]) == [(50, 60, "n1", False)]
    moved_on = (*rows, result("1", "2027-06-01", 70, klassetrin=5.0))
    assert pairs_of(*moved_on, norms=[("laesning", "EKS 4 > EKS 5", NORM)]) == [(60, 70, "n1", False)]


@pytest.mark.parametrize("voluntary", ["2025-09-01", "2026-09-01"])
def test_a_norm_says_nothing_about_a_voluntary_test(voluntary):
    rows = [
        result("1", day, score, klassetrin=grade, frivillig=day == voluntary)
        for day, score, grade in (("2025-09-01", 50, 3.0), ("2026-09-01", 60, 4.0))
    ]
    assert pairs_of(*rows, norms=[("laesning", "EKS 3 > EKS 4", NORM)]) == [(50, 60, None, False)]


def test_a_voluntary_test_does_not_stand_in_the_way_of_a_norm():
    rows = (
        result("1", "2025-09-01", 40, klassetrin=3.0),
        result("1", "2026-03-01", 50, klassetrin=3.0, frivillig=True),
        result("1", "2026-09-01", 60),
    )
    assert pairs_of(*rows, norms=[("laesning", "EKS 3 > EKS 4", NORM)]) == [(40, 60, "n1", False)]


def test_ids_that_differ_by_capitals_are_two_pupils():
    rows = (result("u1", "2025-09-01", 50, klassetrin=3.0), result("U1", "2026-09-01", 60))
    assert sorted(pairs_of(*rows), key=str) == [(None, 50, None, False), (None, 60, None, False)]


def test_another_series_without_a_norm_is_a_break_and_stands_before_nothing():
    rows = (result("1", "2026-03-01", 30, test="FNO"), result("1", "2026-09-01", 20, test="FNF"))
    assert pairs_of(*rows) == [(None, 20, None, True)]


def test_a_norm_of_exactly_that_pair_crosses_the_break():
    rows = (
        result("1", "2025-03-01", 30, test="FNO", klassetrin=4.0),
        result("1", "2026-09-01", 20, test="FNF", klassetrin=6.0),
    )
    assert pairs_of(*rows, norms=[("laesning", "FNO 4 > FNF 6", NORM)]) == [(30, 20, "n1", False)]
    for other in ("FNO 3 > FNF 6", "FNF 4 > FNF 6", "FNO 4 > FNO 6", "FNF 6 > FNO 4"):
        assert pairs_of(*rows, norms=[("laesning", other, NORM)]) == [(None, 20, None, True)]
    assert pairs_of(*rows, norms=[("matematik", "FNO 4 > FNF 6", NORM)]) == [(None, 20, None, True)]


def test_the_own_series_goes_before_a_norm_across_a_break():
    rows = (
        result("1", "2024-09-01", 10, test="FNF", klassetrin=4.0),
        result("1", "2025-09-01", 30, test="FNO", klassetrin=5.0),
        result("1", "2026-09-01", 20, test="FNF", klassetrin=6.0),
    )
    assert pairs_of(*rows, norms=[("laesning", "FNO 5 > FNF 6", NORM)]) == [(10, 20, None, False)]


def test_of_two_other_series_the_one_with_a_norm_stands_before():
    rows = (
        result("1", "2025-03-01", 30, test="FNO", klassetrin=4.0),
        result("1", "2025-09-01", 70, test="DNT", klassetrin=5.0),
        result("1", "2026-09-01", 20, test="FNF", klassetrin=6.0),
    )
    assert pairs_of(*rows, norms=[("laesning", "FNO 4 > FNF 6", NORM)]) == [(30, 20, "n1", False)]


def test_a_norm_of_another_scale_says_nothing():
    tables = norm_tables([("laesning", "EKS 3 > EKS 4", NORM)], foer_skala="percentil")
    rows = (result("1", "2025-09-01", 50, klassetrin=3.0), result("1", "2026-09-01", 60))
    data = dataset(rows, **tables)
    assert newest_pairs(Roster(data, 2026).results, Norms(data)).norm.tolist() == [-1]


def test_another_scale_of_the_series_is_neither_compared_nor_called_a_break():
    rows = (result("1", "2025-09-01", 50, skala="percentil"), result("1", "2026-09-01", 60))
    assert pairs_of(*rows) == [(None, 60, None, False)]


def test_subjects_profiles_and_pupils_are_kept_apart_but_not_by_capitals():
    rows = (
        result("1", "2025-09-01", 1, fag="Laesning", klassetrin=3.0),
        result("1", "2026-09-01", 2),
        result("1", "2026-09-01", 3, profil="Afkodning"),
        result("1", "2026-09-01", 4, fag="matematik"),
        result("2", "2026-09-01", 5),
    )
    assert pairs_of(*rows) == [
        (1, 2, None, False), (None, 3, None, False), (None, 4, None, False), (None, 5, None, False)
    ]  # fmt: skip


def test_nothing_comes_of_nothing():
    assert pairs_of(result("1", "2026-09-01", "God", skala="kriterie")) == []
