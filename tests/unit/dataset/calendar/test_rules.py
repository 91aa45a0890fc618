"""Dates that hold every year, against days counted by hand, and laws over all years."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.dataset.calendar.rules import Days, as_rule, parse_rule
from xl_beregner.errors import CellTypeError

YEARS = range(2017, 2027)  # the years the school years begin in, 2017/2018 to 2026/2027

# Counted by hand: a column a school year, 2017/2018 first. 2020 is a leap year, 2024 another;
# 2020 and 2026 have a week 53.
BY_HAND = {
    "15/9": ("15-09-17 15-09-18 15-09-19 15-09-20 15-09-21 15-09-22 15-09-23 15-09-24 15-09-25 15-09-26"),
    "15/2": ("15-02-18 15-02-19 15-02-20 15-02-21 15-02-22 15-02-23 15-02-24 15-02-25 15-02-26 15-02-27"),
    "31/7": ("31-07-18 31-07-19 31-07-20 31-07-21 31-07-22 31-07-23 31-07-24 31-07-25 31-07-26 31-07-27"),
    "1/8": ("01-08-17 01-08-18 01-08-19 01-08-20 01-08-21 01-08-22 01-08-23 01-08-24 01-08-25 01-08-26"),
    "29/2": ("28-02-18 28-02-19 29-02-20 28-02-21 28-02-22 28-02-23 29-02-24 28-02-25 28-02-26 28-02-27"),
    "mandag i uge 36": (
        "04-09-17 03-09-18 02-09-19 31-08-20 06-09-21 05-09-22 04-09-23 02-09-24 01-09-25 31-08-26"
    ),
    "fredag i uge 1": (
        "05-01-18 04-01-19 03-01-20 08-01-21 07-01-22 06-01-23 05-01-24 03-01-25 02-01-26 08-01-27"
    ),
    "onsdag i uge 53": (
        "27-12-17 26-12-18 25-12-19 30-12-20 29-12-21 28-12-22 27-12-23 25-12-24 24-12-25 30-12-26"
    ),
    "sidste fredag i maj": (
        "25-05-18 31-05-19 29-05-20 28-05-21 27-05-22 26-05-23 31-05-24 30-05-25 29-05-26 28-05-27"
    ),
    "første mandag i august": (
        "07-08-17 06-08-18 05-08-19 03-08-20 02-08-21 01-08-22 07-08-23 05-08-24 04-08-25 03-08-26"
    ),
    "anden tirsdag i november": (
        "14-11-17 13-11-18 12-11-19 10-11-20 09-11-21 08-11-22 14-11-23 12-11-24 11-11-25 10-11-26"
    ),
    "sidste torsdag i februar": (
        "22-02-18 28-02-19 27-02-20 25-02-21 24-02-22 23-02-23 29-02-24 27-02-25 26-02-26 25-02-27"
    ),
}


@pytest.mark.parametrize("written", BY_HAND)
def test_a_rule_gives_the_days_counted_by_hand(written: str) -> None:
    wanted = [datetime.strptime(day, "%d-%m-%y").date() for day in BY_HAND[written].split()]
    rule = parse_rule(written)
    assert rule is not None
    assert [rule.days(year).first for year in YEARS] == wanted
    assert all(rule.days(year).last == rule.days(year).first for year in YEARS)


def test_a_week_is_its_school_days() -> None:
    rule = parse_rule("uge 36")
    assert rule is not None
    assert rule.days(2026) == Days(date(2026, 8, 31), date(2026, 9, 4))
    assert rule.days(2025) == Days(date(2025, 9, 1), date(2025, 9, 5))


@pytest.mark.parametrize(("begins", "moved"), [(2020, False), (2026, False), (2021, True), (2024, True)])
def test_week_53_is_the_last_there_is(begins: int, moved: bool) -> None:
    rule = parse_rule("uge 53")
    assert rule is not None
    found = rule.days(begins)
    assert found.moved is moved
    assert found.first.isocalendar()[:2] == (begins, 52 if moved else 53)


def test_a_leap_day_is_told_where_the_year_has_none() -> None:
    rule = parse_rule("29/2")
    assert rule is not None
    assert [rule.days(year).moved for year in (2022, 2023, 2024)] == [True, False, True]


def test_a_month_is_all_its_days() -> None:
    rule = parse_rule("februar")
    assert rule is not None
    assert rule.days(2023) == Days(date(2024, 2, 1), date(2024, 2, 29))
    assert rule.days(2026) == Days(date(2027, 2, 1), date(2027, 2, 28))


@pytest.mark.parametrize(
    ("danish", "others"),
    [
        ("uge 36", ("Uge 36", "uge36", "vecka 36", "v. 36", "v36", "week 36", "i uge 36")),
        (
            "mandag i uge 36",
            ("måndag i vecka 36", "måndag vecka 36", "monday of week 36", "Monday in week 36"),
        ),
        ("sidste fredag i maj", ("sista fredagen i maj", "last friday of may", "sidste  fredag i maj")),
        (
            "første mandag i oktober",
            ("1. mandag i oktober", "första måndagen i oktober", "first monday in october"),
        ),
        (
            "tredje torsdag i marts",
            ("tredje torsdagen i mars", "3. torsdag i marts", "third thursday of march"),
        ),
        ("15/9", ("15. september", "15 september", "den 15. september", "15 / 9", "15 sept")),
        ("september", ("i september", "September")),
        ("2026-09-15", ("15-09-2026", "15.9.2026", "15. september 2026")),
    ],
)  # fmt: skip
def test_danish_swedish_and_english_say_the_same(danish: str, others: tuple[str, ...]) -> None:
    assert {parse_rule(written) for written in others} == {parse_rule(danish)}


def test_a_whole_date_is_one_day_whichever_year_is_asked_for() -> None:
    for cell in (date(2026, 9, 15), datetime(2026, 9, 15), "15-09-2026"):
        rule = parse_rule(cell)
        assert rule is not None
        assert rule.days(2020).first == rule.days(2030).first == date(2026, 9, 15)
        assert as_rule(cell) == "2026-09-15"


@pytest.mark.parametrize(
    "written",
    [
        "uge 0", "uge 54", "31/4", "30/2", "0/9", "15/13", "femte fredag i maj", "sidste maj", "fredag",
        "mandag i uge", "snart", "15-13-2026", "99", 36, True, "første mandag i uge 36",
    ],
)  # fmt: skip
def test_what_names_no_day_is_refused(written: object) -> None:
    with pytest.raises(CellTypeError, match="15/9"):
        parse_rule(written)


@pytest.mark.parametrize("written", [None, "", "  ", float("nan")])
def test_a_blank_cell_is_no_rule(written: object) -> None:
    assert parse_rule(written) is None


@given(begins=st.integers(1990, 2090), month=st.integers(1, 12), day=st.integers(1, 31))
def test_a_day_of_a_month_lies_in_its_school_year(begins: int, month: int, day: int) -> None:
    day = min(day, calendar.monthrange(2001, month)[1])
    rule = parse_rule(f"{day}/{month}")
    assert rule is not None
    found = rule.days(begins)
    assert (found.first.day, found.first.month, found.moved) == (day, month, False)
    assert date(begins, 8, 1) <= found.first <= date(begins + 1, 7, 31)


@given(begins=st.integers(1990, 2090), number=st.integers(1, 52))
def test_each_week_is_met_once_in_a_school_year(begins: int, number: int) -> None:
    rule = parse_rule(f"uge {number}")
    assert rule is not None
    found = rule.days(begins)
    assert found.first.isocalendar().week == found.last.isocalendar().week == number
    assert (found.first.weekday(), found.last.weekday()) == (0, 4)
    # Week 31 begins on 26 July at the earliest: it is still the school year's first.
    assert date(begins, 7, 26) <= found.first
    assert found.last <= date(begins + 1, 7, 31)


@given(
    begins=st.integers(1990, 2090),
    place=st.sampled_from(["første", "anden", "tredje", "fjerde", "sidste"]),
    weekday=st.sampled_from(["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"]),
    month=st.sampled_from(["august", "oktober", "december", "januar", "februar", "juli"]),
)
def test_a_weekday_of_a_month_is_the_one_counted(begins: int, place: str, weekday: str, month: str) -> None:
    rule = parse_rule(f"{place} {weekday} i {month}")
    assert rule is not None
    day = rule.days(begins).first
    before = [day - timedelta(weeks=back) for back in range(1, 5)]
    earlier = sum(one.month == day.month for one in before)
    if place == "sidste":
        assert (day + timedelta(weeks=1)).month != day.month
    else:
        assert earlier == ["første", "anden", "tredje", "fjerde"].index(place)
