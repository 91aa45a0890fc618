"""Who is in a class, as a list: what a teacher writes about a pupil is found again by its key."""

from __future__ import annotations

from typing import Any, Final

from xl_beregner.dataset import Dataset
from xl_beregner.errors import Fault
from xl_beregner.fields.roster import ClassGroup, Roster

MOST_PUPILS: Final = 40  # what the sheet has room for; all the class's results are there anyway


class ClassList:
    """The pupils of every class, by name."""

    def __init__(self, roster: Roster, dataset: Dataset) -> None:
        del dataset
        self._roster = roster

    def fields(self, group: ClassGroup) -> dict[str, Any]:
        """Give a row a pupil."""
        pupils = group.pupils[:MOST_PUPILS]
        return {
            "klasseliste": [{"noegle": pupil, "navn": self._roster.name(pupil) or None} for pupil in pupils]
        }

    def warnings(self, group: ClassGroup) -> list[Fault]:
        """Tell that the sheet has no room for all."""
        facts = {"klasse": group.number, "antal": len(group.pupils), "plads": MOST_PUPILS}
        too_many = len(group.pupils) > MOST_PUPILS
        return [Fault("fields_elever_plads", facts, "warning")] if too_many else []
