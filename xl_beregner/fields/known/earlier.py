"""The fields of a school that show what it answered in an earlier year: named after the answers themselves.

``svar_indsats`` is shown next year by ``felt_forrige_indsats``, ``svar_aftale__tiltag`` by
``felt_forrige_aftale__tiltag``; the years before that by ``forrige2_`` and ``forrige3_``. So which there are
is the template's matter, and no list of them stands here. What fills them is ``goals.earlier_answers``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

# The latest earlier school year with answers, the next before it that has some, and the next.
PREFIXES: Final = ("forrige_", "forrige2_", "forrige3_")
PREFIX: Final = PREFIXES[0]
# Stand among the known fields for all that begin so; ``check`` looks their answers up in the template.
PATTERNS: Final = tuple(f"{prefix}*" for prefix in PREFIXES)

YEARS: Final = tuple(f"{prefix}skoleaar" for prefix in PREFIXES)
LINE: Final = f"{PREFIX}linje"
SCALARS: Final = (YEARS[0], LINE, *YEARS[1:])

# Lists whose rows may have been typed in any of a school's templates.
_OF_ANY_TEMPLATE = frozenset(("gaeldende_maal",))

# Columns any such list has besides its answers.
KEY, NAME = "noegle", "navn"


@dataclass(frozen=True, slots=True)
class AskedEarlier:
    """The earlier answers a template asks for, named as after ``svar_``."""

    single: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by list, without key and name

    @property
    def lists(self) -> tuple[str, ...]:
        """Name the lists."""
        return tuple(self.columns)

    def __bool__(self) -> bool:
        return bool(self.single or self.columns)


def asked_earlier(wanted: Collection[str], prefix: str = PREFIX) -> AskedEarlier:
    """Find the earlier answers among the fields a template asks for.

    ``wanted`` are named as after ``felt_``: lists, columns of lists, single fields; ``prefix`` tells of
    which year.
    """
    names = sorted(answer_of(name) for name in wanted if is_earlier(name) and is_of(name, prefix))
    columns: dict[str, list[str]] = {}
    for table, parted, name in (each.partition("__") for each in names):
        if parted:
            columns.setdefault(table, [])
            columns[table] += [name] if name not in (KEY, NAME) else []
    single = tuple(name for name in names if "__" not in name and name not in columns)
    return AskedEarlier(single, {table: tuple(found) for table, found in columns.items()})


def is_earlier(name: str) -> bool:
    """Tell whether a field, named as after ``felt_``, shows an answer of an earlier year."""
    plain = name.casefold()
    return plain.startswith(PREFIXES) and plain not in SCALARS


def is_of(name: str, prefix: str) -> bool:
    """Tell whether a field is one of those of a year, that year itself among them."""
    return name.casefold().startswith(prefix)


def answer_of(name: str) -> str:
    """Name the answer a field shows, as after ``svar_``."""
    return name.casefold().partition("_")[2]


def looks_elsewhere(asked: Collection[str]) -> bool:
    """Tell whether a template that asks for these fields shows what was answered in others."""
    return any(is_earlier(name) or name.casefold() in _OF_ANY_TEMPLATE for name in asked)


def is_shown_later(answer: str, asked: Collection[str]) -> bool:
    """Tell whether a template that asks for these fields shows an answer of a year before beside it."""
    name = answer.casefold().removeprefix("svar_")
    shown = {one.casefold().removeprefix("felt_") for one in asked}
    return any(f"{prefix}{name}" in shown for prefix in PREFIXES)
