"""The parts a class's fields are made of: which part gives which field, made only when asked for.

A part is a class ``Part(roster, dataset)``, made once a run for the whole municipality; it answers
``fields(class_group)`` with its scalars and lists, of the group's pupils alone. It may also have
``warnings(class_group)`` and ``notes()``. What fields a part gives stands in its module of known
fields, which costs nothing to import.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib import import_module
from typing import Any, NamedTuple, Protocol

from xl_beregner.dataset import Dataset
from xl_beregner.errors import Fault
from xl_beregner.fields.roster import ClassGroup, Roster

Answers = Mapping[str, Any]


class Part(Protocol):
    """Some fields of every class, computed for all classes at once."""

    def fields(self, class_group: ClassGroup, /) -> Answers:
        """Give the part's scalars and lists for a class, or for the one pupil it has."""


class _Entry(NamedTuple):
    module: str
    name: str
    known: str  # where its fields are listed
    gives: tuple[str, ...] = ()  # blank: all that is listed there


_REGISTRY = (
    _Entry("class_list", "ClassList", "class_group", ("klasseliste",)),
    _Entry("results", "Results", "class_group", ("resultater",)),
    _Entry(
        "model_figures",
        "ModelFigures",
        "class_group",
        ("modeltal", "normer", "normtabel", "valgt_fag", "norm_linje"),
    ),
    _Entry("conversion_rows", "ConversionRows", "class_group", ("omsaetning", "omsaetning_linje")),
    _Entry("lus", "Lus", "lus"),
    _Entry("forecasts", "Forecasts", "forecasts"),
    _Entry("home", "Home", "home"),
)


class Parts:
    """The parts that give what is wanted."""

    def __init__(self, roster: Roster, dataset: Dataset, wanted: Collection[str] | None) -> None:
        self._parts: list[Any] = []
        for entry in _REGISTRY:
            if wanted is None or _gives(entry) & {name.casefold() for name in wanted}:
                part = getattr(import_module(f"xl_beregner.fields.{entry.module}"), entry.name)
                self._parts.append(roster.shared(part, dataset))

    def fields(self, group: ClassGroup) -> dict[str, Any]:
        """Give the fields of every part."""
        found: dict[str, Any] = {}
        for part in self._parts:
            found.update(part.fields(group))
        return found

    def warnings(self, group: ClassGroup) -> list[Fault]:
        """Tell what every part has to tell of a class."""
        return [fault for part in self._parts if hasattr(part, "warnings") for fault in part.warnings(group)]

    def notes(self) -> list[Fault]:
        """Tell what every part has to tell of the run."""
        return [fault for part in self._parts if hasattr(part, "notes") for fault in part.notes()]


def _gives(entry: _Entry) -> set[str]:
    """Tell what a part gives, without importing it."""
    if entry.gives:
        return set(entry.gives)
    listed = import_module(f"xl_beregner.fields.known.{entry.known}")
    return {*listed.SCALARS, *listed.LISTS}
