"""One pupil and one test: what a result is worth, and whether two may be compared.

Scores are checked, looked up, linked and judged here; change against a norm is ``growth``'s.
"""

from __future__ import annotations

from xl_beregner.measures.measurement import (
    agreement,
    control,
    conversion,
    gain,
    linking,
    lus,
    regression_to_mean,
    series,
    true_score,
)

__all__ = [
    "agreement",
    "control",
    "conversion",
    "gain",
    "linking",
    "lus",
    "regression_to_mean",
    "series",
    "true_score",
]
