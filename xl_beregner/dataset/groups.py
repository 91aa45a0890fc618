"""The groups within a school: what the words of the column ``gruppe`` mean, and how they are written.

A grade is ``trin:4``, a class ``klasse:4A``, a team ``team:Indskoling``; ``4. klasse`` and ``4A`` are
read as those are, every other word is a group of its own. A dataset holds them in one writing, so that
the same group written in two ways is met as the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xl_beregner.headings import plain

EVERYBODY = "alle"
GRADE, CLASS, TEAM, SEX, OTHER = "trin", "klasse", "team", "koen", "andet"
# In the order they are shown; what is none of these stands last.
KINDS = (EVERYBODY, TEAM, GRADE, CLASS, SEX, OTHER)
BOY, GIRL = "dreng", "pige"

# The themes of a data pack; each a setting that names its indicators.
THEMES = ("tema_synlig_laering", "tema_teamsamarbejde", "tema_foraeldre")

_GRADE_WORD = r"(?:trin|klasse|klassetrin|kl|aargang|aarskurs|aak|ak|arskurs|grade|year)"
_GRADE = re.compile(rf"(?:{_GRADE_WORD}_?)?(\d{{1,2}})(?:_?{_GRADE_WORD})?")
_CLASS = re.compile(rf"(?:(?:{_GRADE_WORD}|klass|class)_?)?(\d{{1,2}})_?(ae|oe|aa|[a-z])(?:_?{_GRADE_WORD})?")
_PREFIX = {
    GRADE: frozenset(("trin", "klassetrin", "aargang", "aarskurs", "arskurs", "grade")),
    CLASS: frozenset(("klasse", "klass", "class")),
    TEAM: frozenset(("team", "arbetslag", "lag", "arbejdslag")),
}
_BOYS = frozenset(("dreng", "drenge", "pojke", "pojkar", "boy", "boys", "male", "maend", "maen"))
_GIRLS = frozenset(("pige", "piger", "flicka", "flickor", "girl", "girls", "female", "kvinder", "kvinnor"))
_LETTER = {"ae": "Æ", "oe": "Ø", "aa": "Å"}


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a school's pupils: what kind it is of, and its name among groups of that kind.

    ``grade``: the grade it belongs to, −1 where it is part of none or of several.
    """

    kind: str
    name: str
    grade: int = -1

    @property
    def label(self) -> str:
        """The one way to write it: ``trin:4``, ``team:Indskoling``, or the word as it stands."""
        return f"{self.kind}:{self.name}" if self.kind in _PREFIX else self.name

    @property
    def order(self) -> tuple[int, int, str]:
        """Where it stands among a school's groups: by kind, grade and name."""
        return KINDS.index(self.kind), self.grade, self.name.casefold()


def read_group(label: str) -> Group:
    """Read a group's name as a person may have written it."""
    word = plain(label)
    if word in ("", EVERYBODY):
        return Group(EVERYBODY, EVERYBODY)
    if found := _GRADE.fullmatch(word):
        return Group(GRADE, str(int(found[1])), int(found[1]))
    if found := _CLASS.fullmatch(word):
        letter = _LETTER.get(found[2], found[2].upper())
        return Group(CLASS, f"{int(found[1])}{letter}", int(found[1]))
    kind, colon, name = (part.strip() for part in label.partition(":"))
    if colon and name:
        for known, words in _PREFIX.items():
            if plain(kind) in words:
                return Group(known, name, _leading_grade(name) if known == CLASS else -1)
    return Group(SEX if word in _BOYS or word in _GIRLS else OTHER, label.strip())


def sex_of(word: str) -> str:
    """Tell which sex a word names; blank: neither."""
    said = plain(word)
    return BOY if said in _BOYS else GIRL if said in _GIRLS else ""


def _leading_grade(name: str) -> int:
    found = re.match(r"\d{1,2}(?!\d)", name)
    return int(found[0]) if found else -1
