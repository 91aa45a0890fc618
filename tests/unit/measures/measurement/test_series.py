"""The rule on breaks between test series: what may be said of two results."""

from __future__ import annotations

import pytest

from xl_beregner.measures.measurement.series import (
    Comparison,
    Result,
    comparison,
    is_series_break,
    may_show_growth_percentile,
    school_year_taught,
)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (Result("FNF", "skalascore", "dansk"), Result(" fnf ", "Skalascore", "Dansk"), Comparison.GAIN),
        (Result("DNT", "skalascore"), Result("FNO", "skalascore"), Comparison.SERIES_BREAK),
        (Result("FNO", "point", "dansk"), Result("FNF", "point", "dansk"), Comparison.SERIES_BREAK),
        (Result("DNT", "percentil"), Result("DNT", "skalascore"), Comparison.OTHER_SCALE),
        (Result("DNT", "percentil"), Result("DNT", "percentil"), Comparison.STEPS),
        (Result("DNT", "kriterie"), Result("DNT", "kriterie"), Comparison.STEPS),
        (Result("FP9", "karakter"), Result("FP9", "karakter"), Comparison.STEPS),
        (Result("LUS", "lus"), Result("LUS", "lus"), Comparison.STEPS),
        (Result("FNO", "point", form="4"), Result("FNO", "point", form="6"), Comparison.OTHER_SCALE),
        (Result("FNO", "point"), Result("FNO", "point"), Comparison.OTHER_SCALE),
        (Result("OS64", "point", form="OS64"), Result("OS64", "point", form="os64"), Comparison.GAIN),
        (
            Result("DNT", "skalascore", "dansk"),
            Result("DNT", "skalascore", "matematik"),
            Comparison.OTHER_SUBJECT,
        ),
        (
            Result("DNT", "skalascore", "dansk", "Afkodning"),
            Result("DNT", "skalascore", "dansk"),
            Comparison.OTHER_SUBJECT,
        ),
        (Result(None, "skalascore"), Result("DNT", "skalascore"), Comparison.UNKNOWN),
        (Result("DNT", "skalascore"), Result(" ", "skalascore"), Comparison.UNKNOWN),
        (Result("DNT", None), Result("DNT", "skalascore"), Comparison.UNKNOWN),
        (Result("DNT", "skalascore"), Result("DNT", None), Comparison.UNKNOWN),
    ],
)
def test_what_may_be_said_of_two_results(before, after, said):
    assert comparison(before, after) is said
    assert comparison(after, before) is said


@pytest.mark.parametrize(
    ("pupil", "model", "shown"),
    [
        (("FNO", "FNF"), ("fno", "FNF"), True),
        (("FNF", "FNF"), ("FNF", "FNF"), True),
        (("FNF", "FNO"), ("FNO", "FNF"), False),
        (("DNT", "FNO"), ("FNO", "FNF"), False),
        (("FNO", None), ("FNO", None), False),
        (("FNO", "FNF"), (None, None), False),
    ],
)
def test_only_a_model_of_exactly_that_pair_gives_a_growth_percentile(pupil, model, shown):
    assert may_show_growth_percentile(*pupil, *model) is shown


@pytest.mark.parametrize(
    ("tests", "broken"),
    [(["DNT", "dnt "], False), (["DNT", "FNO"], True), (["DNT", None, ""], False), ([], False)],
)
def test_two_series_are_a_break_and_a_blank_is_none(tests, broken):
    assert is_series_break(tests) is broken


@pytest.mark.parametrize(
    ("year", "month", "begins"),
    [(2026, 9, 2025), (2026, 10, 2025), (2026, 11, 2026), (2026, 8, 2025), (2027, 3, 2026), (2027, 1, 2026)],
)
def test_an_autumn_test_measures_last_years_teaching(year, month, begins):
    assert school_year_taught(year, month) == begins
