"""Growth percentiles, projections and conditional growth of made cohorts against R (growth_percentile.R)."""

from __future__ import annotations

import csv
import gzip
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from xl_beregner.measures.growth.growth_index import growth_index_rows
from xl_beregner.measures.growth.growth_model import fit_growth_norm
from xl_beregner.measures.growth.growth_percentile import growth_percentile_rows
from xl_beregner.measures.growth.projection import needed_percentile_rows, projection_rows

HERE = Path(__file__).parent
NEWEST_FIRST = ("prior_1", "prior_2", "prior_3")


@cache
def read(name):
    """Read a compressed table as columns of text."""
    with gzip.open(HERE / name, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {column: np.array([row[column] for row in rows]) for column in rows[0]}


def numbers(columns, *names):
    found = np.column_stack([np.where(columns[n] == "", "nan", columns[n]).astype(float) for n in names])
    return found[:, 0] if len(names) == 1 else found


@cache
def cohort(name):
    columns = read(f"data/growth_{name}.csv.gz")
    return numbers(columns, "current"), numbers(columns, *NEWEST_FIRST)


@cache
def norm(name):
    return fit_growth_norm(*cohort(name)).rows()


@pytest.mark.parametrize("name", ["fine", "whole"])
@pytest.mark.parametrize("order", [1, 2, 3])
def test_every_pupils_growth_percentile_is_that_of_r(name, order):
    after, before = cohort(name)
    wanted = numbers(read("growth_percentile_expected.csv.gz"), f"{name}_{order}")
    found = growth_percentile_rows(after, before[:, :order], norm(name))
    at = found.priors_used == order
    assert at.sum() > 5000
    np.testing.assert_array_equal(found.percentile[at], wanted[at])
    assert np.isnan(wanted[~at]).all()


@pytest.mark.parametrize("name", ["fine", "whole"])
def test_cutting_a_norm_to_fifteen_digits_changes_nothing(name):
    # As Excel shows numbers, and as some programs store them.
    short = [
        (key, tuple(float(f"{v:.15g}") if isinstance(v, float) else v for v in row))
        for key, row in norm(name)
    ]
    assert short == norm(name)


def test_a_stored_norm_gives_another_cohort_the_percentiles_of_r_also_outside_its_boundaries():
    after, before = cohort("fine")
    inner = (np.arange(after.size) < 4000) & (before[:, 0] > 45) & (before[:, 0] < 78)
    stored = fit_growth_norm(after[inner], before[inner, :2]).rows()
    expected = read("growth_stored_expected.csv.gz")
    assert numbers(expected, "outside")[~np.isnan(before[4000:, 0])].sum() > 150
    for order, column in ((1, "one"), (2, "two")):
        found = growth_percentile_rows(after[4000:], before[4000:, :order], stored)
        at = found.priors_used == order
        np.testing.assert_array_equal(found.percentile[at], numbers(expected, column)[at])


@pytest.mark.parametrize("name", ["fine", "whole"])
def test_two_steps_along_a_track_are_those_of_r_at_five_decimals(name):
    _, before = cohort(name)
    first = fit_growth_norm(before[:, 0], before[:, 1:]).rows()
    chain = [*first, *norm(name)]
    expected = read("growth_projection_expected.csv.gz")
    at = expected["cohort"] == name
    columns = {column: values[at] for column, values in expected.items()}
    history = before[columns["row"].astype(int) - 1, 1:]
    tracks = (1, 25, 50, 75, 99)
    found = projection_rows(history, chain, np.array(tracks, float)).projected
    wanted = [f"{step}_{track}" for step in ("one", "two") for track in tracks]
    np.testing.assert_array_equal(found, numbers(columns, *wanted))
    needed = needed_percentile_rows(history, numbers(columns, "target"), chain)
    np.testing.assert_array_equal(needed.percentile, numbers(columns, "needed"))


def test_conditional_growth_is_that_of_r():
    after, before = (scores[:600] for scores in cohort("fine"))
    expected = read("growth_index_expected.csv.gz")
    for order in (1, 2):
        ranked = fit_growth_norm(after, before[:, :order], "residual_ranks").rows()
        found = growth_index_rows(after, before[:, :order], ranked)
        # With all its scores, the norm answers from the most.
        at = ~np.isnan(before[:, :order]).any(axis=1)
        np.testing.assert_allclose(
            found.growth_index[at], numbers(expected, f"index_{order}")[at], rtol=1e-8, atol=1e-9
        )
        np.testing.assert_array_equal(found.percentile[at], numbers(expected, f"normal_{order}")[at])
        rank = growth_percentile_rows(after, before[:, :order], ranked).percentile
        np.testing.assert_array_equal(rank[at], numbers(expected, f"rank_{order}")[at])
