"""Which two results become a pair: one subject, 1-3 school years apart, each pupil once."""

from __future__ import annotations

import pandas as pd
import pytest
from support.pupils import BLANK, pupils, result

from xl_beregner.fields.norm_pairs import link_pairs, norm_pairs, usable_results


def paired(*rows: dict, last_year: int | None = None) -> list[tuple]:
    table = norm_pairs(usable_results(pupils(rows), last_year))
    columns = ["test_foer", "klassetrin_foer", "score_foer", "test", "klassetrin", "score"]
    return sorted(table[columns].itertuples(index=False, name=None))


def linked(*rows: dict) -> list[tuple]:
    table = link_pairs(usable_results(pupils(rows)))
    return sorted(
        table[["elev_id", "test_foer", "score_foer", "test", "score"]].itertuples(index=False, name=None)
    )


def grade(at: float) -> dict:
    return {"klassetrin": at}


def test_a_result_is_paired_with_the_one_before_it_in_its_series() -> None:
    rows = [result("a", f"{2020 + at}-09-10", 100 + at, **grade(at)) for at in (1, 2, 3)]
    assert paired(*rows) == [("EKS", 1, 101, "EKS", 2, 102), ("EKS", 2, 102, "EKS", 3, 103)]


@pytest.mark.parametrize(("year", "pairs"), [(2024, 1), (2023, 1), (2022, 1), (2021, 0), (2025, 0)])
def test_pairs_lie_one_to_three_school_years_apart(year: int, pairs: int) -> None:
    rows = result("a", f"{year}-09-10", 1, **grade(3)), result("a", "2025-10-10", 2, **grade(4))
    assert len(paired(*rows)) == pairs


def test_a_school_year_begins_in_august() -> None:
    spring, autumn = result("a", "2025-05-10", 1, **grade(4)), result("a", "2025-09-10", 2, **grade(5))
    assert len(paired(spring, autumn)) == 1


def test_another_series_in_between_hides_no_pair() -> None:
    rows = (
        result("a", "2024-03-01", 40, test="FNO", skala="point", **grade(4)),
        result("a", "2024-09-10", 310, **grade(5)),
        result("a", "2025-09-10", 330, **grade(6)),
        result("a", "2025-10-10", 45, test="FNF", skala="point", **grade(6)),
    )
    assert paired(*rows) == [
        ("EKS", 5, 310, "EKS", 6, 330),
        ("EKS", 5, 310, "FNF", 6, 45),
        ("FNO", 4, 40, "EKS", 5, 310),
        ("FNO", 4, 40, "EKS", 6, 330),
        ("FNO", 4, 40, "FNF", 6, 45),
    ]


def test_a_pupil_who_moved_school_is_followed() -> None:
    rows = result("a", "2024-09-10", 1, **grade(3)), result("a", "2025-09-10", 2, skole_nr="9", **grade(4))
    assert len(paired(*rows)) == 1


@pytest.mark.parametrize(
    "left_out",
    [
        {"score": BLANK},
        {"score": BLANK, "ord": "middel", "skala": "kriterie"},
        {"score": 10.0, "skala": "lus"},
        {"score": 7.0, "skala": "karakter"},
        {"score": 14.0, "skala": "betyg"},
        {"frivillig": True},
        {"elev_id": ""},
        {"klassetrin": BLANK},
        {"fag": "matematik"},
        {"profil": "Afkodning"},
    ],
)
def test_what_is_no_result_of_a_norm_makes_no_pair(left_out: dict) -> None:
    rows = result("a", "2024-09-10", 1, **grade(3)), {**result("a", "2025-09-10", 2, **grade(4)), **left_out}
    assert paired(*rows) == []


def test_of_a_test_taken_twice_in_a_year_the_newest_counts() -> None:
    rows = (
        result("a", "2024-10-20", 5, **grade(3)),
        result("a", "2024-09-10", 1, **grade(3)),
        result("a", "2025-09-10", 2, **grade(4)),
    )
    assert paired(*rows) == [("EKS", 3, 5, "EKS", 4, 2)]


def test_a_pupil_counts_once_in_a_pair_with_the_newest() -> None:
    # Grade 3 taken twice: the pupil stayed down.
    rows = [result("a", f"{year}-09-10", year, **grade(3 + (year == 2023))) for year in (2021, 2022, 2023)]
    rows += [result("a", "2024-09-10", 7, **grade(3)), result("a", "2025-09-10", 9, **grade(4))]
    found = [pair for pair in paired(*rows) if pair[1] == 3 and pair[4] == 4]
    assert found == [("EKS", 3, 7, "EKS", 4, 9)]


def test_later_results_are_left_out_when_a_year_is_asked_for() -> None:
    rows = [result("a", f"{2020 + at}-09-10", at, **grade(at)) for at in (1, 2, 3)]
    assert paired(*rows, last_year=2022) == [("EKS", 1, 1, "EKS", 2, 2)]


def test_no_results_make_no_pairs() -> None:
    assert paired() == []
    assert linked() == []


def test_two_tests_close_in_time_are_linked_by_name() -> None:
    rows = result("a", "2025-09-10", 5, test="B"), result("a", "2025-10-10", 7, test="A")
    assert linked(*rows) == [("a", "A", 7, "B", 5)]


@pytest.mark.parametrize(
    ("first", "second", "links"),
    [
        ({"dato": "2025-09-01"}, {"dato": "2025-10-31"}, 1),
        ({"dato": "2025-09-01"}, {"dato": "2025-11-01"}, 0),  # 61 days
        ({"dato": "2025-06-20"}, {"dato": "2025-08-10"}, 0),  # another school year
        ({"skala": "percentil"}, {}, 0),
        ({"test": "EKS"}, {}, 0),  # the same test
        ({"profil": "Afkodning"}, {}, 0),
    ],
)
def test_only_units_in_one_school_year_within_60_days_are_linked(
    first: dict, second: dict, links: int
) -> None:
    def row(score: float, changed: dict, **other: object) -> dict:
        day = changed.pop("dato", "2025-09-10")
        return result("a", day, score, **{**other, **changed})

    assert len(linked(row(5, dict(first), test="A"), row(7, dict(second)))) == links


def test_of_several_close_tests_the_nearest_are_linked() -> None:
    rows = (
        result("a", "2025-09-01", 1, test="A", **grade(4)),
        result("a", "2025-09-20", 2, test="A", skala="skalascore", **grade(4)),
        result("a", "2025-09-21", 3, test="B", **grade(4)),
    )
    assert linked(*rows) == [("a", "A", 2, "B", 3)]


def test_pairs_keep_the_newer_results_school() -> None:
    rows = result("a", "2024-09-10", 1, skole_nr="1"), result("a", "2025-09-10", 2, skole_nr="2")
    table = norm_pairs(usable_results(pupils(rows)))
    assert table["skole_nr"].tolist() == ["2"]
    assert isinstance(table, pd.DataFrame)
