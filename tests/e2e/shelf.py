"""The shelf as the tests go through it: every template with its example, filled by the command."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from e2e.command import run

from xl_beregner.batch.card import read_card
from xl_beregner.batch.shelf import example_of, templates


@dataclass(frozen=True)
class OnShelf:
    """A template with the example that shows it."""

    name: str
    language: str
    path: Path
    kind: str
    dataset: Path
    year: str

    @property
    def id(self) -> str:
        """How a test names it."""
        return f"{self.language}/{self.name}"

    def schools(self) -> dict[str, str]:
        """Name the example's schools by their numbers."""
        with (self.dataset / "skoler.csv").open(encoding="utf-8-sig", newline="") as file:
            return {row["skole_nr"]: row["skole"] for row in csv.DictReader(file, delimiter=";")}

    def fill(self, out: Path, *more: str, year: str = "") -> str:
        """Fill it from its example; give what was said."""
        done = run(
            "--lang", self.language, "fill", str(self.dataset), "--template", self.name,
            "--year", year or self.year, "--out", str(out), *more,
        )  # fmt: skip
        said = done.stdout + done.stderr
        assert done.returncode == 0, said
        return said


@cache
def on_shelf(kind: str = "skole") -> tuple[OnShelf, ...]:
    """List the templates of a kind that have an example."""
    found = []
    for shelved in templates():
        example = example_of(shelved.name, shelved.language)
        if example is not None and read_card(shelved)[0].kind == kind:
            found.append(OnShelf(shelved.name, shelved.language, shelved.path, kind, *example))
    return tuple(found)


def each_on_shelf(kind: str = "skole") -> list[Any]:
    """Give them as a fixture's parameters; one process takes all proofs of a template, and makes it once."""
    return [
        pytest.param(one, id=one.id, marks=pytest.mark.xdist_group(f"{kind} {one.id}"))
        for one in on_shelf(kind)
    ]
