"""One unit's figures parted by school form, goals first and means after, with what they show.

Every unit of a run has the same forms at the same places; a form it has no figure of, shown or hidden, is
blank, so that its sheet can be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from xl_beregner import texts
from xl_beregner.dataset import Dataset
from xl_beregner.errors import Fault
from xl_beregner.fields import parted_figures
from xl_beregner.fields.common import headed
from xl_beregner.fields.known.forms import BEFORE, FORMS, NUMBER, TOGETHER
from xl_beregner.fields.reports import FOLLOW_UP, JUDGEMENT, Reports, Words

Row = dict[str, Any]

# Of the catalogue's column ``rolle``, in the order they are read; last what is neither.
ROLES: Final = ("maal", "middel")


class SchoolForms:
    """The school forms of every unit of a run."""

    def __init__(self, dataset: Dataset, year: int, edition: str) -> None:
        self._catalogue = dataset.catalogue
        self._year = year
        self._edition = edition
        self._written = Reports(dataset, FOLLOW_UP)

    def fields(
        self, number: str, figures: Sequence[Mapping[str, Any]], has_nothing: Callable[[str], bool]
    ) -> dict[str, list[Row]]:
        """Give one unit's fields; ``figures`` are its rows of ``tal``."""
        before = self._written.before(number, self._year, self._edition)
        return form_fields(figures, has_nothing, before)

    def notes(self) -> list[Fault]:
        """Tell that there are more school forms than sheets."""
        names = self._catalogue.loc[self._catalogue["vises"], "skoleform"].tolist()
        fault = parted_figures.too_many(
            names, texts.say("forms.uden"), FORMS.most, "fields_mange_skoleformer"
        )
        return [fault] if fault else []


def form_fields(
    figures: Sequence[Mapping[str, Any]], has_nothing: Callable[[str], bool], before: Words
) -> dict[str, list[Row]]:
    """Give every form a list of one row and a list of its figures, in the catalogue's order.

    ``has_nothing`` tells of an indicator's key that the unit has no figure of it, not even a hidden one.
    ``before``: what the school said of each indicator's figure the year before.
    """
    forms = parted_figures.parted(figures, "skoleform", texts.say("forms.uden"), FORMS.most)
    fields: dict[str, list[Row]] = {}
    for place in FORMS.places:
        key, name, rows = forms[place - 1] if place <= len(forms) else ("", "", [])
        if all(has_nothing(row["noegle"]) for row in rows):
            rows = []
        ordered = goals_first(rows)
        told = {"noegle": key, "navn": name, "viser_tallene": parted_figures.paragraph(ordered)}
        fields[f"skoleform_{place}"] = [told] if ordered else []
        fields[f"skoleform_{place}_tal"] = [
            {**row, BEFORE: before.get(row["noegle"], {}).get(JUDGEMENT) or None} for row in ordered
        ]
    return {**fields, TOGETHER: _together([fields[table] for table in FORMS.figures()])}


def _together(forms: Sequence[Sequence[Row]]) -> list[Row]:
    """Lay forms below each other, each named, with its place, on its first row alone."""
    found = []
    for place, rows in enumerate(forms, 1):
        for at, row in enumerate(rows):
            name = row["skoleform"] or texts.say("forms.uden")
            shown = (
                {"skoleform_vist": name, NUMBER: place} if not at else {"skoleform_vist": None, NUMBER: None}
            )
            found.append({**row, **shown})
    return found


def goals_first(figures: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Order rows by role, within each as they stood; a pejlemærke is shown again where the role changes."""
    words = [role_word(role) for role in ROLES]
    groups = [[row for row in figures if row["rolle"] == word] for word in words]
    groups.append([row for row in figures if row["rolle"] not in words])
    return [row for group in groups for row in headed([dict(one) for one in group])]


def role_word(role: str) -> str | None:
    """Write a role as a word; what is neither has none."""
    return texts.say(f"forms.rolle.{role}") if role else None
