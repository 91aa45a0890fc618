"""What the invented schools of Eksempelby agreed and how it went, as ``collect`` would have brought it home.

Invented words of invented people; the figures beside each goal are what the agreement's workbook would have
held, so that its chance is the one the workbook would have told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from workbooks.build.examples import survey_counts
from workbooks.build.examples.eksempelby_classes import SCHOOLS
from xl_beregner.cells import school_year
from xl_beregner.dataset import Dataset, load_dataset
from xl_beregner.fields.known.survey import ANALYSIS
from xl_beregner.fields.source import school_fields

TEMPLATE: Final = "resultataftale"
LAST, THIS = 2025, 2026

ANSWERS: Final = ("skole_nr", "klasse", "skoleaar", "skabelon", "tabel", "noegle", "felt", "vaerdi")
FIGURES: Final = (
    "baseline", "forudsagt", "sd", "frihedsgrader", "fortegn", "synlig", "mindste", "stoerste",
)  # fmt: skip
BASIS: Final = ("skole_nr", "skoleaar", "skabelon", "noegle", *FIGURES)

Table = tuple[Sequence[str], list[list[str]]]

SURVEY: Final = "brugerundersoegelse"
_SURVEY_SEED: Final = 2030
_SILENT: Final = "E05"  # one school has held no survey
# What schools wrote beside a question: why, and what they do.
_SURVEY_WORDS: Final = {
    "elever|der_er_ro_til_at_arbejde_i_timerne": (
        ("E01", "Eksempel: Uroen kommer, når klasserne skifter lokale.", "Eksempel: Færre skift fra januar."),
        ("E02", "Eksempel: Bedre end sidst; teamet begynder timerne ens.", "Eksempel: Vi fortsætter."),
        ("E04", "Eksempel: Klasserne er forskellige.", "Eksempel: Vi ser hinandens timer i foråret."),
    ),
    "foraeldre|jeg_ved_hvordan_det_gaar_mit_barn_i_skolen": (
        ("E01", "Eksempel: Få ved det mellem samtalerne.", "Eksempel: Et kort brev hver måned."),
        ("E03", "Eksempel: Færre svarede end sidst.", "Eksempel: Vi spørger på forældremødet."),
    ),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One goal: what is to be reached and by what; with ``done`` also how it went."""

    key: str
    target: str
    action: str
    goal_type: str = "Niveau"
    due: int = 0  # years after the agreement's
    done: str = ""
    leader: str = ""
    chief: str = ""
    judgement: str = ""
    adjusted: str = ""
    reason: str = ""


_READING = "Eksempel: Læsebånd på 20 minutter hver dag på 4.-6. trin; læsevejlederen er med i to klasser."
_MATHS = "Eksempel: Matematikvejlederen planlægger ét forløb sammen med hvert team i efteråret."
_CALM = "Eksempel: Fælles begyndelse på timerne på mellemtrinnet; teamet ser hinandens timer to gange."
_ABSENT = "Eksempel: Kontaktlæreren ringer hjem efter tredje fraværsdag; listen gennemgås hver fjortende dag."
_GOALS = "Eksempel: Lektionens mål står på tavlen og tages op igen til sidst; ledelsen ser 12 lektioner."
_SOCIAL = "Eksempel: Legegrupper i indskolingen og klassemøde hver uge på mellemtrinnet."
_ONWARD = "Eksempel: Uddannelsesvejlederen møder hver elev i 9. klasse to gange før jul."
_TALKS = "Eksempel: Samtalerne lægges på to eftermiddage og en aften, så flere forældre kan komme."
_STAFF = "Eksempel: Ledelsen tager en samtale efter første sygeperiode; opgaver fordeles i teamet."
_GOOD = "Eksempel: Tiltaget blev holdt hele året, og eleverne kender rutinen."
_PARTLY = "Eksempel: Vi kom sent i gang og nåede to af tre forløb."
_SWINGS = (
    "Eksempel: Tiltaget blev holdt, men årgangen var en anden. Vi kan ikke se på ét tal, om det virkede."
)
_NOT = "Eksempel: Vi havde ikke en kontaktlærer i alle klasser."
_CHIEF = "Eksempel: Enig. Tallet svinger, så vi ser på to år, før vi slutter noget."
_ON = "Eksempel: Fortsæt, og lad næste team begynde."

# By school: the goals of last year's agreement with how they went, and those of this year's.
_LAST_YEAR: Final[dict[str, tuple[Said, ...]]] = {
    "E01": (
        Said("dansk", "7,3", _READING, done="Ja", leader=_SWINGS, chief=_CHIEF, judgement="Ikke nået"),
        Said("fravaer_pct", "-0,4", _ABSENT, "Progression", done="Delvis", leader=_PARTLY, chief=_CHIEF,
             judgement="Kan ikke vurderes"),
        Said("trivsel_ro", "3,8", _CALM, due=1, done="Ja", leader=_GOOD, chief=_ON),
    ),
    "E02": (
        Said("karaktergennemsnit", "6,8", _MATHS, done="Ja", leader=_GOOD, chief=_ON, judgement="Nået"),
        Said("matematik_gode_pct", "72", _MATHS, due=1, done="Ja", leader=_GOOD, chief=_CHIEF),
    ),
    "E03": (
        Said("trivsel_social", "0,05", _SOCIAL, "Progression", done="Delvis", leader=_PARTLY, chief=_CHIEF,
             judgement="Ikke nået"),
        Said("obs_maal_pct", "80", _GOALS, done="Delvis", leader=_PARTLY, chief=_ON, judgement="Nået",
             adjusted="75", reason="Eksempel: To nye lærere kom til i januar."),
    ),
    "E04": (
        Said("laesning_gode_pct", "80", _READING, done="Ja", leader=_GOOD, chief=_CHIEF, judgement="Nået"),
        Said("overgang_pct", "90", _ONWARD, done="Ja", leader=_GOOD, chief=_CHIEF, judgement="Nået"),
    ),
    "E05": (
        Said("fravaer_pct", "6,8", _ABSENT, done="Nej", leader=_NOT, chief=_ON, judgement="Ikke nået"),
    ),
}  # fmt: skip
_THIS_YEAR: Final[dict[str, tuple[Said, ...]]] = {
    "E01": (
        Said("matematik", "7,2", _MATHS),
        Said("fravaer_pct", "5,9", _ABSENT),
        Said(
            "obs_feedback_pct",
            "70",
            "Eksempel: Eleverne får én kommentar, de kan bruge, på hvert større arbejde.",
        ),
    ),
    "E02": (
        Said("karaktergennemsnit", "0,2", _MATHS, "Progression", due=1),
        Said("trivsel_faglig", "3,75", _GOALS),
    ),
    "E03": (
        Said("trivsel_ro", "3,8", _CALM),
        Said("elevsamtaler_pct", "92", _TALKS),
        Said("sygefravaer_personale_pct", "5", _STAFF),
    ),
    "E04": (
        Said("laesning_gode_pct", "82", _READING),
        Said("trivsel_stoette", "3,5", _GOALS, due=1),
    ),
    "E05": (
        Said("fravaer_pct", "-0,5", _ABSENT, "Progression"),
        Said("mindst02_pct", "90", _READING),
    ),
    "E06": (Said("trivsel_social", "4,1", _SOCIAL),),
    "E07": (Said("elevsamtaler_pct", "95", _TALKS),),
}
# No person has such a name.
_LEADERS: Final = {
    "E01": "Albo Eksempel-Leder", "E02": "Dodri Eksempel-Leder", "E03": "Fizo Eksempel-Leder",
    "E04": "Hymo Eksempel-Leder", "E05": "Luva Eksempel-Leder", "E06": "Merup Eksempel-Leder",
    "E07": "Tybo Eksempel-Leder",
}  # fmt: skip
_CHIEF_NAME: Final = "Nogel Eksempel-Chef"
_OWN: Final = {
    "maal": "Eksempel: Alle elever har en voksen, de taler med hver uge.",
    "tegn": "Eksempel: Eleverne kan sige, hvem deres kontaktlærer er.",
    "resultat": "Eksempel: Ni ud af ti elever svarer ja i maj.",
    "senest": school_year(THIS),
    "tiltag": "Eksempel: Kontaktlærertid på 20 minutter om ugen.",
}


def tables(dataset: Path) -> tuple[Table, Table]:
    """Give ``aftaler`` and ``aftalegrundlag`` for the schools' figures in ``dataset``: columns and rows."""
    loaded = load_dataset(dataset)
    answers = [*_year(LAST, _LAST_YEAR), *_year(THIS, _THIS_YEAR), *_surveys(loaded, dataset)]
    basis = [*_basis(loaded, LAST, _LAST_YEAR), *_basis(loaded, THIS, _THIS_YEAR)]
    return (ANSWERS, answers), (BASIS, basis)


def _surveys(loaded: Dataset, folder: Path) -> Iterator[list[str]]:
    """Count the survey every school but one held, in both years."""
    pupils = dict(zip(loaded.schools["skole_nr"], loaded.schools["elevtal"].astype(int), strict=True))
    asked = (
        survey_counts.Asked([one.number, "", school_year(year), SURVEY], one.level, pupils[one.number])
        for year in (LAST, THIS)
        for one in SCHOOLS
        if one.has_figures and one.number != _SILENT
    )
    yield from survey_counts.rows(np.random.default_rng(_SURVEY_SEED), asked, folder / "indstillinger.csv")
    for key, said in _SURVEY_WORDS.items():
        for number, why, action in said:
            head = [number, "", school_year(THIS), SURVEY, ANALYSIS, key]
            yield [*head, "analyse", why]
            yield [*head, "tiltag", action]


def _year(year: int, goals: dict[str, tuple[Said, ...]]) -> Iterator[list[str]]:
    for school, said in goals.items():
        head = [school, "", school_year(year), TEMPLATE]
        for field, value in _single(year, school):
            yield [*head, "", "", field, value]
        for goal in said:
            for table, field, value in _fields(year, goal):
                yield [*head, table, goal.key, field, _guarded(value)]


def _single(year: int, school: str) -> Iterator[tuple[str, str]]:
    yield "skoleleder", _LEADERS[school]
    yield "omraadechef", _CHIEF_NAME
    yield "aftale_dato", f"{year}-09-15"
    yield "evaluering_dato", f"{year + 1}-06-15"
    if school in ("E02", "E06") and year == THIS:
        yield from ((f"egen_1_{field}", value) for field, value in _OWN.items())


def _fields(year: int, goal: Said) -> Iterator[tuple[str, str, str]]:
    agreed = {
        "maaltype": goal.goal_type,
        "maal": goal.target,
        "senest": school_year(year + goal.due),
        "tiltag": goal.action,
    }
    evaluated = {
        "gennemfoert": goal.done,
        "justeret": goal.adjusted,
        "begrundelse": goal.reason,
        "leder": goal.leader,
        "chef": goal.chief,
        "vurdering": goal.judgement,
    }
    for table, fields in (("aftale", agreed), ("evaluering", evaluated)):
        for field, value in fields.items():
            if value:
                yield table, field, value


def _guarded(value: str) -> str:
    from xl_beregner.dataset.agreement_tables import with_guard

    # A change downwards is a number, which no spreadsheet runs.
    return value if value.lstrip("-").replace(",", "").isdigit() else with_guard(value)


def _basis(dataset: Dataset, year: int, goals: dict[str, tuple[Said, ...]]) -> Iterator[list[str]]:
    source = school_fields(dataset, year, "intern")
    for school in goals:
        rows: Any = source.fields(school)["aftale"]
        for row in rows:
            figures = [_figure(row[name]) for name in FIGURES]
            yield [school, school_year(year), TEMPLATE, row["noegle"], *figures]


def _figure(value: float | None) -> str:
    # Four decimals: the same on every machine.
    return "" if value is None else f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")
