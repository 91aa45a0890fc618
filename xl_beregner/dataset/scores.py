"""One score as its scale tells it: a number, or a word where the scale is written in words.

A cell is understood only where it can mean one thing; else the reason is given. What rows say about
each other is ``pupil_checks``'.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any, NamedTuple

from xl_beregner import cells
from xl_beregner.errors import CellError
from xl_beregner.headings import plain

# The LUS points in their order, as ``measures`` counts them (a test holds the two together).
LUS_POINTS = (*map(str, range(1, 18)), "18a", "18b", "18c", "19")
# The Danish national tests' criterion view, best first, by what people and exports write.
CRITERION = {
    "fremragende": "Fremragende",
    "rigtig_god": "Rigtig god", "rigtigt_god": "Rigtig god",
    "god": "God",
    "jaevn": "Jævn",
    "mangelfuld": "Mangelfuld",
    "ikke_tilstraekkelig": "Ikke tilstrækkelig", "ikke_tiltraekkelig": "Ikke tilstrækkelig",
    "utilstraekkelig": "Ikke tilstrækkelig",
}  # fmt: skip
NORM_STEPS = frozenset({"klart_over_middel", "over_middel", "middel", "under_middel", "klart_under_middel"})
KARAKTERER = frozenset({-3.0, 0.0, 2.0, 4.0, 7.0, 10.0, 12.0})
BETYG = frozenset("ABCDEF")
# Who was not tested has no score; said in words it is the same as a blank cell.
NOT_TAKEN = frozenset(
    {
        "fritaget", "ikke_taget", "ikke_aflagt", "ikke_gennemfoert", "ikke_deltaget", "syg",
        "fravaerende", "fravaer", "ej_deltagit", "deltog_ej", "fraanvarande", "sjuk", "inte_gjort",
        "absent", "not_taken", "exempt",
    }
)  # fmt: skip

WRITTEN = frozenset({"kriterie", "betyg", "lus"})

_OUT_OF = re.compile(r"(\d+(?:[.,]\d+)?) ?(?:/|af|ud af|av|of|out of) ?(\d+(?:[.,]\d+)?)")
_UNITS = {
    "percentil": re.compile(r"[ .]*(?:%|pct\.?|percentil(?:en|er)?|procent)"),
    "point": re.compile(r" *(?:points?|poäng|p\.?|rigtige|rätt)"),
}
_LUS = re.compile(r"(?:lus[- ]*)?(?:punkt *)?0*(\d{1,2})(?:[.,]0+)? *([abc]?)")


class Score(NamedTuple):
    """A score: its number, or its word; ``most`` where the cell tells the highest possible too."""

    number: float = math.nan
    word: str = ""
    most: float = math.nan
    fault: str = ""
    not_taken: bool = False


def read_score(cell: Any, scale: str, test: str, mark: str) -> Score:
    """Read one score; ``mark`` is the decimal mark of its column. Blank: not taken."""
    if isinstance(cell, str):
        cell = " ".join(cell.replace("\u00a0", " ").split())
    if cells.is_blank(cell):
        return Score()
    if cells.is_error(cell):
        return Score(fault="celle_fejlvaerdi")
    if isinstance(cell, (date, bool)):
        return Score(fault="score_dato" if isinstance(cell, date) else "score_ikke_tal")
    if plain(cell) in NOT_TAKEN:
        return Score(not_taken=True)
    if scale == "lus":
        return _lus(cell)
    if scale == "betyg":
        letter = str(cell).upper()
        return Score(word=letter) if letter in BETYG else Score(fault="betyg_udenfor")
    if scale == "kriterie":
        return _criterion(str(cells.parse_label(cell)), test)
    return _number(cell, scale, mark)


def lus_point(cell: Any) -> str | None:
    """Find a LUS point however it is typed: ``18A``, ``18 b``, ``15.0``, ``LUS 9``; None where it is none."""
    match = _LUS.fullmatch((cells.parse_label(cell) or "").casefold())
    point = match[1] + match[2] if match else ""
    return point if point in LUS_POINTS else None


def _lus(cell: Any) -> Score:
    point = lus_point(cell)
    if point:
        return Score(word=point)
    bare = (cells.parse_label(cell) or "").casefold().removeprefix("lus").strip()
    return Score(fault="lus_uden_bogstav" if bare in ("18", "18.0", "18,0") else "lus_udenfor")


def _criterion(word: str, test: str) -> Score:
    key = plain(word).removesuffix("_praestation")
    if key in CRITERION:
        return Score(word=CRITERION[key])
    if key in NORM_STEPS:
        return Score(fault="score_normtrin")
    # The names of other tests' levels are published nowhere; a number tells no level by itself.
    if test == "DNT" or not any(map(str.isalpha, word)):
        return Score(fault="kriterie_udenfor")
    return Score(word=word)


def _number(cell: Any, scale: str, mark: str) -> Score:
    most = math.nan
    if isinstance(cell, str):
        key = plain(cell).removesuffix("_praestation")
        if key in CRITERION:
            return Score(fault="score_kriterie")
        if key in NORM_STEPS:
            return Score(fault="score_normtrin")
        if lus_point(cell) and not cell[:1].isdigit():
            return Score(fault="score_lus")
        text = cell.casefold()
        if pair := _OUT_OF.fullmatch(text):
            if scale != "point":
                return Score(fault="score_ud_af")
            text, most = pair[1], float(pair[2].replace(",", "."))
        elif scale == "point" and (text.endswith("%") or _UNITS["percentil"].search(text)):
            return Score(fault="score_procent")
        for unit, pattern in _UNITS.items():
            if (found := re.fullmatch(rf"(.*\d){pattern.pattern}", text)) is not None:
                if unit != scale:
                    return Score(fault="score_enhed")
                text = found[1]
                break
        cell = text
    try:
        number = cells.parse_number(cell, decimal_mark=mark)
    except CellError as error:
        return Score(fault="score_ikke_tal" if error.key == "celle_ikke_tal" else error.key)
    if number is None:
        return Score(fault="score_ikke_tal")
    return _within(number, scale, most)


def _within(number: float, scale: str, most: float) -> Score:
    if scale == "percentil" and not 1 <= number <= 100:
        return Score(fault="percentil_udenfor")
    if scale == "karakter" and number not in KARAKTERER:
        return Score(fault="karakter_udenfor")
    if scale == "point" and number < 0:
        return Score(fault="point_negativ")
    if abs(number) > 1e6:
        return Score(fault="for_stort")
    return Score(number, most=most)
