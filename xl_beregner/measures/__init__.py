"""The measures: pure functions on numbers and columns, gathered here for ``catalog.specs()``.

Each module is one idea, each folder a family of them: ``measurement`` (one pupil and one test),
``growth`` (change judged against a norm), ``schools`` (levels and differences between schools),
``targets`` (what comes, and whether it came), ``tools``; what all of them ask of their numbers stands
in ``rules``. What a cell may hold and the words around a number stand elsewhere (``cells``, ``hosts``,
``texts``).
"""

from __future__ import annotations

from xl_beregner.measures import growth, measurement, schools, targets, tools

__all__ = ["growth", "measurement", "schools", "targets", "tools"]
