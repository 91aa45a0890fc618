"""What was begun and not finished: a goal without a deadline, an evaluation without its judgement.

A blank answer is no fault by itself: most rows of an agreement stay empty. What the standard templates
need is told here by their lists; of a template of one's own every row that is begun must be whole, and
every single answer must be given.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.answer_words import answer_word
from xl_beregner.batch.collect.collected import Answer
from xl_beregner.batch.collect.sent import Sent, SentUnit
from xl_beregner.batch.collect.typed import Place
from xl_beregner.cells import parse_school_year
from xl_beregner.errors import CellError, Fault
from xl_beregner.fields.known.themes import PLACES

if TYPE_CHECKING:
    from xl_beregner.filling.returned import Returned

# Templates whose rules stand here: what they do not name may stay blank.
STANDARD = frozenset(
    {
        "resultataftale",
        "maalformulering",
        "beregneren",
        "prognose",
        "prognos",
        "lus",
        "skole_hjem",
        "kommuneoverblik",
        "malnedbrytning",
        "malnedbrytning_kommun",
        "resursfordelning",
        "ressourcefordeling",
        "laeringsinformationsark",
        "skoleudviklingssamtale",
        "smtte",
        "aarshjul",
        "arshjul",
        "datapakke",
        "skolerapport",
        "fire_spoergsmaal",
        "atagande_kvalitetsplan",
        "atagande_kvalitetsrapport",
        "bedoemmerenighed",
        "bedomaroverensstammelse",
        "brugerundersoegelse",
        "brugerundersoegelse_kommune",
        "brukarundersokning",
        "brukarundersokning_kommun",
        "selvevaluering",
        "sjalvvardering",
        "dialogstruktur",
        "lus_resultat",
        "uppfoljningsplan",
    }
)
# Goals of one's own are single answers, a group of them on each line: egen_1_maal, egen_1_senest.
_OWN_GOAL = re.compile(r"(egen_\d+|sygefravaer|oekonomi)_(\w+)")
# Other lines of a form whose cells have names of their own: fremad_skole_1_goer, fremad_skole_1_hvem.
_FORMS = {
    "fremad": re.compile(r"(fremad_\w+?_\d+)_(goer|tegn|hvem|hvornaar)"),
    "indsats": re.compile(r"(indsats_\d+)_(omraade|hvorfor|maal|goer|hvem|hvornaar|ser)"),
    "kommunens_emne": re.compile(r"(kommunens_emne_\d+)_(navn|ord|goer)"),
    "temaaftale": re.compile(
        r"((?:synlig_laering|teamsamarbejde|foraeldre)_aftale_\d+)_(hvad|tegn|hvem|hvornaar)"
    ),
    "dialogaftale": re.compile(r"((?:resultat_sep|resultat_feb|namnd)_overenskommelse_\d+)_(vad|vem|nar)"),
    "samtaleaftale": re.compile(r"(samtaleaftale_\d+)_(hvad|hvem|hvornaar|opfoelgning)"),
    "eget_trin": re.compile(r"(eget_trin_\d+)_(navn|dato|hvem|ansvarlig|udfoert|note)"),
    "eget_matetal": re.compile(r"(eget_matetal_\d+)_(vad|hur|skolform|varde_fore|varde_nu|kalla|sager)"),
    "utvecklingsomrade": re.compile(r"(utvecklingsomrade_\d+)_(vad|skolform|varfor|uppfoljning)"),
    "valgt": re.compile(r"(valgt_\d+)_(maal|indsats|tegn)"),
    "udviklingsomraade": re.compile(r"(udviklingsomraade_\d+)_(omraade|hvad|hvorfor|maal|hvem|hvornaar)"),
    "selvevaluering": re.compile(r"(selvevaluering_[a-z_]+_\d+)_(trin|bygger|antal_\d)"),
    "iagttagelse": re.compile(r"(smtte_\d+_tegn_\d+_iagttagelse_\d+)_(dato|grad|ser)"),
}
_PARTIES = ("skoleleder", "omraadechef", "aftale_dato")


@dataclass(frozen=True, slots=True)
class _Need:
    begun_by: frozenset[str]
    needs: tuple[str, ...]
    of_keys: str = ""  # only rows whose key begins so


def _need(begun_by: str, needs: str, of_keys: str = "") -> _Need:
    return _Need(frozenset(begun_by.split()), tuple(needs.split()), of_keys)


_NEEDS: Mapping[str, Sequence[_Need]] = {
    "eget_trin": (_need("navn dato hvem ansvarlig udfoert note", "navn dato"),),
    "aftale": (_need("maaltype maal senest tiltag", "maal senest tiltag"),),
    "evaluering": (
        _need("gennemfoert leder chef vurdering", "gennemfoert vurdering"),
        _need("justeret begrundelse", "justeret begrundelse"),
    ),
    "eget_maal": (
        _need("maal tegn resultat senest tiltag", "maal senest tiltag"),
        _need("gennemfoert vurdering", "gennemfoert vurdering"),
    ),
    "kvalificering": (_need("konsulent dato skaerpes kvalificeret", "konsulent kvalificeret"),),
    "indsatsplan": (_need("indsats ansvarlig start slut ressourcer tegn status", "indsats ansvarlig slut"),),
    # A goal nobody has the duty for is a wish.
    **dict.fromkeys(("maalkaede_skole", "maalkaede_grupper"), (_need("eget_mal insats", "eget_mal ansvar"),)),
    "fremad": (_need("goer tegn hvem hvornaar", "goer hvem hvornaar"),),
    "indsats": (_need("omraade hvorfor maal goer hvem hvornaar ser", "omraade maal goer hvem hvornaar"),),
    "kommunens_emne": (_need("navn ord goer", "ord"),),
    "temaaftale": (_need("hvad tegn hvem hvornaar", "hvad hvem hvornaar"),),
    # What is done about a pupil is followed up by somebody, on a day.
    "lus_elever": (_need("beslut atgard ansvarig uppfoljning utfall", "beslut ansvarig uppfoljning"),),
    "samtaleaftale": (_need("hvad hvem hvornaar opfoelgning", "hvad hvem hvornaar"),),
    "dialogaftale": (_need("vad vem nar", "vad vem nar"),),
    "iagttagelse": (_need("dato grad ser", "dato grad"),),
    "udviklingsomraade": (
        _need("omraade hvad hvorfor maal hvem hvornaar", "hvad hvorfor maal hvem hvornaar"),
    ),
    "selvevaluering": (_need("trin bygger antal_1 antal_2 antal_3 antal_4", "trin bygger"),),
    # A blank count is not none: without all four a question is not counted.
    "enkaet": (
        _need("antal_1 antal_2 antal_3 antal_4 antal_ved_ikke", "antal_1 antal_2 antal_3 antal_4"),
        _need("spoergsmaal", "antal_1 antal_2 antal_3 antal_4"),
    ),
    "eget_matetal": (_need("vad hur skolform varde_fore varde_nu kalla sager", "vad hur varde_nu"),),
    "utvecklingsomrade": (_need("vad skolform varfor uppfoljning", "vad varfor uppfoljning"),),
    "valgt": (_need("maal indsats tegn", "maal indsats tegn"),),
    "forpligtelser": (
        _need("vad varfor hur nar vem uppfoljning matetal", "vad hur nar vem uppfoljning"),
        # Why there is a common one, is the municipality's to say.
        _need("vad hur nar vem uppfoljning matetal", "varfor", "egen_"),
        _need("avstamning_lage avstamning", "avstamning_lage"),
    ),
    "sidste_forpligtelser": (_need("gjort utfall nadd analys vidare", "gjort nadd analys"),),
    # What the figures mean at the school, and what it does about it, belong together.
    **{f"pejlemaerke_{place}": (_need("vurdering indsatser", "vurdering indsatser"),) for place in PLACES},
}

_NAMES_TOLD = 6

Line = tuple[str, str, str]  # whose sheet, which list or group of answers, which row


def find_missing(
    answers: Sequence[Answer], blank: Sequence[Place], template: str, school_year_begins: int
) -> tuple[Fault, ...]:
    """Tell of every answer that is missing beside one that was given, with its sheet and cell."""
    if not answers:
        return ()  # not filled in at all is told as just that
    lines = _Lines(answers, blank)
    found = [*_unfinished(lines), *_not_agreed(lines, answers), *_not_evaluated(lines, school_year_begins)]
    if template not in STANDARD:
        found += _every_blank(lines)
    whole = {(fault.facts["ark"], fault.facts["celle"]): fault for fault in reversed(found)}
    order = {(place.sheet, place.cell): number for number, place in enumerate(blank)}
    return tuple(whole[at] for at in sorted(whole, key=lambda at: order.get(at, -1)))


class _Lines:
    """Answers and blanks that belong together, line by line."""

    def __init__(self, answers: Sequence[Answer], blank: Sequence[Place]) -> None:
        self.given: dict[Line, dict[str, Answer]] = {}
        self.blank: dict[Line, dict[str, Place]] = {}
        for answer in answers:
            line, part = _line(answer.table, answer.key, answer.field)
            self.given.setdefault(line, {})[part] = answer
        for place in blank:
            line, part = _line(place.table, place.key, place.field)
            self.blank.setdefault(line, {})[part] = place

    def lacking(self, line: Line, parts: Sequence[str]) -> Iterator[Fault]:
        """Tell which of these are blank; one the workbook does not ask for is not missed."""
        for part in parts:
            place = self.blank.get(line, {}).get(part)
            if place is not None:
                yield _fault(place)


def _line(table: str, key: str, field: str) -> tuple[Line, str]:
    for group, named in {"eget_maal": _OWN_GOAL, **_FORMS}.items() if not table else ():
        if found := named.fullmatch(field):
            return (group, found[1], key), found[2]
    return (table, "", key), field


@dataclass(frozen=True, slots=True)
class FieldWord:
    """An answer as people call it; put into words where it is read, not in a worker."""

    name: str

    def __str__(self) -> str:
        table, parted, field = self.name.partition("__")
        if parted:
            return f"{_word(field)} ({table})"
        own = _OWN_GOAL.fullmatch(self.name)
        return ": ".join(_word(part) for part in (own.groups() if own else (self.name,)))


def _word(name: str) -> str:
    return answer_word(name) or name


def _fault(place: Place) -> Fault:
    about = place.label or place.key
    felt = FieldWord(place.field)
    facts: dict[str, Any] = {"ark": place.sheet, "celle": place.cell, "felt": felt, "navn": about}
    return Fault("collect_mangler_i_raekke" if about and place.table else "collect_mangler", facts, "warning")


def _unfinished(lines: _Lines) -> Iterator[Fault]:
    for line, given in lines.given.items():
        for need in _NEEDS.get(line[0], ()):
            if need.begun_by & given.keys() and line[2].startswith(need.of_keys):
                yield from lines.lacking(line, need.needs)


def _not_agreed(lines: _Lines, answers: Sequence[Answer]) -> Iterator[Fault]:
    """Tell of an agreement without parties or date; one without any goal is none at all."""
    asked = [line for line in (*lines.given, *lines.blank) if line[0] == "aftale"]
    if not asked:
        return
    own = any(
        part == "maal" and line[0] == "eget_maal" for line, given in lines.given.items() for part in given
    )
    goals = [answer for answer in answers if answer.table == "aftale" and answer.field == "maal"]
    if goals or own:
        yield from lines.lacking(("", "", ""), _PARTIES)
        return
    first = next((places["maal"] for line in asked if "maal" in (places := lines.blank.get(line, {}))), None)
    if first is not None:
        yield Fault("collect_intet_maal", {"ark": first.sheet, "celle": first.cell}, "warning")


def _not_evaluated(lines: _Lines, year: int) -> Iterator[Fault]:
    """Once one goal is judged, so must every other be that is due."""
    if not any(line[0] == "evaluering" for line in lines.given):
        return
    for (table, _, key), given in lines.given.items():
        if table == "aftale" and "maal" in given and not _is_later(given.get("senest"), year):
            yield from lines.lacking(("evaluering", "", key), ("gennemfoert", "vurdering"))


def _is_later(deadline: Answer | None, year: int) -> bool:
    try:
        due = parse_school_year(deadline.value) if deadline else None
    except CellError:
        return False
    return due is not None and due > year


def _every_blank(lines: _Lines) -> Iterator[Fault]:
    for line, places in lines.blank.items():
        if line[0] not in _NEEDS and (line in lines.given or not line[0]):
            yield from (_fault(place) for place in places.values())


# --- Answers that can no longer be given -----------------------------------------------------
def answers_not_asked(returned: Returned, unit: SentUnit, sent: Sent) -> list[Fault]:
    """Tell which answers the workbook no longer asks for, though it did when it was sent."""
    there = {held.name for held in returned.asked}
    keyed = {held.table for held in returned.figures if held.field == "noegle" and held.key}
    gone = [_plain(name) for name in sent.asked - there if _is_expected(name, keyed)]
    if not gone:
        return []
    names = [FieldWord(name) for name in sorted(gone)]
    told = [*names[:_NAMES_TOLD], *["…"] * (len(names) > _NAMES_TOLD)]
    return [
        Fault(
            "collect_svar_mistet", {"antal": len(gone), "navne": told, "sendt": unit.record.file}, "warning"
        )
    ]


def _plain(name: str) -> str:
    return name.removeprefix("svar_")


def _is_expected(name: str, keyed: Collection[str]) -> bool:
    """Tell whether a name must be met: a list without rows asks for nothing."""
    table, parted, _ = _plain(name).partition("__")
    return not parted or table in keyed
