"""A part's XML as a tree that knows where every element stands in the bytes.

Edits are `patches` laid on those places, so whatever is not edited stays byte for byte. Elements
are known by their local name: a producer may prefix them (``<x:row>``) or use the strict
namespaces, and new elements take the prefix of their neighbours.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from xml.parsers import expat

from xl_beregner.errors import PackageError

# Parts nest some twenty deep; thousands are an attack on whoever walks the tree.
_MOST_LEVELS = 200
_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
_ATTRIBUTE = re.compile(rb"""([^\s=<>"']+)\s*=\s*("[^"]*"|'[^']*')""")
_DECLARED_ENCODING = re.compile(rb"""^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*("[^"]*"|'[^']*')""")


@dataclass(slots=True, eq=False)
class Element:
    """An element: its name and attributes, and the bytes it stands on."""

    space: str
    name: str
    attributes: dict[str, str]  # "uri name" where the attribute has a prefix
    start: int
    open_end: int  # after the > of its start tag
    close: int = 0  # where its end tag begins; open_end if it is empty
    end: int = 0
    text: str = ""
    children: list[Element] = field(default_factory=list)

    @property
    def is_self_closed(self) -> bool:
        """Whether it is written as one tag, ``<c/>``."""
        return self.open_end == self.end

    def child(self, name: str) -> Element | None:
        """Find the first child of that name."""
        for child in self.children:
            if child.name == name:
                return child
        return None

    def all(self, *names: str) -> Iterator[Element]:
        """Walk all descendants of these names, in the order of the file."""
        for child in self.children:
            if child.name in names:
                yield child
            yield from child.all(*names)


class Markup:
    """A part, parsed: its bytes and its root element."""

    def __init__(self, data: bytes, part: str = "") -> None:
        try:
            self.data = _as_utf8(data)
        except (UnicodeError, LookupError) as error:  # in no encoding, or in one nobody knows
            raise PackageError("filling_pakke_xml", delnavn=part, linje=1) from error
        self.part = part
        self.root = _parse(self.data, part)

    def attribute_span(self, element: Element, name: str) -> tuple[int, int] | None:
        """Find the bytes between an attribute's quotes; ``name`` as it stands, with its prefix."""
        tag = self.data[element.start : element.open_end]
        for found in _ATTRIBUTE.finditer(tag):
            if found[1] == name.encode():
                return (element.start + found.start(2) + 1, element.start + found.end(2) - 1)
        return None

    def prefix(self, element: Element) -> bytes:
        """Give the element's prefix with its colon, or nothing."""
        tag = _tag_name(self.data, element.start)
        return tag[: tag.find(b":") + 1]

    def tag_without(self, element: Element, *names: str) -> bytes:
        """Give the start tag, left open, without these attributes: ``<c r="B5" s="3"``."""
        tag = self.data[element.start : element.open_end]
        if element.attributes.keys().isdisjoint(names):
            return tag[: -2 if tag.endswith(b"/>") else -1].rstrip()
        kept = [found[0] for found in _ATTRIBUTE.finditer(tag) if found[1].decode() not in names]
        return b" ".join([b"<" + _tag_name(self.data, element.start), *kept])


def _tag_name(data: bytes, start: int) -> bytes:
    return re.split(rb"[\s/>]", data[start + 1 : start + 80], maxsplit=1)[0]


def escape(text: str) -> str:
    """Write text so that it may stand in an element or between double quotes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _as_utf8(data: bytes) -> bytes:
    """Take other encodings over into UTF-8: expat's places must be places in our bytes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16").encode()
        return _DECLARED_ENCODING.sub(rb"\1", data, count=1)
    declared = _DECLARED_ENCODING.match(data)
    if declared and declared[2][1:-1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        text = data.decode(declared[2][1:-1].decode("ascii"))
        return _DECLARED_ENCODING.sub(rb"\1", text.encode(), count=1)
    return data


def _parse(data: bytes, part: str) -> Element:
    top = Element("", "", {}, 0, 0)
    open_elements = [top]
    texts: list[list[str]] = [[]]

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        at = parser.CurrentByteIndex
        tag = _TAG.match(data, at)
        assert tag is not None  # expat has just read it
        if len(open_elements) > _MOST_LEVELS:
            raise PackageError("filling_pakke_xml", delnavn=part, linje=parser.CurrentLineNumber)
        space, _, local = name.rpartition(" ")
        element = Element(space, local, attributes, at, tag.end())
        open_elements[-1].children.append(element)
        open_elements.append(element)
        texts.append([])

    def end(_name: str) -> None:
        element = open_elements.pop()
        element.text = "".join(texts.pop())
        if data[element.open_end - 2] == 0x2F:  # "/>"
            element.close = element.end = element.open_end
        else:
            element.close = parser.CurrentByteIndex
            element.end = data.index(b">", element.close) + 1

    def text(piece: str) -> None:
        texts[-1].append(piece)

    def doctype(*_: object) -> None:
        # A workbook has none; entities that blow up or reach out come only this way.
        raise PackageError("filling_pakke_doctype", delnavn=part)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = doctype
    try:
        with no_search_for_garbage():
            parser.Parse(data, True)
    except expat.ExpatError as error:
        raise PackageError("filling_pakke_xml", delnavn=part, linje=error.lineno) from error
    return top.children[0]


@contextmanager
def no_search_for_garbage() -> Iterator[None]:
    """Work where all that is made stays: looking for garbage among it would take as long again."""
    is_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_collecting:
            gc.enable()
