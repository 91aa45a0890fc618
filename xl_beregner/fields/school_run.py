"""What several parts of a school's fields read: figures, remarks, judgements, proposals; made when read.

What a part is and which fields it gives is ``school_parts``'.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from xl_beregner.dataset import Dataset
from xl_beregner.errors import BeregnerError
from xl_beregner.fields.figures import Figures, lay_out, others
from xl_beregner.fields.judged import Judged, Judgement
from xl_beregner.fields.known import goals as known_goals
from xl_beregner.fields.known.themes import theme_lists
from xl_beregner.fields.proposals import Proposals, propose
from xl_beregner.fields.remarks import Remarks
from xl_beregner.fields.rows import SAID, Row, Rows
from xl_beregner.fields.wanted import Wanted

if TYPE_CHECKING:
    from xl_beregner.fields.groups.early_signs import OfSchool

CHANCES: Final = ("chance_1", "chance_2", "chance_3")
# Lists that rest on proposals: their baselines take time to estimate.
ON_PROPOSALS: Final = ("forslag", "aftale", "evaluering", *known_goals.LISTS)


@dataclass(frozen=True)
class School:
    """One school of a run, while its fields are made: each list of rows once, whoever reads it."""

    run: SchoolRun
    number: str
    place: int

    @cached_property
    def figures(self) -> list[Row]:
        """Give its rows of ``tal``."""
        return self.run.rows.figures(self.place, said=self.run.is_said)

    @cached_property
    def proposals(self) -> list[Row]:
        """Give its rows of ``forslag``."""
        return self.run.rows.proposals(self.place)

    @property
    def judgement(self) -> OfSchool:
        """Give what is said of its own figure of an indicator and year, on every sheet the same."""
        run = self.run
        places = {name: place for place, name in enumerate(run.figures.indicators)}

        def judgement(indicator: str, year: int) -> Judgement | None:
            at = run.figures.at(year)
            return None if at is None else run.judged.of(places[indicator], self.place, at)

        return judgement


class SchoolRun:
    """All schools of one school year and edition."""

    def __init__(
        self,
        dataset: Dataset,
        year: int,
        edition: str,
        names: Collection[str] | None = None,
        template: str = "",
        wanted: Wanted | None = None,
    ) -> None:
        self.dataset = dataset
        self.year = year
        self.edition = edition
        self.names = names
        self.template = template
        self.wanted = wanted or Wanted(names)
        self.least = int(self.setting("mindst_antal"))
        self.confidence = self.setting("konfidens")
        self.schools: list[dict[Any, Any]] = dataset.schools.to_dict("records")
        self._places = {row["skole_nr"]: place for place, row in enumerate(self.schools)}

    def school(self, number: str) -> School:
        """Find a school."""
        if number not in self._places:
            raise BeregnerError("fields_ukendt_skole", fundet=number)
        return School(self, number, self._places[number])

    def setting(self, key: str) -> float:
        """Give a setting that is a number."""
        return float(self.dataset.settings[key].value)

    @cached_property
    def is_said(self) -> bool:
        """Whether rows of ``tal`` need what is said of their figures: it takes as long as all the rest."""
        return self.wanted.any_column("tal", SAID) or self.wanted.any_of(theme_lists(()))

    @cached_property
    def figures(self) -> Figures:
        """Every shown figure of every school."""
        return lay_out(self.dataset, self.year, self.edition, self.least)

    @cached_property
    def proposals(self) -> Mapping[int, Proposals]:
        """Baselines and targets by indicator; none where no list rests on them."""
        if not self.wanted.any_of(ON_PROPOSALS):
            return {}
        return {
            place: self._propose(place, row)
            for place, (_, row) in enumerate(self.dataset.catalogue.iterrows())
            if row["kan_aftales"]
        }

    @cached_property
    def remarks(self) -> Remarks:
        """What is to be said beside the figures."""
        return Remarks(self.dataset.catalogue, self.figures, self.proposals, self.least)

    @cached_property
    def judged(self) -> Judged:
        """How sure a figure is, and what it stands out from."""
        about = self.dataset.catalogue.to_dict("records")
        years_back = int(self.setting("baseline_aar"))
        return Judged(about, self.figures, self.remarks.latest, self.confidence, years_back)

    @cached_property
    def rows(self) -> Rows:
        """Rows of any school."""
        middle = others(self.figures, int(self.setting("mindst_skoler")))
        catalogue = self.dataset.catalogue
        return Rows(catalogue, self.figures, middle, self.proposals, self.remarks, self.judged)

    def _propose(self, place: int, row: Any) -> Proposals:
        return propose(
            self.figures,
            place,
            direction="down" if row["retning"] == "ned" else "up",
            limits=(row["mindste"], row["stoerste"]),
            years_back=int(self.setting("baseline_aar")),
            confidence=self.confidence,
            chances=[self.setting(key) for key in CHANCES],
        )
