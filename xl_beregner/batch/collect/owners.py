"""Whose a cell of a workbook is: in one bound of a sheet a pupil, the pupil's; else nobody's in particular.

A pupil's sheet is called by the pupil's name, so what is told of it goes by the id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xl_beregner.filling.returned import Held

PUPIL = "felt_elev_id"


def pupils_of(figures: Sequence[Held]) -> Mapping[str, str]:
    """Tell whose each sheet is, in a workbook of pupils: the id by the sheet."""
    return {held.scope: str(held.value) for held in figures if held.name == PUPIL and held.value is not None}


def owner_of(held: Held, pupils: Mapping[str, str]) -> str:
    """Tell whose sheet a cell stands on: a pupil's id, or empty."""
    return pupils.get(held.scope, held.scope)


def by_owner(held: Sequence[Held], pupils: Mapping[str, str]) -> Mapping[str, list[Held]]:
    """Sort cells by the pupil whose sheet they stand on; all others under the empty name."""
    found: dict[str, list[Held]] = {}
    for one in held:
        found.setdefault(pupils.get(one.scope, one.scope), []).append(one)
    return found
