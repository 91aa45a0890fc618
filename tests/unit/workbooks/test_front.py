"""A front says once that a row can be made taller: in the template's own words, or as a step."""

from __future__ import annotations

import pytest

from workbooks.build.kit.look import Book
from workbooks.build.kit.parts import steps


@pytest.mark.parametrize(("language", "taller"), [("da", "højere"), ("sv", "högre")])
def test_that_a_row_can_be_made_taller_is_told_once(language: str, taller: str) -> None:
    book = Book(f"faelles.{language}.toml")
    for own, expected in (("Gule felter.", 1), (f"En rad kan göras {taller}.", 0)):
        book.words["forside"] = {"gul": own, "saadan": {"1": "Läs."}}
        said = steps(book)
        assert next(iter(said)) == "1"
        assert sum(taller in sentence for sentence in said.values()) == expected
