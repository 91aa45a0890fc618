"""What several parts of a school's fields read: figures, remarks, judgements, proposals; made when read.

What a part is and which fields it gives is ``school_parts``'.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from xl_beregner.dataset import Dataset
from xl_beregner.errors import BeregnerError
from xl_beregner.fields.figures import Figures, lay_out, others, own_beside
from xl_beregner.fields.judged import Judged, Judgement
from xl_beregner.fields.known import LISTS
from xl_beregner.fields.known import goals as known_goals
from xl_beregner.fields.known import similar as known_similar
from xl_beregner.fields.known.commitments import LAST as LAST_COMMITMENTS
from xl_beregner.fields.known.dialogue import TABLES as DIALOGUES
from xl_beregner.fields.known.forms import form_lists
from xl_beregner.fields.known.goal_chain import LISTS as GOAL_CHAIN
from xl_beregner.fields.known.themes import THEMES
from xl_beregner.fields.proposals import Proposals, propose
from xl_beregner.fields.remarks import Remarks
from xl_beregner.fields.rows import SAID, Row, Rows
from xl_beregner.fields.wanted import Wanted

if TYPE_CHECKING:
    from xl_beregner.fields.groups.early_signs import OfSchool
    from xl_beregner.fields.similar import Similar

OWN: Final = "intern"  # the edition of the school itself
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
        rows = self.run.rows.figures(self.place, said=self.run.is_said)
        if self.run.is_beside_similar:
            similar = self.run.similar.columns(self.place)
            return [{**row, **similar[row["noegle"]]} for row in rows]
        return rows

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
    """All schools of one school year and edition.

    In ``intern`` a school sees its own few pupils, and no other does: not in a middle, nor in what is
    estimated over all schools. So a school that has any is the ``reader`` of a run of its own (``read_by``).
    """

    def __init__(
        self,
        dataset: Dataset,
        year: int,
        edition: str,
        names: Collection[str] | None = None,
        template: str = "",
        wanted: Wanted | None = None,
        reader: tuple[SchoolRun, int] | None = None,
    ) -> None:
        self._reader = reader
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
        return self.wanted.any_column("tal", SAID) or self.wanted.any_of(
            (
                *THEMES.lists(()),
                *form_lists(()),
                *DIALOGUES,
                *known_similar.IN_WORDS,
                LAST_COMMITMENTS,
                *GOAL_CHAIN,
            )
        )

    @cached_property
    def is_beside_similar(self) -> bool:
        """Whether any list of figures needs those of similar schools."""
        lists = (table for table, names in LISTS.items() if known_similar.COLUMNS[0] in names)
        return self.wanted.any_of(known_similar.IN_WORDS) or any(
            self.wanted.any_column(table, known_similar.COLUMNS) for table in lists
        )

    @cached_property
    def similar(self) -> Similar:
        """The schools most like each school."""
        from xl_beregner.fields.similar import Similar

        least, latest = int(self.setting("mindst_skoler")), self.remarks.latest
        return Similar(self.dataset, self.figures, self.seen_by_others, self.judged, latest, least)

    @cached_property
    def figures(self) -> Figures:
        """Every shown figure of every school, as the reader may see them."""
        if self.edition != OWN:
            return self._everything
        return own_beside(self._everything, self.seen_by_others, self._reader[1] if self._reader else None)

    @cached_property
    def seen_by_others(self) -> Figures:
        """Every school's figures as other schools may see them: no few pupils, in no edition."""
        if self._reader:
            return self._reader[0].seen_by_others
        if self.edition != OWN:
            return self.figures
        return lay_out(self.dataset, self.year, "fortrolig", self.least)

    @cached_property
    def _everything(self) -> Figures:
        if self._reader:
            return self._reader[0]._everything
        return lay_out(self.dataset, self.year, self.edition, self.least)

    def read_by(self, number: str) -> SchoolRun:
        """Give the run as one school reads it: this one, where it has nothing that is hidden from others."""
        school = self._places.get(number)
        if self.edition != OWN or school is None or not self._hidden_from_others[:, school].any():
            return self
        reader = (self, school)
        return SchoolRun(
            self.dataset, self.year, self.edition, self.names, self.template, self.wanted, reader
        )

    @cached_property
    def _hidden_from_others(self) -> NDArray[np.bool_]:
        """Indicator × school: whether other schools may not see some of its figures."""
        seen = self.seen_by_others
        hidden: NDArray[np.bool_] = (seen.reason > 0).any(axis=2) | (seen.undated_reason > 0)
        return hidden

    @cached_property
    def proposals(self) -> Mapping[int, Proposals]:
        """Baselines and targets by indicator; none where no list rests on them."""
        if not self.wanted.any_of(ON_PROPOSALS):
            return {}
        return {
            place: self._shared(place) or self._propose(place, row)
            for place, (_, row) in enumerate(self.dataset.catalogue.iterrows())
            if row["kan_aftales"]
        }

    def _shared(self, place: int) -> Proposals | None:
        """Give what is estimated for all readers alike, where this one has nothing others may not see."""
        if self._reader is None or self._reader[0]._hidden_from_others[place, self._reader[1]]:
            return None
        return self._reader[0].proposals[place]

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
        middle = others(self.seen_by_others, int(self.setting("mindst_skoler")))
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
