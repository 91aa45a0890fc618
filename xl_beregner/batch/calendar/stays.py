"""The calendar file that stays with the administration: made once a run, known by the manifest.

What is in it is ``of_steps``' matter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from xl_beregner.batch.calendar.of_steps import administration_calendar
from xl_beregner.batch.folder import OutputFolder, refuse_if_taken, sha256_of
from xl_beregner.batch.manifest import Ledger
from xl_beregner.batch.plan import Plan
from xl_beregner.batch.summary import Summary
from xl_beregner.errors import OutputError
from xl_beregner.texts import speaking


class AdministrationCalendar:
    """One run's ``forvaltning/aarshjul.ics``; a template without the year's steps has none."""

    def __init__(self, plan: Plan, folder: OutputFolder, ledger: Ledger, summary: Summary) -> None:
        self._plan = plan
        self._folder = folder
        self._ledger = ledger
        self._summary = summary
        self._data = b""

    def learn(self, fields: Mapping[str, Any]) -> None:
        """Take the steps from any unit's fields: they are the same for all."""
        if self._plan.calendar and not self._data:
            with speaking(self._plan.template.language):
                self._data = administration_calendar(fields)

    @property
    def sha256(self) -> str:
        """The hash of what is to lie there; of what lay there, where no unit could be made."""
        if not self._plan.calendar:
            return ""
        return hashlib.sha256(self._data).hexdigest() if self._data else self._ledger.calendar_sha256

    @property
    def is_there(self) -> bool:
        """Whether the folder holds it as it is to be."""
        on_disk = sha256_of(self._folder.calendar)
        return on_disk == self.sha256 if self.sha256 else on_disk != (self._ledger.calendar_sha256 or "–")

    def write(self) -> str:
        """Put it in place, or remove an old one; tell the hash of what lies there."""
        target = self._folder.calendar
        on_disk = sha256_of(target)
        is_ours = on_disk in (self.sha256, self._ledger.calendar_sha256)
        try:
            if self._data and on_disk != self.sha256:
                if on_disk is not None:
                    refuse_if_taken(target)
                    if not is_ours:  # someone has made it their own
                        self._summary.set_aside[target.name] = self._folder.set_aside(target)
                self._folder.write(target, self._data)
            elif not self._plan.calendar and on_disk and is_ours:
                refuse_if_taken(target)
                self._folder.remove(target)
        except OutputError as error:
            self._summary.overview_error = error
            return self._ledger.calendar_sha256
        return self.sha256
