"""Norms and linkings of a made municipality: what is fitted, what is refused, how it is checked."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from support.norm_pupils import municipality, results

from xl_beregner import texts
from xl_beregner.errors import DatasetError
from xl_beregner.fields import fit_norms as fitting
from xl_beregner.fields.fit_norms import NormFit
from xl_beregner.fields.norm_run import NormRun, norm_run
from xl_beregner.measures.growth.growth_model import fit_growth_norm
from xl_beregner.measures.growth.growth_norm import GrowthNorm
from xl_beregner.measures.measurement.linking import link

MADE = date(2026, 11, 30)


def run_of(*tables, year: int | None = None, **settings: object) -> NormRun:
    return norm_run(municipality(*tables, **settings), year, MADE)


def only(run: NormRun) -> NormFit:
    [fit] = run.norms
    return fit


def test_a_norm_is_the_one_the_function_fits_on_the_same_pupils() -> None:
    table = results(1100)
    before, after = table["score"].to_numpy().reshape(2, -1)
    fit = only(run_of(table))
    # In the order of the pairs: the norm hangs on no order of the pupils.
    expected = fit_growth_norm(after, before[:, None])
    assert fit.norm is not None
    assert fit.norm.method == "growth_percentiles"
    assert (fit.pupils, fit.schools, fit.first_year, fit.last_year) == (1100, 4, 2025, 2025)
    assert not fit.pair.is_break
    assert {key for key, _ in fit.norm.rows()} == {key for key, _ in expected.rows()}
    for mine, other in zip(fit.norm.coefficients, expected.coefficients, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-6, atol=1e-6)


def test_its_curves_are_proved_and_fit_their_own_pupils() -> None:
    check = only(run_of(results(1100))).check
    assert check is not None
    assert check.proved == 100
    assert check.imbalance < 1e-12
    assert sum(check.tenths) == pytest.approx(1)
    assert check.is_even
    assert all(46 < mean < 54 for mean in check.means)


def test_fewer_than_1000_pupils_get_ranks_which_need_no_proof() -> None:
    fit = only(run_of(results(400)))
    assert fit.norm is not None
    assert fit.norm.method == "residual_ranks"
    assert fit.check is not None
    assert fit.check.proved == 0
    assert np.isnan(fit.check.imbalance)


def test_a_norm_that_does_not_fit_is_called_uneven() -> None:
    table = results(1100)
    after = table["klassetrin"] == 4
    table.loc[after, "score"] = np.minimum(table.loc[after, "score"], 330)  # a low ceiling
    check = only(run_of(table)).check
    assert check is not None
    assert not check.is_even


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (results(299), "too_few"),
        (results(400, schools=2), "faa_skoler"),
        (results(400, schools=1), "faa_skoler"),
        (results(400, score=300.0), "constant_before"),
    ],
)
def test_what_is_no_municipality_gets_no_norm(table, reason: str) -> None:
    fit = only(run_of(table))
    assert (fit.norm, fit.check, fit.reason) == (None, None, reason)


def test_one_school_may_not_be_the_norm() -> None:
    table = results(500, schools=4)
    half = table["elev_id"].str.split("-").str[1].astype(int) < 300
    assert only(run_of(table.assign(skole_nr=table["skole_nr"].mask(half, "101001")))).reason == "en_skole"
    rest = table["elev_id"].str.split("-").str[1].astype(int) < 200
    assert only(run_of(table.assign(skole_nr=table["skole_nr"].mask(rest, "101001")))).reason == ""


def test_a_code_for_a_missing_score_is_found() -> None:
    table = results(400)
    table.loc[5, "score"] = 9999
    assert only(run_of(table)).reason == "outlying"


def test_curves_that_cannot_be_proved_give_no_norm(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> GrowthNorm:
        from xl_beregner.errors import ValueRangeError

        raise ValueRangeError("measures_ikke_loest", fundet=0.5)

    monkeypatch.setattr(fitting, "fit_growth_norm", fails)
    assert only(run_of(results(400))).reason == "ikke_bevist"


def test_two_series_are_a_break() -> None:
    table = results(400, after=("FNF", 4.0, "point", "2026-09-10"))
    fit = only(run_of(table))
    assert fit.pair.is_break
    assert fit.norm is not None
    assert fit.norm.method == "residual_ranks"


def test_two_scales_of_one_test_are_two_norms() -> None:
    percentiles = ("DNT", 2.0, "percentil", "2020-03-01"), ("DNT", 4.0, "percentil", "2022-03-01")
    points = ("DNT", 2.0, "point", "2020-03-02"), ("DNT", 4.0, "point", "2022-03-02")
    tables = [
        results(310, before=one, after=two, seed=seed) for seed, (one, two) in ((1, percentiles), (2, points))
    ]
    pairs = [(fit.pair.before.scale, fit.pair.after.scale) for fit in run_of(*tables).norms]
    assert pairs == [("percentil", "percentil"), ("point", "point")]


def test_cohorts_are_pooled_and_the_year_asked_for_is_the_last() -> None:
    older = results(
        320,
        seed=2,
        before=("EKS", 3.0, "skalascore", "2023-09-10"),
        after=("EKS", 4.0, "skalascore", "2024-09-10"),
    )
    both = only(run_of(older, results(320)))
    assert (both.pupils, both.first_year, both.last_year) == (640, 2024, 2025)
    assert only(run_of(older, results(320), year=2024)).pupils == 320


def test_pairs_on_few_pupils_are_counted_and_not_told() -> None:
    run = run_of(results(310), results(4, seed=2, fag="matematik"), results(5, seed=3, fag="engelsk"))
    assert sorted(fit.pair.subject for fit in run.norms) == ["dansk læsning", "engelsk"]
    assert run.small == 1


def test_what_was_left_out_is_counted_by_reason() -> None:
    lus = results(10, seed=2).assign(skala="lus", score=7.0, ord="7")
    voluntary, absent = results(20, seed=3, frivillig=True), results(30, seed=4).assign(score=np.nan)
    run = run_of(results(310), lus, voluntary, absent)
    assert run.left_out == {"ikke_taget": 60, "frivillig": 40, "lus": 20}


def test_nothing_to_fit_is_told() -> None:
    with pytest.raises(DatasetError, match="percentil, point eller skalascore"):
        run_of(results(10, frivillig=True))


def test_progress_is_told_pair_by_pair() -> None:
    told: list[tuple[int, int]] = []
    tables = municipality(results(20), results(20, seed=2, fag="matematik"))
    norm_run(tables, None, MADE, lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize(("example", "begins"), [("", "Prøvekommunen:"), ("Opdigtet.", "EKSEMPEL")])
def test_the_source_says_whose_pupils_they_are(example: str, begins: str) -> None:
    assert run_of(results(20), eksempel=example).source.startswith(begins)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_invented_pupils_are_told_in_every_language(language: str) -> None:
    from xl_beregner.dataset.schema import EXAMPLE_WORDS

    with texts.speaking(language):
        assert run_of(results(20), eksempel="x").source.startswith(EXAMPLE_WORDS)


# --- linkings ------------------------------------------------------------------------------------
CLOSE = {"before": ("A", 4.0, "skalascore", "2025-09-10"), "after": ("B", 4.0, "point", "2025-10-10")}


def test_a_linking_is_the_one_the_function_gives() -> None:
    table = results(80, **CLOSE)
    run = run_of(table)
    [fit] = run.links
    first, second = table["score"].to_numpy().reshape(2, -1)
    expected = link(first, second)
    assert (fit.slope, fit.intercept) == pytest.approx((expected.slope[0], expected.intercept[0]), rel=1e-12)
    assert [place.error for place in fit.places] == pytest.approx(expected.link_error.tolist(), rel=1e-12)
    assert (fit.text, fit.days, fit.pupils, run.norms) == (expected.text[0], 30, 80, ())


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (results(49, **CLOSE), "link_too_few"),
        (results(60, schools=2, **CLOSE), "faa_skoler"),
        (results(60, score=5.0, **CLOSE), "link_no_spread"),
    ],
)
def test_linkings_are_refused_with_a_reason(table, reason: str) -> None:
    [fit] = run_of(table).links
    assert (fit.reason, fit.places) == (reason, ())


def test_tests_that_do_not_go_together_are_not_linked() -> None:
    table = results(60, **CLOSE)
    table.loc[table["test"] == "B", "score"] *= -1
    [fit] = run_of(table).links
    assert fit.reason == "link_opposed"
