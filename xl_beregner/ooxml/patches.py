"""Edits laid on a part's bytes, and the skeleton that comes of them: fixed pieces and open slots.

Where the places come from is `markup`'s matter, what goes into the slots the filler's. A skeleton
is made once; every workbook after that is its slots filled in and one join.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

Piece = bytes | Hashable  # bytes stand as they are; anything else names a slot


class Patches:
    """Edits of one part, each replacing a span of its bytes; an insertion's span is empty."""

    def __init__(self) -> None:
        self._edits: list[tuple[int, int, int, Sequence[Piece]]] = []

    def __len__(self) -> int:
        return len(self._edits)

    def replace(self, start: int, end: int, *pieces: Piece) -> None:
        """Put pieces where these bytes stood."""
        self._edits.append((start, end, len(self._edits), pieces))

    def insert(self, at: int, *pieces: Piece) -> None:
        """Put pieces in at a place; those put there first stand first."""
        self.replace(at, at, *pieces)

    def forget(self, start: int, end: int) -> None:
        """Take the edit of exactly these bytes back, if there is one."""
        self._edits = [edit for edit in self._edits if edit[:2] != (start, end)]

    def extend(self, others: Patches) -> None:
        """Take other edits of the same part over."""
        for start, end, _, pieces in others._edits:
            self.replace(start, end, *pieces)

    def skeleton(self, data: bytes) -> Skeleton:
        """Lay the edits on the bytes."""
        fixed: list[bytes] = []
        chunks: list[bytes] = []
        slots: dict[Hashable, int] = {}
        at = 0
        for start, end, _, pieces in sorted(self._edits, key=lambda edit: edit[:3]):
            if start < at:
                raise AssertionError(f"two edits of the same bytes at {start}")
            fixed.append(data[at:start])
            at = end
            for piece in pieces:
                if isinstance(piece, bytes):
                    fixed.append(piece)
                else:
                    chunks += (b"".join(fixed), b"")
                    slots[piece] = len(chunks) - 1
                    fixed = []
        fixed.append(data[at:])
        chunks.append(b"".join(fixed))
        return Skeleton(chunks, slots)

    def apply(self, data: bytes, *, offset: int = 0) -> bytes:
        """Lay edits without slots on the bytes; with an ``offset`` on a stretch that begins there."""
        part = Patches()
        for start, end, _, pieces in self._edits:
            if offset <= start and end <= offset + len(data):
                part.replace(start - offset, end - offset, *pieces)
        return part.skeleton(data).chunks[0]


@dataclass(slots=True)
class Skeleton:
    """A part cut at its slots; ``slots`` tells which chunk each of them is."""

    chunks: list[bytes]
    slots: dict[Hashable, int]
