"""Compress as a VBA project's streams are compressed; the section of MS-OVBA is 2.4.1.

A container is a signature and chunks of up to 4,096 bytes; in a chunk a byte of eight flags tells
which of the next eight tokens are bytes and which copy what stood before. Reading back is the
tests', written from the same section.
"""

from __future__ import annotations

import struct
from collections import defaultdict

CHUNK = 4096
_SIGNATURE = b"\x01"
_SHORTEST = 3
# How many earlier places are tried for the longest copy.
_TRIES = 32


def compress(data: bytes) -> bytes:
    """Compress a stream (2.4.1.3.6)."""
    chunks = (data[start : start + CHUNK] for start in range(0, len(data), CHUNK))
    return _SIGNATURE + b"".join(map(_chunk, chunks))


def _chunk(data: bytes) -> bytes:
    tokens = _tokens(data)
    if len(tokens) >= CHUNK:
        # No gain: the bytes as they stand, always a full chunk (2.4.1.3.10).
        return struct.pack("<H", 0x3000 | (CHUNK - 1)) + data.ljust(CHUNK, b"\0")
    return struct.pack("<H", 0xB000 | (len(tokens) - 1)) + tokens


def _tokens(data: bytes) -> bytes:
    """Write tokens in sequences of a flag byte and eight tokens (2.4.1.3.8)."""
    written, flags_at, place, count = bytearray(), 0, 0, 0
    seen: defaultdict[bytes, list[int]] = defaultdict(list)
    while place < len(data):
        if count % 8 == 0:
            flags_at = len(written)
            written.append(0)
        offset, length = _longest(data, place, seen)
        if length:
            written[flags_at] |= 1 << count % 8
            written += _copy_token(place, offset, length)
        else:
            length = 1
            written.append(data[place])
        for passed in range(place, place + length):
            seen[data[passed : passed + _SHORTEST]].append(passed)
        place += length
        count += 1
    return bytes(written)


def _longest(data: bytes, place: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """Find the longest run before a place that is also at it (2.4.1.3.19.4)."""
    best, found = 0, 0
    limit = min((0xFFFF >> _offset_bits(place)) + _SHORTEST, len(data) - place)
    key = data[place : place + _SHORTEST]
    for earlier in reversed(seen.get(key, [])[-_TRIES:]) if limit >= _SHORTEST else ():
        length = _SHORTEST
        while length < limit and data[earlier + length] == data[place + length]:
            length += 1
        if length > best:
            best, found = length, place - earlier
    return found, best


def _offset_bits(place: int) -> int:
    """How many bits of a copy token hold the offset: enough for the chunk so far, 4 to 12."""
    return max((place - 1).bit_length(), 4)


def _copy_token(place: int, offset: int, length: int) -> bytes:
    """Pack a copy (2.4.1.3.19.3)."""
    return struct.pack("<H", (offset - 1) << 16 - _offset_bits(place) | length - _SHORTEST)
