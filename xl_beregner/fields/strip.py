"""The strip's positions: one row's numbers on that row's own scale, 0 at its left end and 1 at its right.

How a strip is drawn is the template's. The scale is straight, so that two known positions place any
other number on it, an agreed target for instance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from xl_beregner.fields.figures import Array

PADDING = 0.06  # of the scale, free at either end


def positions(marks: Mapping[str, Array], also: Sequence[Array]) -> dict[str, Array]:
    """Place every mark; arrays hold one number a row, NaN where there is no mark.

    ``also``: numbers that belong on the scale but have no mark of their own.
    """
    everything = np.stack([*marks.values(), *also])
    seen = ~np.isnan(everything)
    low = np.where(seen, everything, np.inf).min(axis=0)
    high = np.where(seen, everything, -np.inf).max(axis=0)
    width = high - low
    # One number alone, or several alike, stand in the middle of a scale one unit wide.
    flat = ~(width > np.finfo(float).tiny)
    low, width = np.where(flat, low - 0.5, low), np.where(flat, 1.0, width)
    return {name: PADDING + (1 - 2 * PADDING) * (mark - low) / width for name, mark in marks.items()}
