"""The measures: pure functions on numbers and columns, gathered here for ``catalog.specs()``.

Each module is one idea; what a cell may hold and the words around a number stand elsewhere
(``cells``, ``hosts``, ``texts``).
"""

from __future__ import annotations

from xl_beregner.measures import (
    agreement,
    calibration,
    control,
    conversion,
    disclosure,
    empirical_bayes,
    gain,
    growth_index,
    growth_model,
    growth_percentile,
    linking,
    lus,
    own_reference,
    projection,
    pupil_chance,
    regression_to_mean,
    resources,
    school_growth,
    series,
    share_chance,
    similar_schools,
    status,
    true_score,
    variance_parts,
)
from xl_beregner.measures.baseline import BaselineModel, baselines
from xl_beregner.measures.prediction import chance_of_target
from xl_beregner.measures.proposals import Targets, targets

__all__ = [
    "BaselineModel",
    "Targets",
    "agreement",
    "baselines",
    "calibration",
    "chance_of_target",
    "control",
    "conversion",
    "disclosure",
    "empirical_bayes",
    "gain",
    "growth_index",
    "growth_model",
    "growth_percentile",
    "linking",
    "lus",
    "own_reference",
    "projection",
    "pupil_chance",
    "regression_to_mean",
    "resources",
    "school_growth",
    "series",
    "share_chance",
    "similar_schools",
    "status",
    "targets",
    "true_score",
    "variance_parts",
]
