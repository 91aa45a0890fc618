"""XML with places: edits touch what they mean and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.errors import PackageError
from xl_beregner.ooxml.markup import Element, Markup, escape
from xl_beregner.ooxml.patches import Patches

ODD = b"""\xef\xbb\xbf<?xml version="1.0"?>
<x:a xmlns:x="urn:a" q='1 > 2' x:w="&lt;"><!-- <b> --><x:b /><x:b c="/>">t &amp; \xc3\xa6<x:d/></x:b ><e
 f = "1"></e></x:a>"""


def everything(element: Element) -> list[Element]:
    return [element, *(found for child in element.children for found in everything(child))]


def test_every_element_stands_where_the_tree_says() -> None:
    markup = Markup(ODD)
    places = [markup.data[found.start : found.end] for found in everything(markup.root)]
    assert places[1:] == [
        b"<x:b />",
        b'<x:b c="/>">t &amp; \xc3\xa6<x:d/></x:b >',
        b"<x:d/>",
        b'<e\n f = "1"></e>',
    ]
    assert places[0] == ODD[ODD.index(b"<x:a") :]


def test_a_self_closed_element_is_told_from_an_empty_one() -> None:
    first, second, last = Markup(ODD).root.children
    assert (first.is_self_closed, second.is_self_closed, last.is_self_closed) == (True, False, False)


def test_names_prefixes_texts_and_attributes_are_read() -> None:
    markup = Markup(ODD)
    second = markup.root.children[1]
    assert (markup.root.space, markup.root.name, second.text) == ("urn:a", "a", "t & æ")
    assert markup.prefix(second) == b"x:"
    assert markup.root.attributes == {"q": "1 > 2", "urn:a w": "<"}
    assert markup.tag_without(markup.root, "q") == b'<x:a xmlns:x="urn:a" x:w="&lt;"'


def test_an_attribute_is_found_between_its_quotes() -> None:
    markup = Markup(ODD)
    for element, name, value in ((markup.root, "q", b"1 > 2"), (markup.root.children[2], "f", b"1")):
        span = markup.attribute_span(element, name)
        assert span
        assert markup.data[slice(*span)] == value
    assert markup.attribute_span(markup.root, "w") is None


def test_other_encodings_are_taken_over() -> None:
    text = '<?xml version="1.0" encoding="{}"?><a>æøå</a>'
    for encoding in ("utf-16", "iso-8859-1"):
        markup = Markup(text.format(encoding).encode(encoding))
        assert markup.root.text == "æøå"
        assert markup.data[markup.root.open_end : markup.root.close].decode() == "æøå"


def test_a_doctype_is_refused() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'
    with pytest.raises(PackageError) as caught:
        Markup(bomb, "xl/workbook.xml")
    assert caught.value.key == "filling_pakke_doctype"


def test_broken_xml_is_told_with_its_line() -> None:
    with pytest.raises(PackageError) as caught:
        Markup(b"<a>\n<b></a>", "xl/workbook.xml")
    assert caught.value.facts == {"delnavn": "xl/workbook.xml", "linje": 2}


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30))
def test_escaped_text_reads_back(text: str) -> None:
    markup = Markup(f'<a b="{escape(text)}">{escape(text)}</a>'.encode())
    assert (markup.root.text, markup.root.attributes["b"]) == (text, text)


def test_edits_are_laid_in_the_order_of_the_bytes_and_insertions_in_their_own() -> None:
    edits = Patches()
    edits.replace(4, 6, b"EF")
    edits.insert(2, b"1")
    edits.insert(2, b"2")
    edits.replace(2, 3, b"C")
    assert edits.apply(b"abcdefg") == b"ab12CdEFg"


def test_a_skeleton_keeps_its_slots_open() -> None:
    edits = Patches()
    edits.replace(1, 2, b"<", "slot", b">")
    skeleton = edits.skeleton(b"abc")
    skeleton.chunks[skeleton.slots["slot"]] = b"X"
    assert b"".join(skeleton.chunks) == b"a<X>c"


def test_two_edits_of_the_same_bytes_are_a_mistake_of_ours() -> None:
    edits = Patches()
    edits.replace(0, 3, b"")
    edits.replace(2, 4, b"")
    with pytest.raises(AssertionError):
        edits.apply(b"abcdef")


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0" encoding="latin-47"?><a/>',
        b'<?xml version="1.0" encoding="shift_jis"?><a>\xff\xff</a>',
        b"\xff\xfe<\x00a",
    ],
)
def test_text_in_no_known_encoding_is_a_damaged_part(data: bytes) -> None:
    with pytest.raises(PackageError) as caught:
        Markup(data, "xl/a.xml")
    assert caught.value.facts["delnavn"] == "xl/a.xml"


def test_a_part_that_nests_without_end_is_a_damaged_part() -> None:
    with pytest.raises(PackageError) as caught:
        Markup(b"<a>" * 5000 + b"</a>" * 5000, "xl/a.xml")
    assert caught.value.key == "filling_pakke_xml"
    assert Markup(b"<a>" * 100 + b"</a>" * 100).root.name == "a"
