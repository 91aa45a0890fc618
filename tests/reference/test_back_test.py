"""Would the predictions have held? Every year since 2014 of the example's real figures, foretold from before.

The two numbers no few years can estimate (``CARRY_OVER``, ``DRIFT``) rest on this.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from xl_beregner.measures.schools.baseline import baselines
from xl_beregner.measures.targets.prediction import chance_of_target
from xl_beregner.measures.targets.proposals import targets

pytestmark = pytest.mark.prove

FIGURES = Path(__file__).parents[2] / "workbooks" / "eksempel" / "koebenhavn" / "indikatorer.csv"
# What schools achieve: not their size, and nothing of which fewer than seven years are published.
NOT_RESULTS = ("elevtal", "klassekvotient", "elever_pr_laerer", "socref_signifikant")
YEARS_BACK, LEAST_YEARS = 5, 3


@cache
def series():
    """Read the schools' figures: indicator -> (school, year) -> value."""
    found = {}
    with FIGURES.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            is_dated = row["enhed"].isdigit() and row["skoleaar"][:4].isdigit()
            if is_dated and row["indikator"] not in NOT_RESULTS:
                place = row["enhed"], int(row["skoleaar"][:4])
                found.setdefault(row["indikator"], {})[place] = float(row["vaerdi"].replace(",", "."))
    return {name: figures for name, figures in found.items() if len({y for _, y in figures}) >= 7}


@cache
def foretold(carry_over, ahead):
    """Give per indicator and year: the prediction of each school's figure and the figure itself."""
    found = []
    for figures in series().values():
        years = sorted({year for _, year in figures})
        for last in years:
            given = {place: value for place, value in figures.items() if last - YEARS_BACK < place[1] <= last}
            coming = [(school, year) for school, year in figures if year == last + ahead]
            if not coming or len({year for _, year in given}) < LEAST_YEARS:
                continue
            columns = [school for school, _ in given], np.array([float(year) for _, year in given])
            model = baselines(*columns, np.array(list(given.values())), carry_over=carry_over)
            value = np.array([figures.get((school, last + ahead), np.nan) for school in model.school])
            found.append((targets(model, "up", ahead), value))
    return found


def mean_over(cases, judge):
    return float(np.mean([np.nanmean(judge(proposal, value)) for proposal, value in cases]))


def test_there_is_something_to_look_back_on():
    assert len(series()) >= 6
    assert len(foretold(0.7, 1)) >= 50


@pytest.mark.parametrize("ahead", [1, 2, 3])
def test_the_spread_said_is_the_spread_seen(ahead):
    squared = mean_over(foretold(0.7, ahead), lambda t, value: ((value - t.mean) / t.sd) ** 2)
    assert 0.75 < squared < 1.3, squared


@pytest.mark.parametrize("ahead", [1, 2, 3])
def test_95_of_a_hundred_results_fall_within_the_smallest_visible_change(ahead):
    cases = foretold(0.7, ahead)
    outside = mean_over(
        cases, lambda t, v: np.where(np.isnan(v), np.nan, np.abs(v - t.mean) > t.smallest_visible_change)
    )
    assert 0.02 < outside < 0.09, outside


def test_targets_were_reached_about_as_often_as_said():
    for place, chance in enumerate((0.5, 0.35, 0.15)):
        reached = mean_over(
            foretold(0.7, 1), lambda t, v, k=place: np.where(np.isnan(v), np.nan, v >= t.targets[:, k])
        )
        assert reached == pytest.approx(chance, abs=0.06)


def test_a_chance_said_to_be_higher_was_higher():
    said = np.concatenate(
        [chance_of_target(t.mean, t.sd, t.degrees_of_freedom, t.mean + step * t.sd, "up")
         for t, _ in foretold(0.7, 1) for step in (-1, 0, 1)]
    )  # fmt: skip
    seen = np.concatenate([v >= t.mean + step * t.sd for t, v in foretold(0.7, 1) for step in (-1, 0, 1)])
    shares = [seen[(said > low) & (said <= low + 1 / 3)].mean() for low in (0, 1 / 3, 2 / 3)]
    assert shares[0] < 0.25 < shares[1] < 0.75 < shares[2]


def test_carrying_over_what_all_schools_share_foretells_better_than_not():
    def error(carry_over):
        return [np.nanmean((v - t.mean) ** 2) for t, v in foretold(carry_over, 1)]

    ratio = np.mean(np.array(error(0.7)) / np.array(error(0.0)))
    assert ratio < 0.95, ratio
