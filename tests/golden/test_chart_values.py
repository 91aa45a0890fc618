"""The values a chart stores are those of the cells it points to, whatever the list's length.

Excel draws from the cells, but previews and Protected View draw from what the chart stores; that
the ranges themselves follow is in ``test_other_length.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from golden.build_kitchen_sink import kitchen_fields
from lxml import etree
from openpyxl.utils import range_boundaries
from support.parts import read_parts
from support.values import Scalar, cached_values, same_value

CHARTS = [f"xl/charts/chart{number}.xml" for number in (1, 2, 3)]


@pytest.fixture(scope="module", params=[30, 50, 7, 1, 0], ids=lambda rows: f"{rows} rows")
def filled(request: pytest.FixtureRequest, template: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = tmp_path_factory.mktemp("diagrammer") / "fyldt.xlsx"
    template.fill(kitchen_fields(request.param, seed=5), book)
    return book


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_stores_what_its_cells_hold(filled: Path, chart: str) -> None:
    cells, stored = cached_values(filled), list(_stored(read_parts(filled)[chart]))
    assert stored
    for reference, count, points in stored:
        places = _places(reference)
        assert count == len(places), reference
        for at, place in enumerate(places):
            assert _same(cells.get(place), points.get(at)), f"{reference} point {at}"


def _same(cell: Scalar, point: str | None) -> bool:
    """Compare a cell with a stored point; a blank cell may be stored as no point or as empty text."""
    if point is None or cell is None:
        return not point and cell in (None, "")
    return same_value(cell, float(point) if isinstance(cell, float) else point)


def _stored(chart: bytes) -> Iterator[tuple[str, int, dict[int, str]]]:
    """Go through what a chart stores: the range, how many points, and each point's value."""
    for kind in ("numRef", "strRef"):
        for found in etree.fromstring(chart).iter(f"{{*}}{kind}"):
            count = found.find(".//{*}ptCount")
            if count is None:
                continue
            points = {
                int(point.get("idx", "0")): point.findtext("{*}v") or "" for point in found.iter("{*}pt")
            }
            yield str(found.findtext("{*}f")), int(count.get("val", "0")), points


def _places(reference: str) -> list[tuple[str, int, int]]:
    sheet, _, cells = reference.rpartition("!")
    left, top, right, bottom = range_boundaries(cells)
    return [
        (sheet.strip("'"), row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
    ]
