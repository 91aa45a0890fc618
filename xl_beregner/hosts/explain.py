"""``FORKLAR``: what a row of an answer means, in one sentence for the one who reads it.

The sentences stand in ``texts`` under ``forklar``, by function, verdict and reader; which one fits is
found here, from the row alone. The verdicts' own short words are said by ``adapter``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Annotated, Any, NamedTuple

from xl_beregner import cells, texts
from xl_beregner.catalog import PREFIX, Cells, Choice, Each, Kind, Label, Labels, OneOf, UdfSpec, udf
from xl_beregner.errors import CellError, ShapeError
from xl_beregner.hosts.adapter import find
from xl_beregner.measures.tools.disclosure import LEAST_PUPILS

# Each reader, and whose sentences will do where there is none for this reader alone.
READERS: Mapping[str, tuple[str, ...]] = {
    "teacher": ("teacher", "staff", "all"),
    "leader": ("leader", "staff", "all"),
    "parent": ("parent", "home", "all"),
    "pupil": ("pupil", "home", "all"),
    "politician": ("politician", "all"),
}
Role = Annotated[Choice, OneOf(("teacher", "leader", "parent", "pupil", "politician"))]

# What a politician may have explained: figures of schools and groups. Whatever is not named here may
# be one pupil's, and one pupil's result is not a politician's business.
FOR_POLITICIANS = frozenset(
    {
        "STATUS", "SKJUL", "BASELINE", "MAAL", "MAALEKSPERT", "MAALCHANCE", "SKOLEPROGRESSION", "UDJAEVN",
        "VARIANSDELE", "EGENREFERENCE", "LIGNENDESKOLER", "ANDELCHANCE", "LUSFORDELING", "ENIGHED",
        "KALIBRERING", "RESSOURCER", "REGRESSIONMODMIDDEL", "MODEL", "KOBLING",
    }
)  # fmt: skip

# The verdicts that are explained, the first that is not blank; elsewhere the row's last one.
_VERDICTS = {"STATUS": ("certainty",), "LUSFORDELING": ("text", "figure")}

# A forecast is never told as certain: no chance of 0 or 100 %.
_LEAST_CHANCE, _MOST_CHANCE = 0.01, 0.99

# Their first row speaks for the whole answer; below it the verdict's cell is blank.
_FIRST_ROW_SPEAKS = frozenset({"KOBLING"})

# What figures can be, whatever the function: a row outside this is no row of an answer.
_POSSIBLE = {
    "chance": (0, 1), "share": (0, 1), "proportion": (0, 1), "percentile": (0, 100),
    "exact_percent": (0, 100), "within_one_percent": (0, 100), "standard_error": (0, math.inf),
    "sd": (0, math.inf), "link_error": (0, math.inf), "measurement_error": (0, math.inf),
    "pupils": (0, math.inf), "n": (0, math.inf),
}  # fmt: skip
_BOUNDS = (("lower", "upper"), ("slope_lower", "slope_upper"))
_ROUNDING = 1e-9

# What tells how many digits of a figure mean something, first found.
_SPREADS = ("standard_error", "smallest_visible_change", "sd")


class Explained(NamedTuple):
    """What ``FORKLAR`` spills: one sentence a row of the answer."""

    text: Labels


@udf("FORKLAR", each=Each.ANSWER)
def explained_rows(function: Label, result: Cells, role: Role = "teacher") -> Explained:
    """Explain each row of a function's answer in one plain sentence for its reader.

    Parameters
    ----------
    function : str
        The function that gave the answer, by its Excel name, with or without ``BEREGNER_``.
    result : rows of cells
        The rows it spilled, all columns. A blank row gives a blank row.
    role : {"teacher", "leader", "parent", "pupil", "politician"}
        Who reads the sentence. A politician gets no sentence about one pupil.

    Returns
    -------
    Explained
        Per row: the sentence. A norm model is one answer and gives one sentence.

    Raises
    ------
    MissingValueError
        ``#N/A``. The function or the answer is blank.
    ShapeError
        ``#VALUE!``. The answer has more columns than the function gives.
    UnknownFunctionError
        ``#NAME?``. No function has that name.

    Notes
    -----
    A row's verdict is recognised by its words, in any of our languages; its figures are said with as
    many digits as their uncertainty allows (two digits of it).

    References
    ----------
    The sentences themselves: ``texts``, ``forklar``.

    Examples
    --------
    >>> explained_rows("SKJUL", [["færre end 5 elever"]]).text
    ['Tallet vises ikke: Der er så få elever bag det, at de kunne genkendes.']
    """
    plain = function.strip().upper()
    spec = find(plain if plain.startswith(PREFIX) else PREFIX + plain)
    if spec.returns[0][1] is Kind.MODEL:
        result = result[:1]
    if spec.name in _FIRST_ROW_SPEAKS:
        result = _spoken_for(spec, result)
    return Explained([_sentence(spec, row, role) for row in result])


def _spoken_for(spec: UdfSpec, result: Cells) -> Cells:
    """Give the rows below the first its verdict, where they are rows of its answer."""
    first, *below = result
    spoken = (
        [_with_verdict(spec, row, first[-1]) for row in below] if len(first) == len(spec.returns) else below
    )
    return [first, *spoken]


def _with_verdict(spec: UdfSpec, row: Sequence[Any], verdict: Any) -> Sequence[Any]:
    blank = all(map(cells.is_blank, row)) or not all(map(cells.is_blank, row[len(spec.returns) - 1 :]))
    return row if blank else [*row[:-1], verdict]


def _sentence(spec: UdfSpec, row: Sequence[Any], role: str) -> str | None:
    if all(map(cells.is_blank, row)):
        return None
    named = _by_column(spec, row)
    verdict, told = _verdict(spec, named)
    values, written = _values(spec, named)
    if not _is_possible(spec, verdict, named):
        verdict, told = "unrecognised", ""
    if role == "politician" and (withheld := _withheld(spec, values)):
        return texts.say(withheld)
    for facts in (values, written):
        facts |= {"function": spec.excel_name} | ({"told": told} if told else {})
    key = next(key for key in candidates(spec.name, verdict, role) if _can_be_said(key, values))
    filled = {name: (values if form else written)[name] for name, form in texts.blanks(key)}
    return texts.say(key, **filled)


def _withheld(spec: UdfSpec, values: Mapping[str, Any]) -> str | None:
    """Tell what a politician gets in place of one pupil's result, or of one on few pupils."""
    if spec.name not in FOR_POLITICIANS:
        return "forklar.any.one_pupil.politician"
    return "forklar.any.too_few.all" if values.get("pupils", LEAST_PUPILS) < LEAST_PUPILS else None


def _can_be_said(key: str, values: Mapping[str, Any]) -> bool:
    """Tell whether there is such a sentence and all its figures are there."""
    return texts.knows(key) and all(name in values for name, _ in texts.blanks(key))


def candidates(name: str, verdict: str, role: str) -> Iterator[str]:
    """Name the sentences that would do, best first: the verdict's own, its family's, anybody's."""
    family = [verdict]
    while "_" in family[-1]:
        family.append(family[-1].rpartition("_")[0])
    for owner, verdicts in ((name, family), ("any", family), (name, ["any"]), ("any", ["any"])):
        for found in verdicts:
            for reader in READERS[role]:
                yield f"forklar.{owner}.{found}.{reader}"


# --- What a row holds --------------------------------------------------------------------------
def _by_column(spec: UdfSpec, row: Sequence[Any]) -> dict[str, Any]:
    """Give each returned column its cell; of a column that is several cells wide, none."""
    names = [name for name, kind in spec.returns]
    wide = [place for place, (_, kind) in enumerate(spec.returns) if kind in (Kind.COLUMNS, Kind.MODEL)]
    if wide:
        after = len(names) - wide[0] - 1
        tail = dict(zip(names[wide[0] + 1 :], row[len(row) - after :], strict=False))
        return dict(zip(names[: wide[0]], row, strict=False)) | tail
    width = 1 if spec.value_or_words else len(names)
    if len(row) > width:
        raise ShapeError("hosts_for_bredt_resultat", funktion=spec.excel_name, antal=width, fundet=len(row))
    if spec.value_or_words:
        return {names[-1] if isinstance(row[0], str) else names[0]: row[0]}
    return dict(zip(names, row, strict=False))


def _verdict(spec: UdfSpec, named: Mapping[str, Any]) -> tuple[str, str]:
    """Find the row's verdict and its words; ``ok`` where a function gives none, only figures."""
    columns = verdict_columns(spec)
    for column in columns:
        words = cells.parse_label(named.get(column))
        if words is not None:
            return _recognised(spec.name, column, words) or "unrecognised", words
    return ("unrecognised" if columns and not spec.value_or_words else "ok"), ""


def verdict_columns(spec: UdfSpec) -> tuple[str, ...]:
    """Name the columns whose words say what a row means."""
    spoken = [name for name, kind in spec.returns if kind is Kind.KEYS]
    return _VERDICTS.get(spec.name, tuple(spoken[-1:]))


def _is_possible(spec: UdfSpec, verdict: str, named: Mapping[str, Any]) -> bool:
    """Tell whether a row's figures could be a function's: no chance of 5, no bounds the wrong way round."""
    figures = {
        name: found
        for name, kind in spec.returns
        if isinstance(found := _value(spec, name, kind, named.get(name)), float)
    }
    for name, (least, most) in _POSSIBLE.items():
        if not least - _ROUNDING <= figures.get(name, least) <= most + _ROUNDING:
            return False
    for low, high in _BOUNDS:
        if figures.get(low, -math.inf) > figures.get(high, math.inf):
            return False
    return spec.name != "FREMGANG" or _moves_as_told(verdict, figures)


def _moves_as_told(verdict: str, figures: Mapping[str, float]) -> bool:
    """Tell whether a gain goes the way its verdict says: beyond the expected one if there is any."""
    way = {"forward": 1, "back": -1}.get(verdict.removesuffix("_expected"), 0)
    told = ["reliable_change_index"] if verdict.endswith("_expected") else ["gain", "reliable_change_index"]
    return all(way * figures.get(name, 0.0) >= 0 for name in told)


def _values(spec: UdfSpec, named: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give what a sentence's blanks may hold: as it is, and as it is written."""
    values: dict[str, Any] = {}
    for name, kind in spec.returns:
        found = _value(spec, name, kind, named.get(name))
        if found is not None:
            values[name] = found
    if "chance" in values:
        values["chance"] = min(max(values["chance"], _LEAST_CHANCE), _MOST_CHANCE)
    decimals = _decimals(values)
    written = {
        name: texts.number(value, decimals) if isinstance(value, float) else value
        for name, value in values.items()
    }
    return values, written


def _value(spec: UdfSpec, name: str, kind: Kind, cell: Any) -> float | str | None:
    if kind is Kind.KEYS:
        words = cells.parse_label(cell)
        key = _recognised(spec.name, name, words) if words else None
        full = f"funktion.{spec.name}.{name}.{key}"
        # In the language spoken now, which need not be that of the answer.
        return texts.say(full) if key and not texts.blanks(full) else words
    try:
        return cells.parse_label(cell) if kind is Kind.LABELS else cells.parse_number(cell)
    except CellError:
        return None


def _decimals(values: Mapping[str, Any]) -> int:
    """Two digits of the uncertainty, and no more decimals than four."""
    spreads = [values[name] for name in _SPREADS if name in values]
    if "lower" in values and "upper" in values:
        spreads.insert(0, (values["upper"] - values["lower"]) / 2)
    spread = next((abs(found) for found in spreads if found), 0.0)
    return min(max(1 - math.floor(math.log10(spread)), 0), 4) if spread else 1


@lru_cache(maxsize=4096)
def _recognised(name: str, column: str, words: str) -> str | None:
    """Find which of a function's verdicts these words say, in any of our languages."""
    found = (key for pattern, key in _patterns(name, column) if pattern.fullmatch(words))
    return next(found, None)


@cache
def _patterns(name: str, column: str) -> Sequence[tuple[re.Pattern[str], str]]:
    """Every sentence of a column as a pattern, those with most words of their own first."""
    start = f"funktion.{name}.{column}."
    found: dict[str, str] = {}
    for language in texts.LANGUAGES:
        for key, sentence in texts.words(language).items():
            if key.startswith(start):
                found.setdefault(sentence, key.removeprefix(start))
    cut = [(re.split(r"\{[^{}]*\}", sentence), key) for sentence, key in found.items()]
    cut.sort(key=lambda parts: -len("".join(parts[0])))
    return [(re.compile(".+?".join(map(re.escape, parts))), key) for parts, key in cut]
