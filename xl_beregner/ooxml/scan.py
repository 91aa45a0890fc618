"""Cells, shared texts and single elements of a part at C's speed, for readers that change nothing.

A part written as Excel, LibreOffice and XlsxWriter write it is cut by one expression that accounts for
every byte between the first row and the last. What it does not know (prefixes, comments, another
encoding, attributes in another order) goes to `markup`, which knows all of XML and takes ten times as
long. Both find the same; what the cells mean is `scan_book`'s matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple

from xl_beregner.errors import PackageError
from xl_beregner.ooxml.markup import Element, Markup, escape
from xl_beregner.ooxml.references import column_letters
from xl_beregner.ooxml.sheet import split_cell

# Reference, style, kind, "<f" of a formula's cell, value, text in line, and what could not be read. Texts
# stand as in the file, escaped and a letter a byte; `plain_text` reads them.
RawCell = tuple[str, str, str, str, str, str, str]

# Possessive throughout, and none looks past the next "<": a part made to stall is read in one go. What is
# not known takes all that follows with it.
_TEXT = r'<t(?: xml:space="preserve")?+(?:>([^<]*+)</t>|/>)'
_CELL = re.compile(
    r'<c r="([A-Z]{1,3}+[0-9]{1,7}+)"(?: s="([0-9]++)")?+(?: t="([a-zA-Z]++)")?+(?: [cv]m="[0-9]++")*+'
    r"(?:/>|>(?:(<f)(?:>| [^<>]*+>)(?:[^<]*+</f>)?+)?+"
    r'(?:<v(?: xml:space="preserve")?+(?:>([^<]*+)</v>|/>)|<is>' + _TEXT + r"</is>)?+</c>)"
    r"|</?row(?: [^<>]*+)?>|[ \t\r\n]++|(.++)",
    re.DOTALL | re.ASCII,
)
_SHARED = re.compile(
    r"(<si)(?:>(?:" + _TEXT + r"|((?:[^<]++|<(?!/?si[ />]))*+))</si>|/>)|[ \t\r\n]++|(.++)",
    re.DOTALL | re.ASCII,
)
# In a text of several styles: what its markup must not hold to be understood without the rest of the part.
_NEEDS_PART = re.compile(r"<[!?]|</?[\w.-]+:|\s(?!xml:)[\w.-]+:[\w.-]+=", re.ASCII)
_PROLOGUE = r'(?:<\?xml version="1\.0"(?: encoding="(?i:utf-8)")?(?: standalone="(?:yes|no)")? ?\?>\s*)?'
_SHEET_HEAD = re.compile(_PROLOGUE + r"<worksheet[ >]", re.ASCII)
_STRINGS_HEAD = re.compile(_PROLOGUE + r"<sst(?: [^<>]*)?>", re.ASCII)
_ROOT = re.compile(_PROLOGUE + r"<([\w.:-]+)[ >]", re.ASCII)
_REFERENCE = re.compile(r"&(?:#([0-9]{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));|&", re.ASCII)
_SIGNS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ATTRIBUTE = re.compile(r'([\w.:-]+)="([^"]*)"', re.ASCII)
_FIRST, _UNREAD = itemgetter(0), itemgetter(-1)


def scan_cells(data: bytes, part: str) -> dict[str, RawCell]:
    """Read a worksheet's cells by where they stand: ``{"F9": …}``; of two in one place, the last."""
    found = _cells_quickly(_letters(data))
    return {cell[0]: cell for cell in _cells_of(Markup(data, part))} if found is None else found


def _letters(data: bytes) -> str:
    """Take every byte for a letter: Python cuts such a text fastest, and the tags are ASCII."""
    return data.decode("latin-1")


def _cells_quickly(text: str) -> dict[str, RawCell] | None:
    start = text.find("<sheetData>")
    end = text.find("</sheetData>", start)
    if start < 0 or end < 0 or not text.endswith(("</worksheet>", "</worksheet>\n")):
        return None
    if not _SHEET_HEAD.match(text) or text.find("<!", 0, start) >= 0:
        return None
    cells = _CELL.findall(text, start + len("<sheetData>"), end)
    if any(map(_UNREAD, cells)):
        return None
    found: dict[str, RawCell] = dict(zip(map(_FIRST, cells), cells, strict=True))
    found.pop("", None)  # rows
    return found


def _cells_of(markup: Markup) -> Iterator[RawCell]:
    """Walk the cells of a parsed part; one without a reference follows the one before it."""
    rows = markup.root.child("sheetData")
    row = 0
    for row_element in rows.children if rows else ():
        if row_element.name != "row":
            continue
        row, column = _number(row_element, markup, row + 1), 0
        for cell in row_element.children:
            if cell.name == "c":
                reference = cell.attributes.get("r")
                column = split_cell(reference)[0] if reference else column + 1
                yield _raw_cell(cell, (reference or f"{column_letters(column)}{row}").upper())


def _number(row: Element, markup: Markup, otherwise: int) -> int:
    try:
        return int(row.attributes.get("r", otherwise))
    except ValueError as error:
        raise PackageError("filling_pakke_xml", delnavn=markup.part, linje=1) from error


def _raw_cell(cell: Element, reference: str) -> RawCell:
    style, kind = (cell.attributes.get(name, "") for name in ("s", "t"))
    value, inline = cell.child("v"), cell.child("is")
    formula = "<f" if cell.child("f") else ""
    return (reference, style, kind, formula, _escaped(value), _escaped(inline), "")


# --- Texts ---------------------------------------------------------------------------------------
def scan_texts(data: bytes, part: str) -> list[str]:
    """Read the texts that cells share, as they stand; `plain_text` gives what each says."""
    found = _texts_quickly(_letters(data))
    if found is not None:
        return found
    return [_escaped(item) for item in Markup(data, part).root.children if item.name == "si"]


def _texts_quickly(text: str) -> list[str] | None:
    head, end = _STRINGS_HEAD.match(text), text.rfind("</sst>")
    if head is None or end < 0:
        return None
    items = _SHARED.findall(text, head.end(), end)
    if any(map(_UNREAD, items)) or any(_NEEDS_PART.search(rich) for _, _, rich, _ in items if rich):
        return None
    return [rich.lstrip() or plain for item, plain, rich, _ in items if item]


def plain_text(raw: str) -> str:
    """Read a text as XML means it; ``ValueError`` if it is not XML."""
    if not raw.isascii():
        raw = raw.encode("latin-1").decode()
    if raw.startswith("<"):
        return _joined(Markup(f"<si>{raw}</si>".encode()).root)
    if "&" in raw or "\r" in raw:
        return _REFERENCE.sub(_sign, raw.replace("\r\n", "\n").replace("\r", "\n"))
    return raw


def _sign(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name:
        return _SIGNS[name]
    number = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
    if number > 0x10FFFF or not (number >= 0x20 or number in (9, 10, 13)) or 0xD800 <= number <= 0xDFFF:
        raise ValueError(found[0])
    return chr(number)


def _escaped(holder: Element | None) -> str:
    text = _joined(holder) if holder else ""
    return _letters(escape(text).replace("\r", "&#13;").encode())


def _joined(holder: Element) -> str:
    """Join the runs of a text; how it is pronounced is none of it."""
    runs = (run.children if run.name == "r" else (run,) for run in holder.children)
    return (
        holder.text
        if holder.name == "v"
        else "".join(piece.text for run in runs for piece in run if piece.name == "t")
    )


# --- Single elements -----------------------------------------------------------------------------
class ScannedElement(NamedTuple):
    """An element: its attributes by their local names (``r:id`` is ``id``), and its own text."""

    name: str
    attributes: Mapping[str, str]
    text: str


def scan_elements(data: bytes, part: str, *names: str, within: str = "") -> list[ScannedElement]:
    """Read every element of these names, in the order of the part; ``within`` names what they stand in."""
    found = _elements_quickly(_letters(data), names, within)
    if found is not None:
        return found
    root = Markup(data, part).root
    holders = list(root.all(within)) if within else [root]
    elements = [element for holder in holders for element in holder.all(*names)]
    elements[:0] = [holder for holder in holders if holder.name in names]
    return [ScannedElement(found.name, _local(found.attributes), found.text) for found in elements]


def _local(attributes: Mapping[str, str]) -> Mapping[str, str]:
    return {key.rpartition(" ")[2]: value for key, value in attributes.items()}


def _elements_quickly(text: str, names: tuple[str, ...], within: str) -> list[ScannedElement] | None:
    root = _ROOT.match(text)
    if "<!" in text or root is None or not text.rstrip().endswith(f"</{root[1]}>"):
        return None
    start, end = 0, len(text)
    if within:
        start, end = text.find(f"<{within}"), text.rfind(f"</{within}>")
        if start < 0 or end < 0:
            return None
    found = _pattern(names).findall(text, start, end)
    if any(map(_UNREAD, found)):
        return None
    try:
        return [ScannedElement(name, _attributes(tag), plain_text(held)) for name, tag, held, _ in found]
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Find elements of these names, written plainly or in a way that is not read here."""
    tag = rf"<(?:[\w.-]+:)??({'|'.join(names)})"
    plain = r'((?: [\w.:-]++="[^"<\t\r\n]*+")*+) ?(?:/>|>([^<]*+))'
    return re.compile(rf"{tag}(?:{plain}|([\s/>]))", re.ASCII)


@lru_cache(maxsize=16384)
def _attributes(tag: str) -> Mapping[str, str]:
    """Read a tag's attributes, once for all the workbooks that have it."""
    pairs = ((key, plain_text(value)) for key, value in _ATTRIBUTE.findall(tag))
    return MappingProxyType(
        {key.rpartition(":")[2]: value for key, value in pairs if not key.startswith("xmlns")}
    )
