"""The fields of a municipality that hold what its schools answered: named after the answers themselves.

``svar_plan__tiltag`` of a school's template is a column of the municipality's list
``felt_skolernes_plan__tiltag``, ``svar_ord`` one of ``felt_skolernes_svar__ord``. So which there are is
the templates' matter, and no list of them stands here. What fills them is
``municipality.schools_answers``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

PREFIX: Final = "skolernes_"
# Stands among the known fields for all that begin so; ``check`` looks their answers up on the shelf.
PATTERN: Final = f"{PREFIX}*"

LINE: Final = f"{PREFIX}linje"
SCALARS: Final = (LINE,)

# One row a template the answers asked for come from: how many schools have sent it, and which not.
REPORTED: Final = "indsendt"
LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {REPORTED: ("noegle", "navn", "svaret", "af", "tekst", "mangler")}
)

# The list of single answers; between a list's name and the key whose rows are wanted, or the beginning of the
# single answers' names: so a template may have several lists of the same answers.
SINGLE: Final = "svar"
AT_KEY: Final = "_ved_"

# Columns any such list has besides its answers.
KEY, SCHOOL, SHOWN, NAME = "noegle", "skole", "skole_vist", "navn"
OF_EVERY_ROW: Final = (KEY, SCHOOL, SHOWN, NAME)


@dataclass(frozen=True, slots=True)
class AskedOfSchools:
    """A list of the municipality: which list of the schools' it gathers, at which key, which answers."""

    name: str  # as after ``felt_``: skolernes_plan, skolernes_plan_ved_laesning
    table: str  # the schools' list; blank for single answers
    key: str  # rows with this key alone, or one that begins so; of single answers how their names begin
    answers: tuple[str, ...]  # named as after ``svar_plan__``, without the columns of every row


def asked_of_schools(wanted: Collection[str]) -> tuple[AskedOfSchools, ...]:
    """Find the lists of schools' answers among the fields a template asks for, named as after ``felt_``."""
    found: dict[str, list[str]] = {}
    for name in sorted(each.casefold() for each in wanted):
        table, parted, column = name.partition("__")
        if parted and table.startswith(PREFIX):
            found.setdefault(table, []).extend([column] if column not in OF_EVERY_ROW else ())
    return tuple(_asked(name, tuple(columns)) for name, columns in found.items())


def _asked(name: str, answers: tuple[str, ...]) -> AskedOfSchools:
    table, key = gathered(name)
    return AskedOfSchools(name, "" if table == SINGLE else table, key, answers)


def gathered(name: str) -> tuple[str, str]:
    """Name the schools' list that a list of the municipality gathers, and the key it is gathered at."""
    plain = name.casefold().removeprefix(PREFIX)
    table, _, key = plain.rpartition(AT_KEY)
    return (table, key) if table and key else (plain, "")


def single_named(key: str, name: str) -> str:
    """Name a single answer as after ``svar_``: ``slutsats`` at ``rapport`` is ``rapport_slutsats``."""
    return f"{key}_{name}" if key else name


def answer_of(listed: str, column: str) -> str:
    """Name the answer a list's column gathers, as after ``svar_``."""
    table, key = gathered(listed)
    return single_named(key, column) if table == SINGLE else f"{table}__{column}"


def is_at(key: str, wanted: str) -> bool:
    """Tell whether a row's key is the one wanted, or begins with it: ``egen_1`` at ``egen``."""
    plain = key.casefold()
    return plain.startswith(wanted) and not plain[len(wanted) : len(wanted) + 1].isalnum()
