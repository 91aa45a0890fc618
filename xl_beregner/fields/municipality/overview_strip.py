"""The strip beside a municipality's figures: every mark on its row's own scale, ready to be drawn.

The positions are ``strip``'s; here they are turned so that right is better, and laid row below row.
The chart over them is the template's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from xl_beregner import texts
from xl_beregner.fields.figures import Array
from xl_beregner.fields.strip import positions

OFF: Final = -1.0  # left of the scale: a mark that is not there. A blank would be drawn at 0
_MARKS: Final = {"seneste": "vist", "foer": "vist_foer", "land": "land", "maal": "maal"}
_NUMBERS: Final = {
    **_MARKS, "interval_nedre": "nedre", "interval_oevre": "oevre", "skoler_nedre": "skoler_nedre",
    "skoler_oevre": "skoler_oevre",
}  # fmt: skip
_WIDTHS: Final = ("p_bredde", "p_halvbredde")
_MIDDLE: Final = "midte"  # of schools: a figure of no unit

Row = dict[str, Any]


def with_strip(rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Add ``known.municipality.DRAWN`` to rows of the committee's page.

    The schools' middle half is on the scale too, so that a small change looks small. A goal that is a
    change is no place on the scale. The middle of schools is no figure to draw, and a sum no place among
    its parts.
    """
    if not rows:
        return []
    numbers = {key: _column(rows, name) for key, name in _NUMBERS.items()}
    numbers["maal"] = np.where(_are_levels(rows), numbers["maal"], np.nan)
    is_drawn = ~np.isnan(numbers["seneste"]) & _are_figures(rows)
    placed = positions({key: np.where(is_drawn, values, np.nan) for key, values in numbers.items()}, [])
    is_better_left = np.array([_number(row.get("fortegn")) < 0 for row in rows])
    at = {key: np.where(is_better_left, 1 - place, place) for key, place in placed.items()}
    drawn = {f"p_{key}": at[key] for key in _MARKS}
    for middle, half, ends in (("p_halvdel", "p_halvbredde", "skoler"), ("p_baand", "p_bredde", "interval")):
        low, high = at[f"{ends}_nedre"], at[f"{ends}_oevre"]
        drawn[middle], drawn[half] = (low + high) / 2, np.abs(high - low) / 2
    return [
        {**row, "p_y": -0.5 - place, "p_linje": -1.0 - place, **_placed(drawn, place)}
        for place, row in enumerate(rows)
    ]


def _placed(drawn: Mapping[str, Array], place: int) -> Row:
    """Give a row's numbers; a width that is not there is none, a mark stands outside."""
    return {
        key: (0.0 if key in _WIDTHS else OFF) if np.isnan(values[place]) else float(values[place])
        for key, values in drawn.items()
    }


def _are_levels(rows: Sequence[Mapping[str, Any]]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    change = texts.say("municipality.maaltype.progression")
    return np.array([row.get("maaltype") != change for row in rows], bool)


def _are_figures(rows: Sequence[Mapping[str, Any]]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    total = texts.say("municipality.maade.sum")
    return np.array([row.get("vist_slags") != _MIDDLE and row.get("maade") != total for row in rows], bool)


def _column(rows: Sequence[Mapping[str, Any]], name: str) -> Array:
    return np.array([_number(row.get(name)) for row in rows])


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else float("nan")
