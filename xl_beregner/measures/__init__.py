"""The measures: pure functions on numbers and columns, gathered here for ``catalog.specs()``.

Each module is one idea; what a cell may hold and the words around a number stand elsewhere
(``cells``, ``hosts``, ``texts``).
"""

from __future__ import annotations

from xl_beregner.measures import disclosure, gain, status
from xl_beregner.measures.baseline import BaselineModel, baselines
from xl_beregner.measures.prediction import chance_of_target
from xl_beregner.measures.proposals import Targets, targets

__all__ = [
    "BaselineModel",
    "Targets",
    "baselines",
    "chance_of_target",
    "disclosure",
    "gain",
    "status",
    "targets",
]
