"""From a dataset and the measures to the fields a template can ask for, one unit at a time.

What may be shown in which edition is decided here and nowhere else (``disclosure``); how a field gets
into a workbook is ``filling``'s. Names load when first asked for: a template is checked against
``known_fields`` without pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = [
    "EDITIONS", "KINDS", "FieldSource", "Fields", "Roster", "Unit", "UnitSource", "Value", "known_fields",
    "school_fields", "unit_fields",
]  # fmt: skip

_HOMES = {
    "EDITIONS": "disclosure",
    "known_fields": "known",
    "Roster": "roster",
    "FieldSource": "source",
    "school_fields": "source",
    "unit_fields": "door",
}

if TYPE_CHECKING:
    from xl_beregner.fields.disclosure import EDITIONS
    from xl_beregner.fields.door import unit_fields
    from xl_beregner.fields.known import known_fields
    from xl_beregner.fields.roster import Roster
    from xl_beregner.fields.source import FieldSource, school_fields
    from xl_beregner.fields.units import KINDS, Fields, Unit, UnitSource, Value


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'units')}"), name)
