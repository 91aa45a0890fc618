"""The fields of the municipality: its schools added up, the goals they agreed on, what they wrote.

Rows are made in the modules beside (``municipality_…``), the figures in ``rollup``; here they come
together, for one edition and school year. A pejlemærke's own sheet is one more set of fields.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.dataset import Dataset
from xl_beregner.errors import BeregnerError, DatasetError, Fault
from xl_beregner.fields.common import common_scalars
from xl_beregner.fields.disclosure import PUPILS, confidential
from xl_beregner.fields.figures import EVERYBODY
from xl_beregner.fields.goals.calibration import GoalCalibration, calibrate_goals
from xl_beregner.fields.goals.goals import goals
from xl_beregner.fields.municipality import reported as reported
from xl_beregner.fields.municipality import wishes as wishes
from xl_beregner.fields.municipality import words as say
from xl_beregner.fields.municipality.agreed import Agreed, calibration_rows
from xl_beregner.fields.municipality.resources import Resources
from xl_beregner.fields.municipality.rollup import TREND_YEARS, Rollup
from xl_beregner.fields.municipality.rollup_rules import SUM
from xl_beregner.fields.municipality.rows import Row, Rows
from xl_beregner.fields.municipality.schools_answers import SchoolsAnswers
from xl_beregner.fields.municipality.sheets import Sheets, Theme, themes
from xl_beregner.fields.municipality.shown import with_shown
from xl_beregner.fields.municipality.targets import Targets
from xl_beregner.fields.municipality.told import paragraph, theme_page
from xl_beregner.fields.municipality.when_asked import MunicipalRun, fields_when_asked
from xl_beregner.fields.municipality.year_told import year_told
from xl_beregner.fields.units import Fields, Unit
from xl_beregner.fields.wanted import Wanted

NUMBER: Final = "kommune"
CONFIDENTIAL: Final = "fortrolig"


class MunicipalitySource:
    """The municipality's fields for one school year and one edition."""

    def __init__(
        self, dataset: Dataset, year: int, edition: str, wanted: Collection[str] | None = None
    ) -> None:
        if edition == "intern":
            raise BeregnerError("fields_kommune_intern")
        _refuse_a_year_without_figures(dataset, year)
        self._dataset = with_pupils_counted(dataset, year)
        self._year = year
        self._edition = edition
        self._wanted = Wanted(wanted)
        self._answers = SchoolsAnswers(dataset, year, edition, wanted)
        self._rollup = Rollup(self._dataset, year, edition)
        self._run = MunicipalRun(self._dataset, year, edition, self._rollup, self._answers)
        self._agreed = Agreed(self._goals(), self._is_hidden, self._rollup.indicators, year)
        self._rows = Rows(
            self._rollup,
            Targets(dataset.goals),
            self._agreed.counts(),
            int(dataset.settings["mindst_skoler"].value),
        )
        names = self._dataset.schools["skole"].tolist()
        self._sheets = Sheets(self._rows, self._rollup, names, self._dataset.schools["omraade"].tolist())
        self._resources = Resources(self._rows, self._rollup, names)

    @property
    def units(self) -> list[Unit]:
        """The municipality once for every sheet of a pejlemærke: they are bound into its one workbook."""
        return [Unit(f"{NUMBER}/{theme.number}", theme.title) for theme in self.themes]

    @cached_property
    def themes(self) -> list[Theme]:
        """Every pejlemærke with shown indicators: a sheet each, two where it has many."""
        return themes(self._rows, self._rollup)

    def fields(self, number: str) -> Fields:
        """Give all the municipality's fields with those of one pejlemærke's sheet.

        ``kommune`` alone is the municipality with no sheet's.
        """
        theme = self._theme(number)
        own = _no_theme() if theme is None else self._of_theme(theme)
        fields = with_shown({**self._shared, **own}, self._edition)
        here = [self._rollup.indicators[place] for place in theme.indicators] if theme else []
        mine = [row for row in fields["samlet"] if row["noegle"] in here]
        return {
            **fields,
            **year_told(fields["samlet"]),
            "pejlemaerke_samlet": theme_page(mine),
            "pejlemaerke_viser_tallene": paragraph(mine),
        }

    def _of_theme(self, theme: Theme) -> Row:
        agreed, settled, reached, sure = self._agreed.of_theme(theme.name)
        here = [self._rollup.about[place]["navn"] for place in theme.indicators]
        said = self._words_on(theme)
        return {
            **self._sheets.fields(theme),
            "pejlemaerke_ord": said,
            "pejlemaerke_ord_linje": self._line_of_words(theme, said),
            "pejlemaerke_linje": texts.say("municipality.pejlemaerke.linje", antal=len(here), navne=here),
            "pejlemaerke_maal_linje": _goals_of(agreed, settled, reached, sure),
        }

    def warnings(self, number: str) -> list[Fault]:
        """Tell which indicators give no figure of the municipality."""
        self._theme(number)
        catalogue = self._dataset.catalogue
        # What this edition shows of nobody is not missing.
        withheld = set(catalogue.loc[confidential(catalogue, self._edition), "indikator"])
        empty = [row for row in self._shared["samlet"] if _is_empty(row)]
        missing = [row["navn"] for row in empty if row["noegle"] not in withheld]
        # Names hold commas: "Karakter i dansk, 9. klasse".
        facts = {"indikatorer": "; ".join(missing)}
        return [Fault("fields_kommune_uden_tal", facts, "warning")] if missing else []

    def suppressed(self, number: str) -> list[str]:
        """List the schools' figures this edition does not show: indicator, school year, school, why."""
        self._theme(number)
        return [
            f"{self._rollup.indicators[place]} {school_year(year)} {self._rollup.schools[school]}: {why}"
            for place, year, school, why in self._hidden()
        ]

    def notes(self) -> list[Fault]:
        """Tell what concerns the run as a whole."""
        years = self._dataset.indicators["aar"]
        later = years[years > self._year]
        if not len(later):
            return []
        facts = {
            "antal": len(later),
            "skoleaar": school_year(self._year),
            "seneste": school_year(int(later.max())),
        }
        return [Fault("fields_senere_aar", facts, "warning")]

    # --- What all sheets share ---------------------------------------------------------------
    @cached_property
    def _shared(self) -> dict[str, Any]:
        wanted = self._written if self._edition == CONFIDENTIAL else []
        calibration = calibrate_goals(self._open_goals, self._dataset.settings)
        return {
            **self._scalars(),
            **self._agreed.scalars(),
            **self._resources.scalars(),
            "kalibrering_linje": _told(calibration),
            "temaer_linje": self._line_of_wishes(wanted),
            "samlet": self._rows.municipality(),
            "omraader": self._rows.districts(),
            "pejlemaerker": self._index(),
            "maal_opgoerelse": self._agreed.rows(),
            "aftalte_maal": self._agreed.one_by_one() if self._edition == CONFIDENTIAL else [],
            "maal_kalibrering": calibration_rows(calibration),
            "temaer": wanted,
            "ressourcer": self._resources.rows(),
            "kilder": self._rows.sources(),
            **self._answers.fields(),
            **fields_when_asked(self._run, self._wanted),
        }

    def _scalars(self) -> dict[str, Any]:
        source = "; ".join(dict.fromkeys(self._dataset.catalogue["kilde"]))
        pupils = self._pupils()
        return {
            **common_scalars(self._dataset, self._year, self._edition, source),
            "enhed_nr": NUMBER,
            "antal_skoler": len(self._rollup.schools),
            "antal_omraader": len(self._rollup.districts),
            "antal_elever": say.whole(pupils.value) if pupils else None,
            "elever_linje": say.coverage(pupils, len(self._rollup.schools)) if pupils else None,
            "interval_linje": texts.say("municipality.linje.interval", pct=self._confidence()),
            "skjult_linje": self._hidden_line(),
            "mangler_linje": self._missing_line(),
        }

    def _pupils(self) -> Any:
        if PUPILS not in self._rollup.indicators:
            return None
        place = self._rollup.indicators.index(PUPILS)
        years = self._rollup.years(place)
        return self._rollup.table(place, years[0]).municipality if years else None

    def _confidence(self) -> float:
        return round(100 * float(self._dataset.settings["konfidens"].value), 6)

    def _hidden(self) -> list[tuple[int, int, int, str]]:
        """List what is hidden of the years that are shown: indicator, year, school, why."""
        found = []
        for place in self._rows.shown:
            levels = self._rows.levels[place]
            for table in (levels.now, levels.before):
                if table is None:
                    continue
                for school in np.flatnonzero(table.hidden).tolist():
                    why = say.why_hidden(int(table.reason[school]), self._rollup.least(place))
                    found.append((place, table.year, school, why))
        return found

    def _hidden_line(self) -> str:
        """Say what this edition does not show: how many figures and why, and the schools' words."""
        return " ".join(filter(None, (self._hidden_figures(), self._answers.hidden_line())))

    def _hidden_figures(self) -> str:
        hidden = Counter(why for *_, why in self._hidden())
        if not hidden:
            return texts.say("municipality.linje.intet_skjult")
        parts = [
            texts.say("municipality.linje.heraf", antal=count, grund=why)
            for why, count in hidden.most_common()
        ]
        return texts.say("municipality.linje.skjult", antal=sum(hidden.values()), heraf="; ".join(parts))

    def _missing_line(self) -> str | None:
        names = [row["navn"] for row in self._rows.municipality() if row["vaerdi"] is None]
        return texts.say("municipality.linje.mangler", navne=names) if names else None

    def _index(self) -> list[Row]:
        rows = []
        for theme in self.themes:
            agreed, settled, reached, sure = self._agreed.of_theme(theme.name)
            rows.append(
                {
                    "noegle": str(theme.number),
                    "navn": theme.title,
                    "indikatorer": ", ".join(self._rollup.about[place]["navn"] for place in theme.indicators),
                    "aftalt": agreed,
                    "opgjort": settled,
                    "naaet": reached,
                    "tekst": _goals_of(agreed, settled, reached, sure),
                }
            )
        return rows

    # --- Goals and words ---------------------------------------------------------------------
    def _goals(self) -> list[Any]:
        return goals(self._dataset, self._year, self._edition)

    @property
    def _open_goals(self) -> list[Any]:
        return self._agreed.settled(self._agreed.goals)

    def _is_hidden(self, school: str, indicator: str, year: int) -> bool:
        """Tell whether a result does not stand on its own sheet either."""
        rollup = self._rollup
        if indicator not in rollup.indicators or school not in rollup.schools:
            return True
        place = rollup.indicators.index(indicator)
        if year not in rollup.years(place):
            return True
        return bool(rollup.table(place, year).hidden[rollup.schools.index(school)])

    @cached_property
    def _written(self) -> list[Row]:
        on_indicators = wishes.wishes(self._dataset, self._year, self._rollup.about)
        return [*on_indicators, *reported.one_by_one(self._reports)]

    @cached_property
    def _reports(self) -> list[reported.Report]:
        return reported.reports(self._dataset, self._year) if self._edition == CONFIDENTIAL else []

    def _words_on(self, theme: Theme) -> list[Row]:
        """Give what was written on a pejlemærke; of one with two sheets on its first."""
        if theme.title != theme.name:
            return []
        names = [one.name for one in self.themes]
        return reported.by_school(self._reports, theme.name, theme.name == names[-1], names)

    def _line_of_words(self, theme: Theme, rows: Sequence[Row]) -> str:
        if self._edition != CONFIDENTIAL:
            return texts.say("municipality.temaer.vises_ikke")
        if theme.title != theme.name:
            return texts.say("themes.ord.foerste", navn=theme.name)
        return reported.line(rows, len(self._rollup.schools))

    def _line_of_wishes(self, rows: Sequence[Row]) -> str:
        if self._edition != CONFIDENTIAL:
            return texts.say("municipality.temaer.vises_ikke")
        return wishes.line(rows)

    def _theme(self, number: str) -> Theme | None:
        if number == NUMBER:
            return None
        for theme in self.themes:
            if number == f"{NUMBER}/{theme.number}":
                return theme
        raise BeregnerError("fields_ukendt_kommune", fundet=number)


def with_pupils_counted(dataset: Dataset, year: int) -> Dataset:
    """Give the schools' number of pupils as an indicator like any other, where the catalogue has none.

    So it is added up, and hidden, by the same rules; the table of schools tells no school year.
    """
    pupils = dataset.schools["elevtal"]
    if (dataset.catalogue["indikator"] == PUPILS).any() or not pupils.notna().any():
        return dataset
    blank = dict.fromkeys(dataset.catalogue.columns, "")
    about = {
        **blank,
        "indikator": PUPILS,
        "navn": texts.say("municipality.elevtal"),
        "maaleenhed": "antal",
        "decimaler": 0,
        "mindste": 0.0,
        "stoerste": np.nan,
        "mindst_antal": np.nan,
        "raekkefoelge": np.nan,
        "sammenlaegning": SUM,
        "kilde": texts.say("municipality.elevtal_kilde"),
        **dict.fromkeys(("kan_aftales", "vises", "fortrolig", "beregnet"), False),
        "offentliggjort": True,
    }
    catalogue = pd.concat([dataset.catalogue, pd.DataFrame([about])], ignore_index=True)
    known = dataset.schools[pupils.notna()]
    figures = pd.DataFrame(
        {
            "enhed": known["skole_nr"],
            "gruppe": EVERYBODY,
            "aar": year,
            "indikator": PUPILS,
            "vaerdi": known["elevtal"].astype(float),
            "tekst": "",
            "antal": known["elevtal"].astype(float),
            "standardfejl": np.nan,
        }
    )
    table = pd.concat([dataset.indicators, figures], ignore_index=True)
    return replace(dataset, catalogue=catalogue.astype(dataset.catalogue.dtypes.to_dict()), indicators=table)


def _refuse_a_year_without_figures(dataset: Dataset, year: int) -> None:
    """Refuse a school year with no figure in the eight up to it: most likely a slip of the pen."""
    years = dataset.indicators["aar"]
    if ((years > year - TREND_YEARS) & (years <= year)).any():
        return
    if not len(years):
        raise DatasetError([Fault("fields_kommune_ingen_tal", {})])
    first, last = school_year(int(years.min())), school_year(int(years.max()))
    span = first if first == last else f"{first}–{last}"
    raise DatasetError([Fault("fields_ingen_aar", {"skoleaar": school_year(year), "findes": span})])


def _told(calibration: GoalCalibration) -> str:
    return calibration.total.text if calibration.total.count else texts.say("municipality.kalibrering.ingen")


def _goals_of(agreed: int, settled: int, reached: int, sure: int) -> str:
    if not agreed:
        return texts.say("municipality.pejlemaerke.ingen_maal")
    if not settled:
        return texts.say("municipality.pejlemaerke.venter", antal=agreed)
    return texts.say(
        "municipality.pejlemaerke.maal", antal=agreed, opgjort=settled, naaet=reached, sikkert=sure
    )


def _is_empty(row: Row) -> bool:
    return row["vaerdi"] is None and row["officiel"] is None


def _no_theme() -> Row:
    from xl_beregner.fields.known.municipality import THEME_LISTS, THEME_SCALARS

    return {**dict.fromkeys(THEME_SCALARS), **{name: [] for name in THEME_LISTS}}
