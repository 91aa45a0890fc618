"""What the measures say of the synthetic municipality, held against what is true of it.

Pupils who have not moved must be called forward or back in 5 of 100, intervals must cover, and no
school may be judged by its intake. Everything is read as a workbook would read it, from the tables; the
truth comes from beside them.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr, ndtri

from xl_beregner.dataset.example import example
from xl_beregner.dataset.example_series import DNT_ERROR, EKS_UNIT
from xl_beregner.measures.growth.growth_model import growth_model_rows
from xl_beregner.measures.growth.growth_percentile import growth_percentile_rows
from xl_beregner.measures.measurement.gain import gain_rows
from xl_beregner.measures.schools.school_growth import school_growth_rows

pytestmark = pytest.mark.prove

SEEDS = range(2026, 2036)


@cache
def eks_pairs(seed: int) -> pd.DataFrame:
    """Give each pupil's last two results of EKS with their errors, and the truth."""
    made = example(seed)
    rows = made.tables["elever"]
    rows = rows[(rows.test == "EKS") & (rows.score != "")]
    rows = rows.assign(score=rows.score.astype(float), maalefejl=rows.maalefejl.astype(float))
    columns = ["elev_id", "score", "maalefejl"]
    now = rows[rows.dato > "2026-08-01"][columns]
    before = rows[rows.dato.between("2025-08-01", "2026-07-31")][columns]
    both = before.merge(now, on="elev_id", suffixes=("_foer", "_efter"), validate="1:1")
    return both.merge(made.truth["pupils"], on="elev_id", validate="1:1")


def gains(rows: pd.DataFrame):
    return gain_rows(
        *(
            rows[name].to_numpy()
            for name in ("score_foer", "score_efter", "maalefejl_foer", "maalefejl_efter")
        )
    )


def test_pupils_who_have_not_moved_are_called_forward_or_back_in_5_of_100():
    still = pd.concat([rows[rows.stands_still] for rows in map(eks_pairs, SEEDS)])
    assert len(still) > 8000
    called = pd.Series(gains(still).text).value_counts(normalize=True)
    print(f"\nEKS, no true growth, {len(still)} pupils: {called.to_dict()}")
    assert 0.04 <= called["forward"] + called["back"] <= 0.06
    assert called["forward"] == pytest.approx(called["back"], abs=0.01)


def test_pupils_intervals_cover_what_they_truly_moved():
    rows = pd.concat(map(eks_pairs, SEEDS))
    found = gains(rows)
    covered = ((found.lower <= rows.growth) & (rows.growth <= found.upper)).mean()
    print(f"\nEKS, {len(rows)} pupils' intervals cover {covered:.4f}")
    assert 0.94 <= covered <= 0.96


@cache
def percentile_pairs(seed: int) -> pd.DataFrame:
    """Give each pupil's reading percentiles two grades apart, and the true places (thetas)."""
    made = example(seed, now=2021)
    rows = made.tables["elever"].join(made.truth["results"])
    rows = rows[(rows.test == "DNT") & (rows.profil == "") & (rows.frivillig == "nej") & (rows.score != "")]
    rows = rows.assign(score=rows.score.astype(float))[["elev_id", "dato", "score", "theta"]]
    now = rows[rows.dato > "2021-08-01"]
    before = rows[rows.dato.between("2019-08-01", "2020-07-31")]
    both = before.merge(now, on="elev_id", suffixes=("_foer", "_efter"), validate="1:1")
    return both.merge(made.truth["pupils"][["elev_id", "keeps_place"]], on="elev_id", validate="1:1")


def test_percentiles_turned_into_standard_deviations_err_as_often_but_for_their_ends():
    rows = pd.concat(map(percentile_pairs, SEEDS))
    before, after = (ndtri(rows[name].to_numpy() / 100) for name in ("score_foer", "score_efter"))
    found = gain_rows(before, after, DNT_ERROR, DNT_ERROR)
    still = rows.keeps_place.to_numpy()
    assert np.allclose(rows.theta_foer[still], rows.theta_efter[still])
    called = pd.Series(found.text)[still].isin(["forward", "back"]).mean()
    true = (rows.theta_efter - rows.theta_foer).to_numpy()
    covered = ((found.lower <= true) & (true <= found.upper)).mean()
    print(f"\nDNT, same true place, {still.sum()} pupils: called {called:.4f}; all covered {covered:.4f}")
    assert still.sum() > 3000
    # Percentiles end at 1 and 99: a result beyond is told as nearer the middle, so fewer seem to move.
    assert 0.03 <= called <= 0.06
    assert 0.94 <= covered <= 0.97


@pytest.mark.parametrize("unit", [["skole_nr", "klasse"], ["skole_nr", "klassetrin"]])
def test_the_mean_gain_of_a_class_and_of_a_schools_grade_covers_the_truth(unit):
    covered, narrower = [], []
    for rows in map(eks_pairs, SEEDS):
        found = gains(rows)
        told = rows.assign(gain=found.gain, variance=found.standard_error**2).groupby(unit)
        error = np.sqrt(told.variance.sum()) / told.size()
        off = (told.gain.mean() - told.growth.mean()).abs()
        covered.extend(off <= 1.959964 * error)
        narrower.extend(error / found.standard_error.mean())
    print(f"\n{unit}: {len(covered)} intervals of the mean gain cover {np.mean(covered):.4f}")
    assert 0.93 <= np.mean(covered) <= 0.97
    assert np.median(narrower) < 0.3


@cache
def school_rows(seed: int) -> pd.DataFrame:
    """Give every school's growth in every pair of grades, plain and corrected, with what is true."""
    found = []
    for _, rows in eks_pairs(seed).groupby("klassetrin"):
        before, after = rows.score_foer.to_numpy(), rows.score_efter.to_numpy()
        percentile = growth_percentile_rows(
            after, before[:, None], growth_model_rows(after, before[:, None])
        ).percentile
        reliability = 1 - float((rows.maalefejl_foer**2).mean()) / before.var()
        schools = rows.skole_nr.tolist()
        plain = school_growth_rows(schools, percentile)
        fair = school_growth_rows(schools, percentile, before[:, None], after, reliability)
        assert all(text.endswith("_corrected") for text in fair.text)
        spread = (after - np.polyval(np.polyfit(before, after, 1), before)).std()
        # Pupils held still take no part in what their school gave the others.
        given = np.where(rows.stands_still | rows.keeps_place, 0.0, rows.effect) / spread
        of_school = pd.DataFrame({"given": given - given.mean(), "intake": rows.theta_before})
        true = of_school.groupby(rows.skole_nr.to_numpy()).mean().loc[list(fair.school)]
        found.append(
            pd.DataFrame(
                {
                    "intake": true.intake.to_numpy(), "true": 100 * ndtr(true.given.to_numpy() / np.sqrt(2)),
                    "plain": plain.mean_growth_percentile, "fair": fair.mean_growth_percentile,
                    "lower": fair.lower, "upper": fair.upper, "plain_lower": plain.lower,
                    "plain_upper": plain.upper,
                }
            )
        )  # fmt: skip
    return pd.concat(found)


def test_the_intervals_of_schools_growth_cover_what_the_school_gave():
    rows = pd.concat(map(school_rows, SEEDS))
    covered = rows.true.between(rows.lower, rows.upper).mean()
    print(f"\nSchools: {len(rows)} intervals cover {covered:.4f}")
    assert 0.93 <= covered <= 0.97


def slopes(column: str) -> tuple[float, float]:
    """Give the mean slope over municipalities of school growth, less what is true, on intake; its noise."""
    found = [np.polyfit(rows.intake, rows[column] - rows.true, 1)[0] for rows in map(school_rows, SEEDS)]
    return float(np.mean(found)), float(np.std(found, ddof=1) / np.sqrt(len(found)))


def test_school_growth_slopes_on_intake_only_where_it_is_not_corrected():
    plain, noise_plain = slopes("plain")
    fair, noise = slopes("fair")
    print(
        f"\nGrowth percentiles a theta of intake: plain {plain:.2f} ± {noise_plain:.2f}, "
        f"corrected {fair:.2f} ± {noise:.2f}"
    )
    assert plain > 4 * noise_plain
    assert abs(fair) < 2.5 * noise
    assert abs(fair) < 0.25 * plain


def test_the_true_growth_of_the_shipped_municipality_does_not_follow_intake():
    schools = eks_pairs(2026).groupby("skole_nr")[["theta_before", "effect"]].mean()
    assert abs(np.corrcoef(schools.theta_before, schools.effect)[0, 1]) < 0.2
    assert schools.effect.std() / EKS_UNIT > 0.05
