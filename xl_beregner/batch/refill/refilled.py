"""What a workbook takes over from earlier ones, as it is handed to the worker that makes it: `Refilled`.

How it is found out is `refill`'s matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xl_beregner.filling.earlier import Earlier


@dataclass(frozen=True, slots=True)
class Refilled:
    """What a workbook takes over, ready for a worker."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    copies: tuple[Mapping[str, Any], ...] = ()  # of a class's workbook of pupils, by sheet
    earlier: tuple[Earlier, ...] = ()
    here: tuple[str, ...] = ()  # hashes of the files it takes the place of, as they were read
    whole_in: str = ""  # the hash of such a file, if it holds all of this already
    told: tuple[Any, ...] = ()  # what makes its bytes others than those of an empty one


NOTHING = Refilled()
