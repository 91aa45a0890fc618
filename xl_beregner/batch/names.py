"""File names: from a unit's number and name to a name every file system takes.

Where the files lie is in ``folder``.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Protocol

_NUMBER_LENGTH = 40
_NAME_LENGTH = 60
_CLASS_LENGTH = 30
# "4.A" and "4 a" are what a Danish school calls 4a.
_GRADE_AND_LETTER = re.compile(r"(\d+)-([a-z])")
# Names of devices: Windows makes no file called so, whatever its suffix.
_DEVICES = re.compile(r"(?i)con|prn|aux|nul|com\d|lpt\d")

# Letters that Unicode does not take apart, and those a Nordic reader spells out.
_SPELLED = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "ð": "d", "þ": "th", "ł": "l"}
)


class Named(Protocol):
    """Whom a file is for; ``school`` is a number."""

    @property
    def number(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def school(self) -> str: ...  # noqa: D102
    @property
    def class_group(self) -> str: ...  # noqa: D102
    @property
    def pupil(self) -> str: ...  # noqa: D102


def slug(text: str, length: int = _NAME_LENGTH) -> str:
    """Spell a text with a to z, digits and single hyphens; empty when nothing of it can be spelled."""
    # Composed first: "å" written as a + ring must meet the table as one letter.
    spelled = unicodedata.normalize("NFC", text).casefold().translate(_SPELLED)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode("ascii")
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(words) <= length:
        return words
    cut = words[:length]
    whole_words = cut.rpartition("-")[0]
    return (whole_words if len(whole_words) > length // 2 else cut).strip("-")


def file_names(units: Iterable[tuple[str, str]], suffix: str = ".xlsx") -> dict[str, str]:
    """Give each unit ``<number>_<slug><suffix>``, unlike all others even where case is ignored.

    A name depends on its own unit alone unless two collide, so a run of one unit finds the file of
    the whole run; colliding names are told apart by a piece of the number's hash, never by order.
    """
    return _with_suffix(_unlike({number: _stem(number, name) for number, name in units}), suffix)


def class_files(classes: Iterable[Named], suffix: str = ".xlsx") -> dict[str, str]:
    """Give each class ``<school's number>_<slug>_<class><suffix>``, by the class's number."""
    wanted = {one.number: f"{_stem(one.school, one.name)}_{_class_slug(one.class_group)}" for one in classes}
    return _with_suffix(_unlike(wanted), suffix)


def pupil_files(pupils: Iterable[Named], suffix: str = ".pdf") -> dict[str, str]:
    """Give each pupil ``<school's number>/<class>/<pupil's id><suffix>``, by the pupil's number.

    Two classes never share a folder, however alike their names are spelled.
    """
    everyone = list(pupils)
    class_of = {one.number: one.number.removesuffix(f"/{one.pupil}") for one in everyone}
    wanted = {class_of[one.number]: f"{_safe(one.school)}/{_class_slug(one.class_group)}" for one in everyone}
    folders = _unlike(wanted)
    files = {one.number: f"{folders[class_of[one.number]]}/{_safe(one.pupil)}" for one in everyone}
    return _with_suffix(_unlike(files), suffix)


def in_class_order(class_group: str) -> tuple[int, str]:
    """Give what classes are sorted by: 10A comes after 9B."""
    rest = class_group.lstrip("0123456789")
    digits = class_group[: len(class_group) - len(rest)]
    return (int(digits) if digits else -1, rest)


def _with_suffix(stems: Mapping[str, str], suffix: str) -> dict[str, str]:
    return {number: stem + suffix for number, stem in stems.items()}


def _unlike(wanted: Mapping[str, str]) -> dict[str, str]:
    """Tell names apart that some file system would take for one."""
    taken = Counter(stem.casefold() for stem in wanted.values())
    return {
        number: stem if taken[stem.casefold()] == 1 else f"{stem}-{_mark(number)}"
        for number, stem in wanted.items()
    }


def _stem(number: str, name: str) -> str:
    tail = slug(name)
    return f"{_safe(number)}_{tail}" if tail else _safe(number)


def _safe(number: str) -> str:
    """Spell a number; one that had to change carries its mark: "1/2" and "1-2" are two schools."""
    safe = re.sub(r"[^A-Za-z0-9-]+", "-", number).strip("-")[:_NUMBER_LENGTH]
    if safe == number and not _DEVICES.fullmatch(safe):
        return safe
    return f"{safe}-{_mark(number)}".lstrip("-")


def _class_slug(class_group: str) -> str:
    spelled = slug(class_group, _CLASS_LENGTH)
    if not spelled or _DEVICES.fullmatch(spelled):
        return f"{spelled}-{_mark(class_group)}".lstrip("-")
    short = _GRADE_AND_LETTER.fullmatch(spelled)
    return f"{short[1]}{short[2]}" if short else spelled


def _mark(number: str) -> str:
    return hashlib.sha256(number.encode("utf-8", "backslashreplace")).hexdigest()[:6]
