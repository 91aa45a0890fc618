"""Fitting a norm: which method the pupils allow, and what is said where there can be none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from support.growth_cases import METHODS, cohort, norm

from xl_beregner import texts
from xl_beregner.errors import ShapeError, ValueRangeError
from xl_beregner.hosts.engine import evaluate
from xl_beregner.measures.growth import growth_model, splines
from xl_beregner.measures.growth.growth_model import common_step, fit_growth_norm, growth_model_rows
from xl_beregner.measures.growth.quantile_regression import TAUS


def answers_by(sheet):
    """Give the one-row answer of every function that uses a norm, for one pupil."""
    for name, arguments in {
        "PROGRESSION": (5.0, 5.0, sheet),
        "PROGRESSIONSINDEKS": (5.0, 5.0, sheet),
        "FREMSKRIVNING": (5.0, sheet),
        "MAALPERCENTIL": (5.0, 5.0, sheet),
        "ELEVCHANCE": (5.0, 5.0, sheet),
    }.items():
        (row,) = evaluate(f"BEREGNER_{name}", *arguments)
        yield name, row


@pytest.mark.parametrize(
    ("pupils", "method", "found"),
    [
        (299, "automatic", "too_few"),
        (300, "automatic", "residual_ranks"),
        (999, "automatic", "residual_ranks"),
        (1000, "automatic", "growth_percentiles"),
        (299, "growth_percentiles", "too_few"),
        (300, "growth_percentiles", "too_few_for_growth_percentiles"),
        (999, "growth_percentiles", "too_few_for_growth_percentiles"),
        (1000, "growth_percentiles", "growth_percentiles"),
        (299, "residual_ranks", "too_few"),
        (1200, "residual_ranks", "residual_ranks"),
        (300, "normal_growth", "normal_growth"),
        (1, "normal_growth", "too_few"),
    ],
)
def test_the_number_of_pupils_decides_what_a_norm_may_be(pupils, method, found):
    after, before = cohort(pupils)
    assert fit_growth_norm(after, before[:, :1], method).method == found


def test_the_minimum_counts_can_be_set_in_code():
    after, before = cohort(120)
    fitted = fit_growth_norm(after, before[:, :1], least_for_norm=100, least_for_growth_percentiles=110)
    assert fitted.method == "growth_percentiles"


def test_only_pupils_with_all_scores_of_an_order_count_in_it():
    after, before = cohort(1400)
    after[:100] = math.nan
    before[100:150, 0] = math.nan
    before[150:600, 1] = math.nan
    fitted = fit_growth_norm(after, before)
    assert fitted.pupils == (1250, 800)
    # Enough for growth percentiles from one earlier score, for the index from two.
    assert (len(fitted.coefficients), len(fitted.conditional)) == (1, 2)


def test_an_order_with_too_few_pupils_is_left_out():
    after, before = cohort(400)
    before[:120, 1] = math.nan
    assert fit_growth_norm(after, before).pupils == (400,)


def test_an_earlier_score_that_is_blank_throughout_is_left_out():
    after, before = cohort(400)
    before[:, 1] = math.nan
    assert fit_growth_norm(after, before).pupils == (400,)


def test_knots_come_from_all_earlier_scores_also_of_pupils_without_a_later_one():
    after, before = cohort(1300)
    after[:300] = math.nan
    fitted = fit_growth_norm(after, before[:, :1])
    np.testing.assert_array_equal(fitted.splines[0].knots, splines.knots_of(before[:, 0]))
    assert fitted.splines[0].boundaries == pytest.approx(splines.boundaries_of(before[:, 0]), rel=1e-14)
    assert (fitted.priors[0].least, fitted.priors[0].greatest) == (before[:, 0].min(), before[:, 0].max())
    assert (fitted.least, fitted.greatest) == (after[300:].min(), after[300:].max())


@pytest.mark.parametrize("method", ["automatic", *METHODS])
def test_a_constant_earlier_score_gives_no_norm(method):
    after, before = cohort(1200)
    before[:, 0] = 50
    assert fit_growth_norm(after, before, method).method == "constant_before"


def test_an_earlier_score_that_is_constant_among_those_with_a_later_one_gives_no_norm():
    after, before = cohort(1200)
    before[:1000, 0], after[1000:] = 50, math.nan
    assert fit_growth_norm(after, before).method == "constant_before"


@pytest.mark.parametrize("value", [0.0, 7.0, 1e9, 1e-9])
def test_equal_outcomes_give_no_norm(value):
    _, before = cohort(1200)
    assert fit_growth_norm(np.full(1200, value), before).method == "no_spread"


def test_outcomes_that_follow_from_the_start_give_no_norm():
    _, before = cohort(1200)
    assert fit_growth_norm(3 + 2 * before[:, 0], before).method == "no_spread"


@pytest.mark.parametrize("older", [lambda newest: newest, lambda newest: np.full_like(newest, 3.0)])
def test_an_older_score_that_tells_nothing_new_is_left_out(older):
    after, before = cohort(1200)
    fitted = fit_growth_norm(after, np.column_stack([before[:, 0], older(before[:, 0])]))
    assert fitted.pupils == (1200,)
    assert len(fitted.coefficients) == 1


def test_an_older_score_that_leaves_no_variation_is_left_out():
    _, before = cohort(1200)
    fitted = fit_growth_norm(before[:, 0] + 2 * before[:, 1], before)
    assert fitted.pupils == (1200,)
    assert len(fitted.coefficients) == 1


@pytest.mark.parametrize("different", [2, 5])
def test_too_few_different_scores_fall_back_or_are_told_when_asked_outright(different):
    after, before = cohort(1200)
    few = np.floor(before[:, :1]) % different
    assert fit_growth_norm(after, few).method == "residual_ranks"
    assert fit_growth_norm(after, few, "growth_percentiles").method == "too_few_different"


@pytest.mark.parametrize(("scale_after", "scale_before"), [(1e-9, 1), (1, 1e-9)])
def test_a_scale_too_fine_for_five_decimals_takes_ranked_residuals(scale_after, scale_before):
    after, before = cohort(1200)
    fine = fit_growth_norm(after * scale_after, before * scale_before)
    assert fine.method == "residual_ranks"


def test_scores_finer_than_any_scale_are_constant():
    after, before = cohort(400)
    assert fit_growth_norm(after, before * 1e-60).method == "constant_before"


def test_large_scores_give_a_norm():
    after, before = cohort(1200)
    assert fit_growth_norm(after + 1e9, before * 1e6).method == "growth_percentiles"


@pytest.mark.prove
@pytest.mark.parametrize("odd", [450.0, 999.0, 9999.0, -9999.0])
@pytest.mark.parametrize("pupils", [500, 1200])
@pytest.mark.parametrize("column", [0, 1, 2])
@pytest.mark.parametrize("method", ["automatic", "residual_ranks", "normal_growth"])
def test_a_slip_of_the_hand_or_a_code_for_missing_gives_no_norm(odd, pupils, column, method):
    after, before = cohort(pupils, decimals=0)
    scores = np.column_stack([after, before])
    assert fit_growth_norm(scores[:, 0], scores[:, 1:], method).is_norm
    scores[7, column] = odd
    found = fit_growth_norm(scores[:, 0], scores[:, 1:], method)
    assert (found.method, found.pupils) == ("outlying", (pupils,))
    ranges = [values[-2:] for _, values in found.rows()[2:]]
    assert ranges == [(column.min(), column.max()) for column in scores.T]


@pytest.mark.parametrize(("reach", "found"), [(9.99, "residual_ranks"), (10.01, "outlying")])
@pytest.mark.parametrize("way", [-1, 1])
@pytest.mark.parametrize("scale", [1, 1e-9, 1e9])
def test_outlying_is_more_than_ten_interquartile_ranges_outside_the_quartiles(reach, found, way, scale):
    after, before = cohort(401)
    # The one that moves lies outside the quartiles before and after, so they stay.
    place = after.argmin() if way < 0 else after.argmax()
    low, high = np.quantile(after, [0.25, 0.75])
    after[place] = (low if way < 0 else high) + way * reach * (high - low)
    assert fit_growth_norm(after * scale, before).method == found


@pytest.mark.parametrize("score", [0.3, 5.0])
def test_where_half_the_pupils_have_one_score_none_is_outlying(score):
    after, before = cohort(400)
    before[:350, 0] = score
    before[:350:2, 0] = np.nextafter(score, 9)  # equal but for rounding
    before[350:, 0] += np.arange(50.0)
    assert fit_growth_norm(after, before[:, :1]).is_norm


def test_a_column_blank_throughout_has_no_range_to_show():
    after, before = cohort(400)
    before[:, 0], before[:, 1] = before[:, 1].copy(), math.nan
    after[3] = 9999
    assert [key for key, _ in fit_growth_norm(after, before).rows()[2:]] == ["outcome_range", "before_range"]


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_an_outlying_score_is_told_wherever_the_norm_is_used_with_the_ranges_beside(language):
    after, before = cohort(400)
    after[11] = 9999
    texts.use_language(language)
    try:
        sheet = evaluate("BEREGNER_MODEL", after.tolist(), before.tolist())
        sentence = texts.say("model.ord.outlying")
        assert sheet[0][:2] == [texts.say("model.raekke.norm"), sentence]
        assert sheet[3] == [texts.say("model.raekke.outcome_range"), after.min(), 9999.0, None]
        for name, row in answers_by(sheet):
            assert row[-1] == sentence
            assert set(row[:-1]) == {None}
            ((told,),) = evaluate("BEREGNER_FORKLAR", name, [row], "forælder")
            assert told == texts.say(f"forklar.{name}.outlying.home")
    finally:
        texts.use_language("da")


def test_four_earlier_scores_are_taken_and_five_refused():
    after, before = cohort(400)
    noise = np.random.default_rng(5).normal(0, 9, (400, 3))
    many = np.column_stack([before, before[:, :1] + noise])
    assert fit_growth_norm(after, many[:, :4]).pupils == (400,) * 4
    with pytest.raises(ValueRangeError, match="før har 5 kolonner; højst 4") as found:
        evaluate("BEREGNER_MODEL", after.tolist(), many.tolist())
    assert found.value.facts["fundet"] == 5


def test_a_coefficient_column_is_a_quantile_regression():
    after, before = cohort(1200)
    fitted = norm()
    for order, coefficients in enumerate(fitted.coefficients, 1):
        assert coefficients.shape == (1 + 7 * order, 100)
        blocks = [
            splines.basis(before[:, k], fitted.splines[k].knots, fitted.splines[k].boundaries)
            for k in range(order)
        ]
        left = after[:, None] - np.column_stack([np.ones(1200), *blocks]) @ coefficients
        # Of n pupils at most tau n lie below the line and at most (1 - tau) n above.
        assert ((left < -1e-7).sum(axis=0) <= TAUS * 1200 + 1e-6).all()
        assert ((left > 1e-7).sum(axis=0) <= (1 - TAUS) * 1200 + 1e-6).all()


@pytest.mark.parametrize(
    ("scores", "step"),
    [
        (np.arange(21.0), 1.0),
        (np.arange(0.0, 100, 2) + 3, 2.0),
        (np.arange(300) / 10 + 0.1 * 3, 0.1),  # tenths are no binary numbers
        (np.array([0.3, 0.1 + 0.2, 1.3, 2.3]), 1.0),  # equal but for rounding
        (1e9 + np.arange(50.0), 1.0),
        (np.array([1.0, 2, 3, 7, 40]), 1.0),  # most places empty
        (np.array([0.0, 1.0]), 1.0),
        (np.array([-3.0, 0, 2, 4, 7, 10, 12]), 0.0),  # Danish marks
        (np.array([0.0, 2, 5]), 0.0),
        (np.array([5.0]), 0.0),
        (np.full(4, 1e9), 0.0),
        (np.random.default_rng(3).normal(50, 10, 400), 0.0),
        (np.log(np.arange(1.0, 21) / (21 - np.arange(1.0, 21))), 0.0),  # logits of sums
    ],
)
def test_the_common_step_of_scores_is_found_or_there_is_none(scores, step):
    mixed = np.random.default_rng(1).permutation(np.repeat(scores, 2))
    for scale in (1, 1e-9, 1e9):
        assert common_step(mixed * scale) == pytest.approx(step * scale, rel=1e-9)


@pytest.mark.parametrize(("decimals", "step"), [(0, 1.0), (2, 0.01), (12, 0.0)])
def test_a_norm_keeps_the_step_of_its_later_scores(decimals, step):
    after, before = cohort(400, decimals=decimals)
    assert fit_growth_norm(after, before).outcome_step == pytest.approx(step)


@pytest.mark.parametrize(
    "reason",
    [
        ValueRangeError("measures_ikke_loest", fundet=0.5),
        ValueRangeError("measures_for_faa_forskellige", argument="design", fundet=1200),
        ShapeError("measures_ulige_laengde", laengder=[1, 2]),
    ],
)
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_fit_that_cannot_be_proved_is_told_of_the_scores(monkeypatch, reason, language):
    def unprovable(design, outcome):
        raise reason

    monkeypatch.setattr(growth_model, "quantile_process", unprovable)
    after, before = cohort(1200)
    with pytest.raises(ValueRangeError) as found:
        fit_growth_norm(after, before)
    assert found.value.facts == {"argument": "after"}
    texts.use_language(language)
    try:
        with pytest.raises(ValueRangeError) as found:
            evaluate("BEREGNER_MODEL", after.tolist(), before.tolist())
        told = str(found.value)
        for argument in ("after", "before"):
            assert texts.say(f"funktion.MODEL.argument.{argument}.navn") in told
        assert texts.say("valg.residual_ranks") in told
    finally:
        texts.use_language("da")
    assert "design" not in told


def test_an_unknown_method_and_impossible_scores_are_refused():
    after, before = cohort(400)
    with pytest.raises(ValueRangeError) as found:
        growth_model_rows(after, before, "magic")
    assert found.value.facts["argument"] == "method"
    for odd in (math.inf, -math.inf, 1e16):
        for argument in ("after", "before"):
            scores = {"after": after.copy(), "before": before.copy()}
            scores[argument][0] = odd
            with pytest.raises(ValueRangeError) as found:
                growth_model_rows(**scores)
            assert found.value.facts["argument"] == argument


def test_columns_of_unequal_length_are_refused():
    after, before = cohort(400)
    with pytest.raises(ShapeError):
        growth_model_rows(after[:-1], before)


def test_too_few_pupils_are_told_in_words_on_the_sheet_and_wherever_the_norm_is_used():
    sheet = evaluate("BEREGNER_MODEL", [1.0, 2.0, 3.0], [1.0, 3.0, 2.0])
    sentence = "For få elever til en egen norm (færre end 300). Brug en gemt norm."
    assert sheet[0] == ["norm", sentence]
    for _, row in answers_by(sheet):
        assert row[-1] == sentence
        assert set(row[:-1]) == {None}
