"""Synthetic cohorts for the growth percentiles: invented pupils from a fixed seed, nobody's results.

``python tests/reference/growth_cohorts.py`` writes ``data/growth_fine.csv.gz`` (scores with two decimals)
and ``data/growth_whole.csv.gz`` (whole scores from 0 to 40, many ties, skewed, with a ceiling). Each has
three earlier tests, the newest called ``prior_1``, and some of them missing.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np

DATA = Path(__file__).parent / "data"
PUPILS = 6600
TESTS = ("prior_3", "prior_2", "prior_1", "current")


def make_abilities(random: np.random.Generator) -> np.ndarray:
    """Give each pupil's ability at four tests, correlated about .85 from one to the next."""
    lasting = random.normal(0, 1, PUPILS)
    return np.column_stack(
        [0.9 * lasting + random.normal(0, 0.4, PUPILS) + 0.15 * year * lasting for year in range(len(TESTS))]
    )


def make_scores(whole: bool) -> np.ndarray:
    """Give the scores of one cohort; NaN where a pupil has no earlier result."""
    random = np.random.default_rng(2027 + whole)
    ability = make_abilities(random)
    error = random.normal(0, 0.35 + 0.1 * np.abs(ability))
    if whole:
        share = 1 / (1 + np.exp(-(1.3 + 1.1 * (ability + error))))
        scores = np.maximum(np.round(43 * share - 1).clip(max=40), 0.0)
    else:
        growth = np.array([0.0, 6.0, 11.0, 15.0])
        scores = np.round(np.clip(50 + growth + 10 * (ability + error) + 1.2 * ability**2, 12, 118), 2)
    for column, missing in ((0, 0.07), (1, 0.04), (2, 0.02)):
        scores[random.random(PUPILS) < missing, column] = np.nan
    return scores


def write(name: str, scores: np.ndarray) -> None:
    """Write one cohort, the same bytes each time."""
    rows = [",".join("" if np.isnan(score) else f"{score:g}" for score in row) for row in scores]
    text = "\n".join([",".join(TESTS), *rows, ""])
    (DATA / f"growth_{name}.csv.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    write("fine", make_scores(whole=False))
    write("whole", make_scores(whole=True))
