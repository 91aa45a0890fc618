"""Quantile regressions, splines and rounding against R (quantile_regression.R) on synthetic cohorts."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from xl_beregner.measures.growth import quantile_preprocessing, quantile_programme, quantile_vertex, splines
from xl_beregner.measures.growth.quantile_regression import TAUS, quantile_process

DATA = Path(__file__).parent / "data"
VERSIONS = ("fine", "whole")


def read(name):
    with gzip.open(DATA / f"growth_{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers(name):
    rows = read(name)
    return {
        column: np.array([float(row[column]) if row[column] not in ("", "NA") else np.nan for row in rows])
        for column in rows[0]
    }


def cohort(version, priors):
    """Give the pupils with every score, their design and outcome."""
    scores = numbers(version)
    columns = [scores[f"prior_{number}"] for number in range(1, priors + 1)]
    pupils = np.flatnonzero(~np.isnan([scores["current"], *columns]).any(axis=0))
    bases = [
        splines.basis(column[pupils], splines.knots_of(column[pupils]), splines.boundaries_of(column[pupils]))
        for column in columns
    ]
    return pupils, np.column_stack([np.ones(pupils.size), *bases]), scores["current"][pupils]


def expected(version, priors):
    """Give R's coefficients, a column a quantile."""
    table = numbers(f"{version}_coefficients")
    held = np.column_stack([table[f"b{number}"] for number in range(1, 2 + 7 * priors)])
    return held[table["priors"] == priors].T


def percentiles_of(predicted, outcome):
    return np.clip((predicted < outcome[:, None]).sum(axis=1), 1, 99)


CASES = [
    pytest.param(version, priors, marks=[pytest.mark.prove] if priors == 3 else [])
    for version in VERSIONS
    for priors in (1, 2, 3)
]


@pytest.mark.parametrize(("version", "priors"), CASES)
def test_coefficients_predictions_and_percentiles_are_those_of_r(version, priors):
    pupils, design, outcome = cohort(version, priors)
    assert pupils.size > 5000
    found, wanted = quantile_process(design, outcome), expected(version, priors)
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-8)
    exact = np.sort(design @ wanted, axis=1)
    ours = splines.rounded(np.sort(design @ found, axis=1), 5)
    theirs = splines.rounded(exact, 5)
    # Of half a million predictions one or two lie so near the middle between two decimals that the
    # last digit of the arithmetic decides.
    differ = ours != theirs
    assert differ.sum() <= 2
    np.testing.assert_allclose(exact[differ] * 1e5 % 1, 0.5, atol=1e-4)
    given = numbers(f"{version}_percentiles")[f"priors_{priors}"][pupils]
    np.testing.assert_array_equal(percentiles_of(ours, outcome), given)


@pytest.mark.parametrize("version", VERSIONS)
def test_highs_gives_what_r_gives(version):
    _, design, outcome = cohort(version, 1)
    at = [0, 37, 99]
    for tau, rough, wanted in zip(
        TAUS[at],
        quantile_programme.rough_fits(design, outcome, TAUS[at]),
        expected(version, 1)[:, at].T,
        strict=True,
    ):
        vertex = quantile_vertex.settle(design, outcome, tau, *rough)
        np.testing.assert_allclose(vertex.coefficients, wanted, atol=1e-8)


@pytest.mark.parametrize(("version", "priors"), CASES)
def test_no_quantile_of_a_real_size_cohort_needs_highs(version, priors):
    _, design, outcome = cohort(version, priors)
    scaled = (outcome - np.median(outcome)) / np.abs(outcome - np.median(outcome)).max()
    assert None not in quantile_preprocessing.neighbouring_fits(design, scaled, TAUS[::4])


def test_knots_and_boundaries_are_those_of_r():
    for row in read("knots"):
        scores = np.array(row["scores"].split(), float)
        assert splines.knots_of(scores).tolist() == [float(knot) for knot in row["knots"].split()]
        assert list(splines.boundaries_of(scores)) == [float(end) for end in row["boundaries"].split()]


def test_the_basis_is_that_of_r_with_tied_knots_and_outside_the_boundaries():
    rows = read("splines")
    assert len({row["knots"] for row in rows}) == 4
    for row in rows:
        wanted = [float(row[f"X{number}"]) for number in range(1, 8)]
        found = splines.basis([float(row["x"])], np.array(row["knots"].split(), float), (0, 10))[0]
        np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)


def test_rounding_is_that_of_r():
    table = numbers("rounding")
    for decimals in range(1, 5):
        np.testing.assert_array_equal(splines.rounded(table["x"], decimals), table[f"d{decimals}"])
