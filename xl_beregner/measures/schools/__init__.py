"""Levels of schools and differences between them, with what is chance taken out.

What a school may aim at from there stands in ``targets``.
"""

from __future__ import annotations

from xl_beregner.measures.schools import (
    baseline,
    empirical_bayes,
    own_reference,
    school_growth,
    similar_schools,
    variance_parts,
)

__all__ = [
    "baseline",
    "empirical_bayes",
    "own_reference",
    "school_growth",
    "similar_schools",
    "variance_parts",
]
