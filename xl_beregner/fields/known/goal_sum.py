"""The fields of a municipality that hold its schools' own goals together; named in ``goal_chain``."""

from __future__ import annotations

from xl_beregner.fields.known.goal_chain import SUM_LISTS as LISTS
from xl_beregner.fields.known.goal_chain import SUM_SCALARS as SCALARS

__all__ = ["LISTS", "SCALARS"]
