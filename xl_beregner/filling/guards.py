"""Values on which engines agree: what a guard looks at once the values are there.

Where in a formula a guard is needed is found in `translate`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from xl_beregner.ooxml.values import ErrorText

RISING, FALLING = "o", "O"
COMPARISONS = frozenset({"=", "<>", "<", ">", "<=", ">="})
# Letters with accents and signs are put in another order by each engine and language.
_SORTED_ALIKE = re.compile(r"[A-Za-z0-9]*")
# The least number: Excel's calendar holds a 29 February 1900 (day 60) that never was.
_FROM = {"d": 61, "y": 1901}


@dataclass(frozen=True, slots=True)
class Guard:
    """Something that holds only for some values: looked at once they are there.

    ``kind`` is ``t``, ``c``, ``i``, ``p``, ``d``, ``y`` or ``n`` of `functions_known`, ``<`` for two
    things that are put in order, `RISING` or `FALLING` for cells that a value is looked up in, ``v``
    for a number where a text or truth would not count, or ``m`` for a count that must not be one;
    ``parts`` are the formulas of what is to be looked at.
    """

    kind: str
    parts: tuple[str, ...]


def holds(kind: str, values: Sequence[object]) -> bool:
    """Tell whether values are such that engines agree; ``None`` is a blank cell.

    An error is no matter of ours where it goes through: wherever it stands but in a search.
    """
    if kind in (RISING, FALLING):
        return _is_sorted(values if kind == RISING else values[::-1])
    if any(isinstance(one, ErrorText) for one in values):
        return True
    value = values[0]
    if kind == "<":
        return not all(isinstance(one, str) for one in values) or all(
            _SORTED_ALIKE.fullmatch(str(one)) for one in values
        )
    if kind == "c":
        return _is_plain_criterion(value)
    if kind in "nv":
        return not isinstance(value, str if kind == "n" else (str, bool))
    if kind == "m":
        return value != 1
    if isinstance(value, bool):
        return False
    if isinstance(value, (int, float)):
        # Place 0 is a whole row or column; a negative one is an error for all.
        return value >= _FROM[kind] if kind in _FROM else _is_whole(value) and (kind != "p" or value != 0)
    return isinstance(value, str) or (value is None and kind not in "dpy")


def _is_sorted(values: Sequence[object]) -> bool:
    """Tell whether all are numbers, each above the one before: among others, engines find others."""
    numbers = [one for one in values if isinstance(one, (int, float)) and not isinstance(one, bool)]
    return len(numbers) == len(values) and all(one < other for one, other in pairwise(numbers))


def _is_whole(value: float) -> bool:
    return float(value).is_integer() and abs(value) < 1e15


def _is_plain_criterion(value: object) -> bool:
    if value is None or isinstance(value, bool):
        return True
    if not isinstance(value, str):
        return isinstance(value, (int, float)) and _has_15_digits(value)
    operator = value[: len(value) - len(value.lstrip("<>="))]
    rest = value[len(operator) :]
    if not operator or (operator == "<>" and not rest):
        return True
    return operator in COMPARISONS and _is_plain_number(rest)


def _has_15_digits(number: float) -> bool:
    """Tell whether a number is the same after it has been text, which in Excel has 15 digits."""
    return float(f"{number:.15g}") == number


def _is_plain_number(text: str) -> bool:
    try:
        number = float(text)
    except ValueError:
        return False
    return _has_15_digits(number) and text.strip("-0123456789.") == ""
