"""Change judged against pupils with the same start: norms, growth percentiles, projections.

A school's growth, made of its pupils', stands in ``schools``.
"""

from __future__ import annotations

from xl_beregner.measures.growth import (
    growth_index,
    growth_model,
    growth_percentile,
    projection,
    pupil_chance,
)

__all__ = [
    "growth_index",
    "growth_model",
    "growth_percentile",
    "projection",
    "pupil_chance",
]
