"""The figures of a dialogue: rows of the list ``tal``, those and in the order a setting names them.

A setting names indicators once for all schools; where nobody has, talk of results takes those that may
be goals, and talk of staff none, for no indicator says by itself that it is about staff. A line tells
which it was, so that nobody takes a default for a choice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xl_beregner import texts
from xl_beregner.dataset import Dataset
from xl_beregner.dataset.settings import Setting, parted
from xl_beregner.errors import Fault
from xl_beregner.fields.common import headed
from xl_beregner.fields.known.dialogue import DIALOGUES, RESULTS

Row = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]


class ChosenFigures:
    """The figures of every dialogue of a run."""

    def __init__(self, dataset: Dataset) -> None:
        self._settings: dict[str, Setting] = {key: dataset.settings[key] for key in DIALOGUES}
        about = dataset.catalogue
        self._shown = set(about.loc[about["vises"], "indikator"])
        self._may_be_goals = about.loc[about["vises"] & about["kan_aftales"], "indikator"].tolist()

    def fields(self, figures: Rows) -> dict[str, Any]:
        """Give one school's fields; ``figures`` are its rows of ``tal``."""
        found: dict[str, Any] = {}
        for dialogue, setting in self._settings.items():
            rows = chosen(figures, self._names(dialogue))
            found[f"{dialogue}_tal"] = rows
            found[f"{dialogue}_linje"] = line(dialogue, setting, rows)
        return found

    def notes(self) -> list[Fault]:
        """Tell of indicators a setting names that no sheet shows: their rows are nowhere."""
        return [
            Fault("fields_dialog_vises_ikke", {"noegle": dialogue, "navne": missing}, "warning")
            for dialogue in DIALOGUES
            if (missing := [name for name in self._names(dialogue) if name not in self._shown])
        ]

    def _names(self, dialogue: str) -> list[str]:
        """Name a dialogue's indicators in the order they are shown."""
        named = parted(self._settings[dialogue].value)
        return named or (self._may_be_goals if dialogue == RESULTS else [])


def chosen(figures: Rows, names: Sequence[str]) -> list[Row]:
    """Pick rows by their indicator, in the order of the names; a name without a row is passed over."""
    of = {row["noegle"]: row for row in figures}
    return headed([dict(of[name]) for name in names if name in of])


def line(dialogue: str, setting: Setting, rows: Rows) -> str:
    """Say how many figures there are and who chose them, or why there are none."""
    if setting.value:
        about = "valgt" if rows else "ingen_valgt"
    else:
        about = ("ikke_valgt" if rows else "ingen_maal") if dialogue == RESULTS else "ingen_personale"
    count = "en" if len(rows) == 1 else "flere"
    key = f"dialogue.linje.{about}"
    said: dict[str, Any] = {"antal": len(rows), "kilde": setting.source, "noegle": dialogue}
    return texts.say(f"{key}.{count}" if texts.knows(f"{key}.{count}") else key, **said)
