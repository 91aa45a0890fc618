"""Growth norms from a municipality's own pupils: which are fitted, which refused, and how well they fit.

Which results make a pair stands in ``norm_pairs``, how a norm is fitted in ``measures.growth``; linkings
are ``fit_links``', and reading a finished norm back is ``norms``'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_beregner.errors import CellError
from xl_beregner.fields.norm_pairs import AFTER, BEFORE, SUBJECT
from xl_beregner.measures.growth import splines
from xl_beregner.measures.growth.growth_model import LEAST_FOR_NORM, fit_growth_norm
from xl_beregner.measures.growth.growth_norm import GrowthNorm
from xl_beregner.measures.growth.growth_percentile import percentiles
from xl_beregner.measures.growth.growth_tracks import pupils_scores, tracks_of
from xl_beregner.measures.growth.quantile_proof import largest_imbalance
from xl_beregner.measures.measurement.series import is_series_break

# Judgements: a norm is the municipality's, never one school's in disguise.
LEAST_SCHOOLS: Final = 3
MOST_FROM_ONE_SCHOOL: Final = 0.6
# Judgement: shares of the tenths this far from where they belong are called uneven, in proportions; in a
# small cohort chance alone moves them, and this many standard errors are then allowed.
UNEVEN, UNEVEN_ERRORS = 0.02, 4.0
# Judgement: so far from 50, in percentiles, a fifth of the pupils by start is not described by the norm.
UNEVEN_MEAN = 5.0
# Percentiles go from 1 to 99: up to k lie the tracks up to (k + 0.5) / 100.
_UP_TO: Final = np.arange(10, 100, 10)
_BELONG: Final = np.diff([0, *(_UP_TO + 0.5) / 100, 1])

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two tests of a pair."""

    test: str
    grade: float
    scale: str

    @property
    def grade_text(self) -> str:
        """Write the grade without a spare decimal."""
        return f"{self.grade:g}"


@dataclass(frozen=True, slots=True)
class TestPair:
    """What a norm or a linking is about: a subject, a profile and two tests."""

    subject: str
    profile: str
    before: Side
    after: Side

    @property
    def is_break(self) -> bool:
        """Whether the two tests are different series: then no gain, no linking, only percentiles."""
        return is_series_break((self.before.test, self.after.test))


@dataclass(frozen=True, slots=True)
class FitCheck:
    """How well a norm describes the very pupils it was made of.

    ``proved`` curves of 100, ``imbalance`` the largest that is left of the proof; ``tenths`` the share of
    pupils in each tenth of the percentiles; ``means`` their mean percentile in each fifth of the pupils by
    start, the lowest first.
    """

    proved: int
    imbalance: float
    tenths: tuple[float, ...]
    means: tuple[float, ...]
    is_even: bool


@dataclass(frozen=True, slots=True)
class NormFit:
    """A norm, or ``reason``: the key of why there is none."""

    pair: TestPair
    pupils: int
    schools: int
    first_year: int  # of the later results
    last_year: int
    reason: str = ""
    norm: GrowthNorm | None = None
    check: FitCheck | None = None


def fit_norms(pairs: pd.DataFrame, told: Told | None = None) -> list[NormFit]:
    """Fit every norm that pairs of results allow, in the order of subjects and grades."""
    groups = list(pairs_of_tests(pairs))
    found = []
    for done, (pair, rows) in enumerate(groups, 1):
        found.append(_fitted(pair, rows))
        if told is not None:
            told(done, len(groups))
    return found


def pairs_of_tests(pairs: pd.DataFrame) -> Iterator[tuple[TestPair, pd.DataFrame]]:
    """Split pairs of results by the two tests they are of."""
    keys = [*SUBJECT, *AFTER, *BEFORE]
    for key, rows in pairs.groupby(keys, sort=True) if len(pairs) else ():
        subject, profile, *sides = cast("tuple[Any, ...]", key)
        yield TestPair(str(subject), str(profile), Side(*sides[3:]), Side(*sides[:3])), rows


def one_schools(schools: pd.Series) -> str:
    """Tell why pupils are no municipality, blank where they are."""
    if schools.nunique() < LEAST_SCHOOLS:
        return "faa_skoler"
    most = float(schools.value_counts(normalize=True).iloc[0])
    return "en_skole" if most > MOST_FROM_ONE_SCHOOL else ""


def _fitted(pair: TestPair, rows: pd.DataFrame) -> NormFit:
    years = rows["skoleaar"]
    facts = (pair, len(rows), rows["skole_nr"].nunique(), int(years.min()), int(years.max()))
    if len(rows) < LEAST_FOR_NORM:
        return NormFit(*facts, reason="too_few")
    if reason := one_schools(rows["skole_nr"]):
        return NormFit(*facts, reason=reason)
    after, before = rows["score"].to_numpy(float), rows["score_foer"].to_numpy(float)[:, None]
    try:
        norm = fit_growth_norm(after, before)
    except CellError:  # a quantile that could not be proved, or a number no scale has
        return NormFit(*facts, reason="ikke_bevist")
    if not norm.is_norm:
        return NormFit(*facts, reason=norm.method)
    return NormFit(*facts, norm=norm, check=_checked(norm, after, before))


def _checked(norm: GrowthNorm, after: NDArray[np.float64], before: NDArray[np.float64]) -> FitCheck:
    earlier, outcome = pupils_scores(before, after=after)
    given = percentiles(tracks_of(norm, earlier), outcome)
    shares = np.bincount(np.searchsorted(_UP_TO, given), minlength=_BELONG.size) / given.size
    fifths = np.array_split(given[np.argsort(earlier[:, 0], kind="stable")], 5)
    means = tuple(float(part.mean()) for part in fifths)
    allowed = max(UNEVEN, UNEVEN_ERRORS * float(np.sqrt(0.1 * 0.9 / given.size)))
    return FitCheck(
        norm.coefficients[0].shape[1] if norm.coefficients else 0,
        _imbalance(norm, earlier[:, 0], outcome),
        tuple(shares.tolist()),
        means,
        bool(np.abs(shares - _BELONG).max() <= allowed) and max(abs(m - 50) for m in means) <= UNEVEN_MEAN,
    )


def _imbalance(norm: GrowthNorm, before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """Prove the curves again, from the 15 digits that are handed on."""
    if not norm.coefficients:
        return float("nan")
    spline = norm.splines[0]
    laid = splines.basis(before, spline.knots, spline.boundaries)
    design = np.column_stack([np.ones_like(before), laid])
    return largest_imbalance(design, after, norm.coefficients[0])
