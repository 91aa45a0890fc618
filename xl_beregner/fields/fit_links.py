"""Linkings of two tests by the municipality's pupils who took both close in time.

Which results make a pair stands in ``norm_pairs``, the linking itself in ``measures.measurement.linking``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from xl_beregner.fields.fit_norms import TestPair, one_schools, pairs_of_tests
from xl_beregner.measures.measurement.linking import LEAST_PUPILS, link


@dataclass(frozen=True, slots=True)
class LinkPlace:
    """One place on the first test's scale, in its unit and in standard deviations from its mean."""

    place_sd: float
    x: float
    linked: float
    error: float


@dataclass(frozen=True, slots=True)
class LinkFit:
    """``after = slope * before + intercept``, or ``reason``: the key of why there is none.

    ``before`` and ``after`` of the pair are the tests' names in order, not in time; ``days`` is how many
    lie between the two, on average. ``text`` is the key of the sentence ``KOBLING`` gives.
    """

    pair: TestPair
    pupils: int
    schools: int
    first_year: int
    last_year: int
    days: float
    reason: str = ""
    text: str = ""
    slope: float = float("nan")
    intercept: float = float("nan")
    correlation: float = float("nan")
    places: tuple[LinkPlace, ...] = ()


def fit_links(pairs: pd.DataFrame) -> list[LinkFit]:
    """Link every two tests that pairs of results allow."""
    return [_linked(pair, rows) for pair, rows in pairs_of_tests(pairs)]


def _linked(pair: TestPair, rows: pd.DataFrame) -> LinkFit:
    years, apart = rows["skoleaar"], (rows["dato"] - rows["dato_foer"]).abs().dt.days
    schools = int(rows["skole_nr"].nunique())
    days = float(apart.mean())
    facts = (pair, len(rows), schools, int(years.min()), int(years.max()), days)
    if len(rows) < LEAST_PUPILS:
        return LinkFit(*facts, reason="link_too_few")
    if reason := one_schools(rows["skole_nr"]):
        return LinkFit(*facts, reason=reason)
    found = link(rows["score_foer"].to_numpy(float), rows["score"].to_numpy(float))
    if np.isnan(found.slope[0]):
        return LinkFit(*facts, reason=f"link_{found.text[0]}")
    columns = (found.place_sd, found.x, found.linked, found.link_error)
    places = tuple(LinkPlace(*map(float, at)) for at in zip(*columns, strict=True))
    top = (float(found.slope[0]), float(found.intercept[0]), float(found.correlation[0]))
    return LinkFit(*facts, "", str(found.text[0]), *top, places)
