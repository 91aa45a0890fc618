"""One school's figures parted by what the catalogue says of them, each part with what its figures show.

The rows are those of the list ``tal``, the sentences its ``viser_tallet``: here they are only put together.
What they are parted by is ``themes_of_school``'s and ``forms_of_school``'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from xl_beregner import texts
from xl_beregner.errors import Fault

Row = Mapping[str, Any]

# The key of what stands together on the last sheet: as lasting as a part's own name.
REST: Final = "oevrige"


class Together(NamedTuple):
    """Figures that stand together: by which key answers find them, their heading, their rows."""

    key: str
    name: str
    rows: list[Row]


def parted(figures: Sequence[Row], by: str, without: str, most: int) -> list[Together]:
    """Part rows by a column, in the order its words first appear; ``without``: the name of those blank.

    What there is more of than ``most`` lies together on the last, headed with all their names.
    """
    found: dict[str, list[Row]] = {}
    for row in figures:
        found.setdefault(row[by] or without, []).append(row)
    parts = [Together(name, name, rows) for name, rows in found.items()]
    if len(parts) <= most:
        return parts
    rest = parts[most - 1 :]
    title = texts.say("themes.oevrige", navne=[one.name for one in rest])
    return [*parts[: most - 1], Together(REST, title, [row for one in rest for row in one.rows])]


def too_many(names: Sequence[str], without: str, most: int, fault: str) -> Fault | None:
    """Tell that more parts than sheets stand together on the last; ``names``: of every figure shown."""
    found = list(dict.fromkeys(name or without for name in names))
    if len(found) <= most:
        return None
    return Fault(
        fault, {"antal": len(found), "plads": most, "navne": "; ".join(found[most - 1 :])}, "warning"
    )


def paragraph(rows: Sequence[Row]) -> str | None:
    """Write what the figures show, a line each, and of those that are not shown why."""
    return "\n".join(_line(row) for row in rows) or None


def _line(row: Row) -> str:
    said = row["viser_tallet"] or row["bemaerkning"] or texts.say("themes.intet_tal")
    return texts.say("themes.om", navn=row["navn"], hvad=said)
