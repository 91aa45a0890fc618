"""Write an OLE compound file: the little file system a VBA project lies in.

Numbers in brackets are sections of the public specification MS-CFB. Version 3, sectors of 512 bytes;
streams below 4,096 bytes lie in the ministream (2.4). What the streams hold is ``vba``'s.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

SECTOR = 512
MINI_SECTOR = 64
MINI_CUTOFF = 4096

_END_OF_CHAIN = 0xFFFFFFFE
_FAT_SECTOR = 0xFFFFFFFD
_FREE = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
# The header has room for this many sectors of the table (2.2): files up to 6.8 MB.
_FAT_IN_HEADER = 109

Tree = Mapping[str, "bytes | Tree"]


@dataclass
class _Entry:
    """A directory entry (2.6.1)."""

    name: str
    kind: int
    data: bytes = b""
    color: int = _BLACK
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE
    start: int = _END_OF_CHAIN
    size: int = 0


@dataclass
class _Sectors:
    """Sectors of one size and the table of their chains (2.3)."""

    width: int
    data: bytearray = field(default_factory=bytearray)
    table: list[int] = field(default_factory=list)

    def add(self, data: bytes) -> int:
        """Put data in a chain of its own and tell where it begins."""
        if not data:
            return _END_OF_CHAIN
        start, count = len(self.table), math.ceil(len(data) / self.width)
        self.data += data.ljust(count * self.width, b"\0")
        self.table += [*range(start + 1, start + count), _END_OF_CHAIN]
        return start


def write_compound(root: Tree) -> bytes:
    """Lay out a tree of storages (mappings) and streams (bytes) as a compound file."""
    entries = [_Entry("Root Entry", _ROOT)]
    entries[0].child = _enter(root, entries)
    sectors, mini = _Sectors(SECTOR), _Sectors(MINI_SECTOR)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.size = len(entry.data)
            entry.start = (mini if entry.size < MINI_CUTOFF else sectors).add(entry.data)
    # The root's own stream is the ministream (2.6.2).
    entries[0].size, entries[0].start = len(mini.data), sectors.add(bytes(mini.data))
    mini_table = sectors.add(_table(mini.table))
    directory = sectors.add(_directory(entries))
    fat = _close(sectors)
    header = _header(directory, mini_table, math.ceil(len(mini.table) * 4 / SECTOR), fat)
    return header + bytes(sectors.data)


def _enter(tree: Tree, entries: list[_Entry]) -> int:
    """Enter a storage's members in the directory and tell which is the root of their search tree."""
    members: list[tuple[str, int]] = []
    for name, content in tree.items():
        stream = isinstance(content, bytes)
        entry = _Entry(name, _STREAM if stream else _STORAGE, content if isinstance(content, bytes) else b"")
        entries.append(entry)
        members.append((name, len(entries) - 1))
        if not isinstance(content, bytes):
            entry.child = _enter(content, entries)
    # Shorter names come first, then upper-case code points (2.6.4).
    members.sort(key=lambda member: (len(member[0].encode("utf-16-le")), member[0].upper()))
    depth = (len(members) + 1).bit_length() - 1
    return _balanced([place for _, place in members], entries, depth)


def _balanced(places: list[int], entries: list[_Entry], blacks: int) -> int:
    """Hang entries in a balanced tree; its last, unfilled level is red (2.6.4)."""
    if not places:
        return _FREE
    middle = len(places) // 2
    entry = entries[places[middle]]
    entry.color = _BLACK if blacks > 0 else _RED
    entry.left = _balanced(places[:middle], entries, blacks - 1)
    entry.right = _balanced(places[middle + 1 :], entries, blacks - 1)
    return places[middle]


def _directory(entries: list[_Entry]) -> bytes:
    written = b"".join(map(_entry, entries))
    # An unused entry fills the last sector; its links say "none", not "the root".
    unused = struct.pack("<64sHBB3I", b"", 0, 0, 0, _FREE, _FREE, _FREE).ljust(128, b"\0")
    return written + unused * (-len(entries) % (SECTOR // 128))


def _entry(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    links = (entry.left, entry.right, entry.child)
    first = struct.pack("<64sHBB3I", name, len(name), entry.kind, entry.color, *links)
    start = 0 if entry.kind == _STORAGE else entry.start
    # Class, state bits and both times are zero: nobody's clock stands in the file.
    return first + struct.pack("<16sIQQIQ", b"", 0, 0, 0, start, entry.size)


def _table(chain: list[int]) -> bytes:
    filled = chain + [_FREE] * (-len(chain) % (SECTOR // 4))
    return struct.pack(f"<{len(filled)}I", *filled)


def _close(sectors: _Sectors) -> list[int]:
    """Add the table of all sectors, itself among them, and tell where it lies (2.3)."""
    used, count = len(sectors.table), 0
    while math.ceil((used + count) * 4 / SECTOR) > count:
        count += 1
    if count > _FAT_IN_HEADER:
        raise ValueError("too large for a compound file with its table in the header")
    sectors.table += [_FAT_SECTOR] * count
    sectors.data += _table(sectors.table)
    return list(range(used, used + count))


def _header(directory: int, mini_table: int, mini_sectors: int, fat: list[int]) -> bytes:
    """Write the header (2.2)."""
    signature = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    versions = struct.pack("<16sHHHHH6s", b"", 0x3E, 3, 0xFFFE, 9, 6, b"")
    places = struct.pack("<IIIIIIIII", 0, len(fat), directory, 0, MINI_CUTOFF, mini_table, mini_sectors,
                         _END_OF_CHAIN, 0)  # fmt: skip
    listed = fat + [_FREE] * (_FAT_IN_HEADER - len(fat))
    return signature + versions + places + struct.pack(f"<{_FAT_IN_HEADER}I", *listed)
