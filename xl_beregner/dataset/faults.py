"""Collecting what is wrong in a dataset, with its place, so that all of it can be told at once.

What counts as wrong is decided where it is found (``readers``, ``columns``, ``checks``). Here a place
gets its name, and a civil number is masked before it can reach a message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal

from xl_beregner.cells import find_civil_number
from xl_beregner.errors import DatasetError, Fault

MOST_OF_A_KIND = 200  # per table, column and kind; a last line tells how many more
MOST_ROWS_TOLD = 20
MASK = "••••••-••••"
_LONGEST_SHOWN = 60


def shown(value: object) -> str:
    """Write a cell as a message may show it: short, and never a civil number."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = " ".join(str(value).split())
    if find_civil_number(text):
        return MASK
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def _is_fraction(value: object) -> bool:
    # Left a number, so that it is written with the reader's decimal mark.
    return isinstance(value, float) and not value.is_integer()


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Guess which known word was meant; a school number may have lost its leading zeros."""
    known = list(known)
    if word.isdigit():
        same = [other for other in known if other.lstrip("0") == word.lstrip("0")]
        return same[0] if len(same) == 1 else None
    close = get_close_matches(word, known, n=1, cutoff=0.8)
    return close[0] if close else None


@dataclass
class _Group:
    """One fault with all the rows it is found in."""

    key: str
    facts: dict[str, Any]
    severity: Literal["error", "warning"]
    found_in: dict[int, None] = field(default_factory=dict)

    @property
    def rows(self) -> list[int]:
        return list(self.found_in)

    def fault(self) -> Fault:
        facts = dict(self.facts)
        if len(self.rows) == 1:
            facts["raekke"] = self.rows[0]
        elif self.rows:
            told: list[int | str] = [*self.rows[:MOST_ROWS_TOLD]]
            facts["raekke"] = [*told, "…"] if len(self.rows) > MOST_ROWS_TOLD else told
        return Fault(self.key, facts, self.severity)


@dataclass
class Faults:
    """Faults found so far; ``raise_errors`` ends the work if any of them is an error.

    The same thing found in many rows is one fault that tells its rows.
    """

    _groups: dict[tuple[str, ...], _Group] = field(default_factory=dict)
    _counts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    _refused: dict[str, dict[int, list[str]]] = field(default_factory=dict)

    def add(
        self,
        key: str,
        /,
        *,
        severity: Literal["error", "warning"] = "error",
        raekke: int | None = None,
        forslag: str | None = None,
        **facts: Any,
    ) -> None:
        """Note a fault. ``forslag`` chooses the wording that asks whether it was meant."""
        if "fundet" in facts and not _is_fraction(facts["fundet"]):
            facts["fundet"] = shown(facts["fundet"])
        if severity == "error" and raekke is not None:
            self._refused.setdefault(str(facts.get("fil", "")), {}).setdefault(raekke, []).append(key)
        facts = {name: MASK if find_civil_number(fact) else fact for name, fact in facts.items()}
        if forslag:
            key, facts = f"{key}_mente_du", {**facts, "forslag": forslag}
        same = (key, *(f"{name}={facts[name]}" for name in sorted(facts)))
        if same not in self._groups:
            kind = (key, str(facts.get("fil", "")), str(facts.get("kolonne", "")))
            self._counts[kind] += 1
            if self._counts[kind] > MOST_OF_A_KIND:
                return
            self._groups[same] = _Group(key, facts, severity)
        if raekke is not None:
            self._groups[same].found_in[raekke] = None

    def all(self) -> tuple[Fault, ...]:
        """Give all faults, errors first; a last line of a kind tells how many more there are."""
        found = [group.fault() for group in self._groups.values()]
        for (_, file, column), count in self._counts.items():
            if count > MOST_OF_A_KIND:
                more = count - MOST_OF_A_KIND
                found.append(Fault("dataset_flere", {"antal": more, "fil": file, "kolonne": column or "–"}))
        return tuple(sorted(found, key=lambda fault: fault.severity != "error"))

    def refused(self, file: str) -> Mapping[int, Sequence[str]]:
        """Give the rows of a file that cannot be used, each with the keys of its errors."""
        return self._refused.get(file, {})

    def has(self, kind: str) -> bool:
        """Tell whether anything of a kind (the beginning of its key) was found."""
        return any(group.key.startswith(kind) for group in self._groups.values())

    def raise_only(self, kind: str) -> None:
        """Stop with the faults of one kind (the beginning of their key) alone, if there are any."""
        if found := [fault for fault in self.all() if fault.key.startswith(kind)]:
            raise DatasetError(found)

    def has_errors(self) -> bool:
        """Tell whether anything found must stop the work."""
        return any(group.severity == "error" for group in self._groups.values())

    def raise_errors(self) -> None:
        """Stop with every fault, if any of them is an error."""
        if self.has_errors():
            raise DatasetError(self.all())
