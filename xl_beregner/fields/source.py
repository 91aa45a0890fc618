"""The fields of every school: computed once for all, handed out one school at a time.

What is computed stands in ``figures``, ``proposals`` and ``strip``, how a row reads in ``rows`` and
``remarks``. A school's fields hold that school alone; others are in them only as the middle of at least five.
"""

from __future__ import annotations

import numpy as np

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.dataset import Dataset
from xl_beregner.errors import BeregnerError, DatasetError, Fault
from xl_beregner.fields.common import common_scalars
from xl_beregner.fields.disclosure import PUPILS, Hidden, check_edition, rule_for_counts
from xl_beregner.fields.figures import lay_out, others
from xl_beregner.fields.forecasts import SchoolForecasts
from xl_beregner.fields.goals.last_agreement import LastAgreement
from xl_beregner.fields.progression import Progression
from xl_beregner.fields.proposals import Proposals, propose
from xl_beregner.fields.remarks import SHOWN_YEARS, Remarks
from xl_beregner.fields.rows import Rows
from xl_beregner.fields.units import Fields, Unit, Value, begins_in

_CHANCES = ("chance_1", "chance_2", "chance_3")


def school_fields(dataset: Dataset, year: str | int, edition: str) -> FieldSource:
    """Compute the fields of every school for an agreement's school year.

    Figures up to the year before are the basis; the year's own are results to evaluate. Words are in
    the language spoken (``texts.use_language``).
    """
    begins = begins_in(year)
    _refuse_a_year_without_figures(dataset, begins)
    return FieldSource(dataset, begins, check_edition(edition))


def _refuse_a_year_without_figures(dataset: Dataset, year: int) -> None:
    """Refuse a school year none of whose three before has a figure: most likely a slip of the pen."""
    years = dataset.indicators["aar"]
    if ((years >= year - SHOWN_YEARS) & (years < year)).any() or not len(years):
        return  # a dataset of undated figures alone fits any year
    first, last = school_year(int(years.min())), school_year(int(years.max()))
    span = first if first == last else f"{first}–{last}"
    raise DatasetError([Fault("fields_ingen_aar", {"skoleaar": school_year(year), "findes": span})])


class FieldSource:
    """All schools' fields for one school year and one edition."""

    def __init__(self, dataset: Dataset, year: int, edition: str) -> None:
        self._dataset = dataset
        self._year = year
        self._edition = edition
        least = int(self._setting("mindst_antal"))
        self._figures = lay_out(dataset, year, edition, least)
        self._places = {number: place for place, number in enumerate(self._figures.schools)}
        self._schools = dataset.schools.to_dict("records")
        self._hidden_count = rule_for_counts(dataset.catalogue, edition, least)
        middle = others(self._figures, int(self._setting("mindst_skoler")))
        proposals = self._proposals()
        self._remarks = Remarks(dataset.catalogue, self._figures, proposals, least)
        self._rows = Rows(dataset.catalogue, self._figures, middle, proposals, self._remarks)
        self._progression = Progression(dataset, year, edition)
        self._forecasts = SchoolForecasts(dataset, year, edition)
        self._last = LastAgreement(dataset, year, edition)

    @property
    def units(self) -> list[Unit]:
        """Every school, in the dataset's order."""
        table = self._dataset.schools
        return [Unit(*pair) for pair in zip(table["skole_nr"], table["skole"], strict=True)]

    def fields(self, number: str) -> Fields:
        """Give one school's fields."""
        place = self._place(number)
        rows = self._rows
        proposals = rows.proposals(place)
        return {
            **self._scalars(place),
            "tal": rows.figures(place),
            "forslag": proposals,
            "aftale": rows.agreement(proposals, place),
            "evaluering": rows.evaluation(place),
            **self._progression.fields(number),
            **self._forecasts.fields(number),
            **self._last.fields(number),
        }

    def warnings(self, number: str) -> list[Fault]:
        """Tell what a person should know about a school's figures."""
        place = self._place(number)
        name = str(self._dataset.schools.at[place, "skole"])
        if not self._remarks.has_figures(place):
            return [Fault("fields_ingen_tal", {"skole": name, "nummer": number}, "warning")]
        missing = self._remarks.without_figures(place)
        if not missing:
            return []
        facts = {"skole": name, "nummer": number, "indikatorer": missing}
        return [Fault("fields_mangler_indikatorer", facts, "warning")]

    def suppressed(self, number: str) -> list[str]:
        """List the figures this edition does not show: indicator, school year and why."""
        place = self._place(number)
        found = self._remarks.hidden(place)
        if why := self._pupils(place)[1]:
            found.append(f"{PUPILS}: {self._remarks.general_reason(why)}")
        return found + self._progression.suppressed(number) + self._last.suppressed(number)

    def notes(self) -> list[Fault]:
        """Tell what concerns the run as a whole: how much is hidden and why, figures of later years."""
        found = []
        total, alike, why = self._remarks.most_hidden()
        if total:
            facts = {"antal": total, "grund": why, "heraf": alike}
            found.append(Fault("fields_skjulte_tal", facts, "warning"))
        years = self._dataset.indicators["aar"]
        later = years[years > self._year]
        if len(later):
            last = school_year(int(later.max()))
            facts = {"antal": len(later), "skoleaar": school_year(self._year), "seneste": last}
            found.append(Fault("fields_senere_aar", facts, "warning"))
        return found

    def _pupils(self, place: int) -> tuple[int | None, Hidden]:
        """Give a school's number of pupils, or why this edition does not show it."""
        pupils = float(self._schools[place]["elevtal"])
        why = self._hidden_count(pupils)
        return (None if why or np.isnan(pupils) else int(pupils)), why

    def _place(self, number: str) -> int:
        if number not in self._places:
            raise BeregnerError("fields_ukendt_skole", fundet=number)
        return self._places[number]

    def _setting(self, key: str) -> float:
        return float(self._dataset.settings[key].value)

    def _proposals(self) -> dict[int, Proposals]:
        catalogue = self._dataset.catalogue
        chances = [self._setting(key) for key in _CHANCES]
        return {
            place: propose(
                self._figures,
                place,
                direction="down" if row["retning"] == "ned" else "up",
                limits=(row["mindste"], row["stoerste"]),
                years_back=int(self._setting("baseline_aar")),
                confidence=self._setting("konfidens"),
                chances=chances,
            )
            for place, (_, row) in enumerate(catalogue.iterrows())
            if row["kan_aftales"]
        }

    def _scalars(self, place: int) -> dict[str, Value]:
        school = self._schools[place]
        has_figures = self._remarks.has_figures(place)
        return {
            "skole_navn": school["skole"],
            "skole_nr": school["skole_nr"],
            "enhed_nr": school["skole_nr"],
            "omraade": school["omraade"] or None,
            "elevtal": self._pupils(place)[0],
            "ingen_tal": None if has_figures else texts.say("fields.ingen_tal"),
            **self._common(),
        }

    def _common(self) -> dict[str, Value]:
        """Give the scalars that are the same for every school."""
        source = "; ".join(dict.fromkeys(self._dataset.catalogue["kilde"]))
        found: dict[str, Value] = {
            **common_scalars(self._dataset, self._year, self._edition, source),
            "seneste_skoleaar": school_year(self._year - 1),
            **{f"aar_{place}": school_year(self._year - 4 + place) for place in (1, 2, 3)},
            "antal_maal_anbefalet": int(self._setting("antal_maal_anbefalet")),
            "chance_forbehold": texts.say("fields.chance_forbehold"),
        }
        for key in _CHANCES:
            found[key] = self._setting(key)
            found[f"{key}_navn"] = texts.say(f"fields.{key}")
        return found
