"""How the value of a setting is read: each reader gives the value, or None for one that will not do.

Which setting is read by which stands in ``settings``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from xl_beregner import cells
from xl_beregner.errors import CellError
from xl_beregner.headings import plain


def text(cell: Any) -> str | None:
    """Read words as they stand."""
    return cells.parse_label(cell) or ""


def date(cell: Any) -> str | None:
    """Read a day, as ISO writes it."""
    found = cells.parse_date(cell)
    return found.isoformat() if found else ""


def share(cell: Any) -> float | None:
    """Read a share; ``35 %`` and 35 are 0.35."""
    found = cells.parse_number(cell)
    if found is not None and found >= 1:
        found /= 100
    return found if found is not None and 0 < found < 1 else None


def part(cell: Any) -> float | None:
    """Read a part of the whole, both ends with it; ``100 %``, 100 and 1 are all of it."""
    found = cells.parse_number(cell)
    if found is not None and found > 1:
        found /= 100
    return found if found is not None and 0 <= found <= 1 else None


def chance(cell: Any) -> float | None:
    """Read a chance a target may be proposed at: rarer is beyond what is plausible, likelier no goal."""
    found = share(cell)
    return found if found is not None and 0.05 <= found <= 0.5 else None


def whole(smallest: int, largest: int) -> Callable[[Any], int | None]:
    """Read a whole number between two."""

    def read(cell: Any) -> int | None:
        found = cells.parse_number(cell)
        if found is None or not found.is_integer() or not smallest <= found <= largest:
            return None
        return int(found)

    return read


def deviations(cell: Any) -> float | None:
    """Read an error of measurement in standard deviations of the norm: above one nothing is measured."""
    found = cells.parse_number(cell)
    return found if found is not None and 0 < found <= 1 else None


def caliper(cell: Any) -> float | None:
    """Read how far apart similar schools may lie, in standard deviations between schools."""
    found = cells.parse_number(cell)
    return found if found is not None and 0.1 <= found <= 3 else None


PAYOUT_EXAMPLE, PAYOUT_MEAN = "eksempel", "gennemsnit"


def payout_rule(cell: Any) -> str | None:
    """Read how payouts are worked out: not at all, as the example or by a mean."""
    said = (cells.parse_label(cell) or "").casefold()
    return said if said in ("", PAYOUT_EXAMPLE, PAYOUT_MEAN) else None


def parted(value: object) -> list[str]:
    """Part a setting that names several: ``fravaer; trivsel``."""
    names = (cells.parse_label(part) or "" for part in str(value).split(";"))
    return [name for name in dict.fromkeys(names) if name]


def several(cell: Any) -> str | None:
    """Read several names, each once."""
    return "; ".join(parted(cells.parse_label(cell) or ""))


_MONTHS = (8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7)  # of a school year


def four_days(cell: Any) -> str | None:
    """Read four days of a school year in their order: ``15/9; 5/12; 15/2; 25/5``."""
    days = re.findall(r"(\d{1,2})\s*/\s*(\d{1,2})", cells.parse_label(cell) or "")
    found = [(int(day), int(month)) for day, month in days]
    if len(found) != 4 or not all(
        1 <= month <= 12 and 1 <= day <= 28 + 3 * (month != 2) for day, month in found
    ):
        return None
    places = [(_MONTHS.index(month), day) for day, month in found]
    return "; ".join(f"{day}/{month}" for day, month in found) if sorted(set(places)) == places else None


def amount(cell: Any) -> float | None:
    """Read an amount of money: none is negative."""
    found = cells.parse_number(cell)
    return found if found is not None and found >= 0 else None


def duty(cell: Any) -> float | None:
    """Read the part of the pupils who are to get somewhere; nobody is no duty."""
    return part(cell) or None


_WEIGHED = re.compile(r"(\S+)\s+(\S+)")


def weights(value: object) -> dict[str, float]:
    """Part a setting that weighs columns: ``soc_a 0,3; soc_b -0,7``.

    Raises
    ------
    CellError
        A part has no name or no number, or a name stands twice.
    """
    found: dict[str, float] = {}
    for one in parted(value):
        named = _WEIGHED.fullmatch(one)
        number = cells.parse_number(named[2]) if named else None
        if named is None or number is None or plain(named[1]) in found:
            raise CellError("celle_ikke_tal", fundet=one)
        found[plain(named[1])] = number
    return found


def weighed(cell: Any) -> str | None:
    """Read a setting that weighs columns, in one writing."""
    found = weights(cells.parse_label(cell) or "")
    return "; ".join(f"{name} {number:g}".replace(".", ",") for name, number in found.items())
