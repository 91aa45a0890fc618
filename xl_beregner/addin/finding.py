"""One thing the doctor looked at: what was found, how bad it is, and where its words are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from xl_beregner.texts import knows, say


class Level(Enum):
    """How bad a finding is; only an error makes the doctor end with 1."""

    OK = "ok"
    WARNING = "advarsel"
    ERROR = "fejl"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, told in ``doctor.<check>.<key>``, its cure in ``doctor.<check>.<key>_raad``."""

    check: str
    level: Level
    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name what was looked at."""
        return say(f"doctor.{self.check}.navn")

    def __str__(self) -> str:
        return say(f"doctor.{self.check}.{self.key}", **self.facts)

    @property
    def cure(self) -> str:
        """Tell what to do; empty where nothing needs to be done."""
        key = f"doctor.{self.check}.{self.key}_raad"
        return say(key, **self.facts) if knows(key) else ""


def fine(check: str, key: str = "ok", **facts: Any) -> Finding:
    """Make a finding that nobody need act on."""
    return Finding(check, Level.OK, key, facts)


def doubtful(check: str, key: str, **facts: Any) -> Finding:
    """Make a finding somebody should look at."""
    return Finding(check, Level.WARNING, key, facts)


def wrong(check: str, key: str, **facts: Any) -> Finding:
    """Make a finding that keeps the functions from working."""
    return Finding(check, Level.ERROR, key, facts)
