"""The page for a template's author lists the functions we vouch for, and no others."""

from __future__ import annotations

import re
from pathlib import Path

from xl_beregner.filling.functions_known import KNOWN, NEEDS_LANGUAGE, NEWER_THAN_2007, VOLATILE

PAGE = Path(__file__).parents[3] / "docs" / "own_template.md"


def test_the_page_lists_the_known_functions() -> None:
    listed = PAGE.read_text("utf-8").partition("## 7.")[2]
    assert re.findall(r"`([A-Z0-9.]+)`", listed) == sorted(KNOWN)


def test_a_signature_is_made_of_kinds_that_are_explained() -> None:
    kinds = set("".join(KNOWN.values())) - {"|"}
    assert kinds <= set("srRbaftcipdynk")
    assert all(signature.count("|") == 1 for signature in KNOWN.values())


def test_no_function_is_both_known_and_one_we_never_vouch_for() -> None:
    assert KNOWN.keys().isdisjoint(VOLATILE | NEEDS_LANGUAGE)
    assert {"T.DIST", "NORM.S.INV", "XLOOKUP"} <= NEWER_THAN_2007
