"""The template of ``build_kitchen_sink.py``, built once a session, and ways to fill it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from golden.build_kitchen_sink import build_kitchen_sink
from support.parts import Parts, read_parts

from xl_beregner.filling import Template

Fill = Callable[[Mapping[str, Any]], Parts]


@pytest.fixture(scope="session")
def kitchen_sink() -> bytes:
    return build_kitchen_sink()


@pytest.fixture(scope="session")
def kitchen_sink_with_macros() -> bytes:
    return build_kitchen_sink(macros=True)


@pytest.fixture(scope="session")
def template(kitchen_sink: bytes) -> Any:
    return Template(kitchen_sink)


@pytest.fixture(scope="session")
def before(kitchen_sink: bytes) -> Parts:
    return read_parts(kitchen_sink)


@pytest.fixture(scope="session")
def fill(template: Any) -> Fill:
    return lambda fields: read_parts(template.fill(fields, None).data)


@pytest.fixture
def save(tmp_path: Path) -> Callable[[bytes, str], Path]:
    def _save(workbook: bytes, name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(workbook)
        return path

    return _save
