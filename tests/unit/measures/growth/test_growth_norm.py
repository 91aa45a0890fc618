"""A norm as rows: written, read back to the last digit, and refused where it is not whole."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from support.growth_cases import METHODS, cohort, norm

from xl_beregner import texts
from xl_beregner.errors import ValueRangeError
from xl_beregner.hosts.engine import evaluate
from xl_beregner.measures.growth.conditional_growth import Prior
from xl_beregner.measures.growth.growth_norm import METHODS as ALL_METHODS
from xl_beregner.measures.growth.growth_norm import NO_NORM, GrowthNorm, norm_of, norms_of
from xl_beregner.measures.growth.growth_percentile import growth_percentile_rows


def same(first, second):
    assert first.rows() == second.rows()
    assert (first.method, first.pupils) == (second.method, second.pupils)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("columns", [1, 2])
def test_a_norm_is_read_back_as_it_was(method, columns):
    fitted = norm(method, columns=columns)
    same(norm_of(fitted.rows()), fitted)


def numbers(value):
    """Every number of a norm, however deep it lies."""
    if is_dataclass(value):
        return [n for field in fields(value) for n in numbers(getattr(value, field.name))]
    if isinstance(value, tuple):
        return [n for part in value for n in numbers(part)]
    return [] if isinstance(value, str) else np.ravel(value).tolist()


@pytest.mark.parametrize("method", METHODS)
def test_a_fitted_norm_has_no_more_digits_than_every_spreadsheet_keeps(method):
    found = numbers(norm(method))
    assert len(found) > 200
    assert found == [float(f"{number:.15g}") for number in found]
    assert found == numbers(norm_of(norm(method).rows()))


@pytest.mark.parametrize("method", METHODS)
def test_a_norm_kept_in_a_workbook_gives_the_same_answers(method, tmp_path):
    after, before = (scores[:40].tolist() for scores in cohort(1200))
    laid = evaluate(
        "BEREGNER_MODEL", *(scores.tolist() for scores in cohort(1200)), texts.say(f"valg.{method}")
    )
    book = Workbook()
    for row in laid:
        book.active.append(row)
    book.save(tmp_path / "norm.xlsx")
    opened = [list(row) for row in load_workbook(tmp_path / "norm.xlsx").active.iter_rows(values_only=True)]
    for name, arguments in {
        "PROGRESSION": (after, before, "norm", 2.0, [[2.0, 2.0]]),
        "PROGRESSIONSINDEKS": (after, before, "norm"),
        "ELEVCHANCE": (before, after, "norm"),
    }.items():
        there, back = (
            evaluate(f"BEREGNER_{name}", *(sheet if a == "norm" else a for a in arguments))
            for sheet in (laid, opened)
        )
        assert there == back
        assert there[0][0] is not None


@pytest.mark.parametrize("method", NO_NORM)
def test_a_reason_for_no_norm_is_read_back(method):
    found = norm_of(GrowthNorm(method, (12,), 0.0, 9999.0, priors=(Prior(0.0, 9.0, 5.0, 1.0),)).rows())
    assert (found.method, found.pupils, found.is_norm) == (method, (12,), False)


def test_several_norms_stand_one_below_another():
    first, second = norm("residual_ranks"), norm("normal_growth", columns=1)
    found = norms_of([*first.rows(), *second.rows()])
    assert [one.method for one in found] == ["residual_ranks", "normal_growth"]
    same(found[1], second)
    with pytest.raises(ValueRangeError, match="her står 2 normer"):
        norm_of([*first.rows(), *second.rows()])


@pytest.mark.parametrize("method", METHODS)
def test_on_a_sheet_a_norm_gives_the_same_answers_to_the_last_digit(method):
    after, before = cohort(1200)
    word = texts.say(f"valg.{method}")
    sheet = evaluate("BEREGNER_MODEL", after.tolist(), before.tolist(), word)
    assert sheet[1][0] == "dato"
    assert len({len(row) for row in sheet}) == 1
    fresh = norm(method)
    direct = growth_percentile_rows(after[:60], before[:60], fresh.rows(), 2.0, np.array([[2.0, 2.0]]))
    read = evaluate(
        "BEREGNER_PROGRESSION", after[:60].tolist(), before[:60].tolist(), sheet, 2.0, [[2.0, 2.0]]
    )
    assert [row[:4] for row in read] == np.column_stack(direct[:4]).tolist()
    once_more = evaluate("BEREGNER_ELEVCHANCE", before[:60].tolist(), after[:60].tolist(), sheet)
    shifted = [[None] * len(sheet[0]), *sheet, [None] * len(sheet[0])]
    assert evaluate("BEREGNER_ELEVCHANCE", before[:60].tolist(), after[:60].tolist(), shifted) == once_more


def test_a_norm_may_have_been_laid_out_in_another_language():
    after, before = cohort(400)
    sheets, answers = [], []
    try:
        for language in texts.LANGUAGES:
            texts.use_language(language)
            sheets.append(evaluate("BEREGNER_MODEL", after.tolist(), before.tolist()))
    finally:
        texts.use_language("da")
    answers = [evaluate("BEREGNER_PROGRESSIONSINDEKS", 60.0, 50.0, sheet) for sheet in sheets]
    assert sheets[0] != sheets[1] != sheets[2]
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("method", METHODS)
def test_a_norm_with_a_row_left_out_is_refused_by_name(method):
    rows = list(norm(method).rows())
    for place in range(len(rows)):
        with pytest.raises(ValueRangeError) as found:
            norm_of([*rows[:place], *rows[place + 1 :]])
        assert found.value.facts["argument"] == "model"


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_norm_with_damaged_cells_is_read_or_refused_never_worse(data):
    rows = list(norm("growth_percentiles").rows())
    place = data.draw(st.integers(0, len(rows) - 1))
    key, values = rows[place]
    cut = data.draw(st.integers(0, len(values)))
    put = data.draw(st.sampled_from([(), (1.0,), ("normal_growth",), (0.0, 0.0)]))
    rows[place] = key, (*values[:cut], *put, *values[cut + 1 :])
    with suppress(ValueRangeError):
        assert norm_of(rows).method == "growth_percentiles"


def test_every_method_and_reason_has_words_on_the_sheet():
    for word in (*ALL_METHODS, *NO_NORM):
        assert texts.knows(f"model.ord.{word}")


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("norm", ("up",)),
        ("norm", ()),
        ("norm", (3.0,)),
        ("pupils", ()),
        ("pupils", (400.0,)),
        ("pupils", ("normal_growth",)),
        ("pupils", (400.5, 300.0)),
        ("pupils", (400.0, -1.0)),
        ("pupils", (np.inf, 300.0)),
        ("outcome_range", (-np.inf, 5.0)),
        ("before_range", (1.0, 0.0, np.nan)),
        ("before_scale", (1.0, 5.0, np.inf)),
        ("residual_quantiles", (1.0, *range(99), np.inf)),
        ("coefficients", (1.0, *range(99), np.inf)),
        ("outcome_step", ()),
        ("outcome_step", (-1.0,)),
        ("outcome_step", (np.nan,)),
        ("outcome_step", (np.inf,)),
        ("outcome_step", (1.0, 1.0)),
        ("expected", (2.0, 1.0, 1.0, 1.0)),
        ("coefficients", (1.0, *range(99))),
        ("coefficients", (3.0, *range(100))),
        ("before_scale", (1.0, 5.0, 0.0)),
        ("boundaries", (1.0, 5.0, 5.0)),
    ],
)
def test_a_row_with_other_numbers_than_its_own_is_refused(key, values):
    rows = list(norm("growth_percentiles").rows())
    place = next(at for at, row in enumerate(rows) if row[0] == key)
    rows[place] = key, values
    with pytest.raises(ValueRangeError) as found:
        norm_of(rows)
    assert found.value.facts["argument"] == "model"


def test_a_norm_of_growth_percentiles_without_coefficients_is_not_whole():
    rows = [row for row in norm("growth_percentiles").rows() if row[0] != "coefficients"]
    with pytest.raises(ValueRangeError):
        norm_of(rows)


def test_a_norm_with_fewer_orders_of_growth_than_of_percentiles_is_not_whole():
    rows = [
        (key, values[:1] if key == "pupils" else values)
        for key, values in norm("growth_percentiles").rows()
        if key in ("norm", "pupils", "outcome_range", "outcome_step", "coefficients", "knots", "boundaries")
        or values[0] == 1
    ]
    assert [len(values) for key, values in rows if key == "expected"] == [4]
    with pytest.raises(ValueRangeError):
        norm_of(rows)


KEPT = ("norm", "pupils", "outcome_range", "outcome_step")


def test_a_norm_without_its_orders_is_not_whole():
    rows = [row for row in norm("normal_growth").rows() if row[0] in KEPT]
    with pytest.raises(ValueRangeError):
        norm_of(rows)
