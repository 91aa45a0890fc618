"""Why the system would not do something, in the reader's words; elsewhere it says so in English.

The words stand in ``texts`` under ``batch.os``; an error that is missing there keeps the system's own.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass

from xl_beregner.texts import say

_KEYS = {
    "ENOSPC": "batch.os.plads",
    "EDQUOT": "batch.os.plads",
    "EACCES": "batch.os.adgang",
    "EPERM": "batch.os.adgang",
    "EROFS": "batch.os.skrivebeskyttet",
    "ENOENT": "batch.os.findes_ikke",
    "EEXIST": "batch.os.findes",
    "ENOTDIR": "batch.os.ikke_mappe",
    "EISDIR": "batch.os.er_mappe",
    "ENAMETOOLONG": "batch.os.for_langt",
    "EBUSY": "batch.os.i_brug",
    "ETXTBSY": "batch.os.i_brug",
    "EIO": "batch.os.drev",
    "ESTALE": "batch.os.drev",
    "EMFILE": "batch.os.mange_filer",
    "ENFILE": "batch.os.mange_filer",
    "ELOOP": "batch.os.ring",
    "EFBIG": "batch.os.stor",
}

# Not every system knows them all.
_WORDS = {getattr(errno, name): key for name, key in _KEYS.items() if hasattr(errno, name)}


@dataclass(frozen=True, slots=True)
class Why:
    """The reason of an ``OSError`` as a fact; put into words where it is read, not in a worker."""

    number: int
    text: str

    @classmethod
    def of(cls, error: OSError) -> Why:
        """Keep what the system said."""
        return cls(error.errno or 0, error.strerror or str(error))

    def __str__(self) -> str:
        return say(_WORDS[self.number]) if self.number in _WORDS else self.text
