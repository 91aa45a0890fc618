"""What is to come: targets, their chances, whether they were reached, and whether chances held.

The levels they start from stand in ``schools``.
"""

from __future__ import annotations

from xl_beregner.measures.targets import (
    calibration,
    prediction,
    proposals,
    share_chance,
    status,
)

__all__ = [
    "calibration",
    "prediction",
    "proposals",
    "share_chance",
    "status",
]
