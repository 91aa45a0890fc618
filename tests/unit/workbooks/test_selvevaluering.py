"""The self-rating's workbook: steps in words, agreement, four years without a mean."""

from __future__ import annotations

from typing import Any

import pytest
from unit.workbooks.typed_template import Calculated, TypedTemplate

from workbooks.build.selvevaluering.template import build_danish

STEPS = ("1 Ikke begyndt", "2 På vej", "3 På plads", "4 Bærer sig selv")
PLAN = "selvevaluering_planlaegge"


@pytest.fixture(scope="module")
def template() -> TypedTemplate:
    return TypedTemplate(build_danish)


def rated(template: TypedTemplate, now: tuple[int, ...], last: tuple[int, ...] = ()) -> Calculated:
    typed: dict[str, Any] = {"felt_skoleaar": "2026/2027", "felt_forrige_skoleaar": "2025/2026"}
    typed |= {f"{PLAN}_{at}_trin": STEPS[step - 1] for at, step in enumerate(now, start=1)}
    typed |= {f"felt_forrige_{PLAN}_{at}_trin": STEPS[step - 1] for at, step in enumerate(last, start=1)}
    return template.typed(typed)


def years(found: Calculated) -> list[list[Any]]:
    """Give the lines of the first area, the oldest first: year, four counts, the middle, moved."""
    return [[found.cell("Årene", f"{column}{row}") for column in "BCDEFG"] for row in range(9, 13)]


def test_statements_are_counted_by_step_and_no_mean_is_made(template: TypedTemplate) -> None:
    lines = years(rated(template, (2, 3, 3), (2, 2, 4)))
    assert lines[3] == ["2026/2027", 0, 1, 2, 0, "3 På plads"]
    assert lines[2] == ["2025/2026", 0, 2, 0, 1, "2 På vej"]
    assert lines[0] == ["–", "", "", "", "", ""]


def test_a_middle_between_two_steps_is_told_as_both(template: TypedTemplate) -> None:
    assert years(rated(template, (2, 3)))[3][5] == "2–3"
    assert years(rated(template, (3, 3)))[3][5] == "3 På plads"


@pytest.mark.parametrize(
    ("now", "last", "said"),
    [
        (3, 2, "▲ et trin op"),
        (4, 2, "▲ flere trin op"),
        (2, 2, "● det samme"),
        (1, 2, "▼ et trin ned"),
        (1, 4, "▼ flere trin ned"),
    ],
)
def test_a_change_is_told_in_steps(template: TypedTemplate, now: int, last: int, said: str) -> None:
    assert rated(template, (now,), (last,)).cell("Vurdering", "I13") == said


def test_without_last_year_nothing_is_said_of_a_change(template: TypedTemplate) -> None:
    found = rated(template, (3,))
    assert found.cell("Vurdering", "I13") == ""
    assert found.cell("Årene", "H12") == ""


def test_how_many_statements_moved_is_counted(template: TypedTemplate) -> None:
    assert rated(template, (3, 1, 2), (2, 2, 2)).cell("Årene", "H12") == "1 op, 1 ned"


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((0, 5, 0, 0), "✓ enige"),
        ((0, 3, 2, 0), "≈ tæt på hinanden"),
        ((1, 0, 4, 0), "⚠ uenige: tal om hvorfor"),
        ((0, 0, 0, 0), ""),
    ],
)
def test_how_far_apart_the_raters_are_is_told(
    template: TypedTemplate, counts: tuple[int, ...], said: str
) -> None:
    typed = {f"{PLAN}_1_antal_{step}": count for step, count in enumerate(counts, start=1)}
    assert template.typed(typed).cell("Vurdering", "F13") == said
