"""One unit's workbook: every fault comes back as an answer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xl_beregner.batch import unit
from xl_beregner.batch.unit import Failed, Made, Task, fill_unit
from xl_beregner.errors import Fault, TemplateError
from xl_beregner.filling import Filled


class FakeTemplate:
    """A template whose filling is told."""

    def __init__(self, answer: Filled | Exception) -> None:
        self.answer = answer
        self.asked: dict[str, Any] = {}

    def fill(self, fields: Any, output: Any, **how: Any) -> Filled:
        self.asked = {"fields": fields, "output": output, **how}
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def task_in(folder: Path) -> Task:
    temporary = str(folder / ".xb-1.tmp")
    return Task(
        "1", "Skole", "1.xlsx", temporary, str(folder / "t.xlsx"), "abc", {"a": 1}, {"xb_enhed_nr": "1"}
    )


def filled_with(monkeypatch: pytest.MonkeyPatch, answer: Filled | Exception) -> FakeTemplate:
    template = FakeTemplate(answer)
    monkeypatch.setattr(unit, "_templates", {"abc": template})
    return template


def test_a_workbook_lies_whole_under_its_temporary_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warning = Fault("x", {}, "warning")
    written = {"felt_dato": date(2026, 8, 1), "felt_tal__v1": [7.4, None, float("nan")]}
    template = filled_with(monkeypatch, Filled(b"PK", written, (warning,)))
    made = fill_unit(task_in(tmp_path))
    assert isinstance(made, Made)
    assert (tmp_path / ".xb-1.tmp").read_bytes() == b"PK"
    assert made.sha256 == hashlib.sha256(b"PK").hexdigest()
    assert json.loads(made.written) == {"felt_dato": "2026-08-01", "felt_tal__v1": [7.4, None, None]}
    assert made.warnings == (warning,)
    assert template.asked["properties"] == {"xb_enhed_nr": "1"}
    assert template.asked["output"] is None


def test_an_error_of_ours_comes_back_as_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    error = TemplateError([Fault("filling_ukendt_felt", {"felt": "a"})])
    filled_with(monkeypatch, error)
    assert fill_unit(task_in(tmp_path)) == Failed(error)


def test_a_bug_comes_back_with_its_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled_with(monkeypatch, ZeroDivisionError("oops"))
    failed = fill_unit(task_in(tmp_path))
    assert isinstance(failed, Failed)
    assert failed.error.key == "batch_uventet"
    assert "ZeroDivisionError: oops" in failed.trace


def test_a_folder_that_went_away_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled_with(monkeypatch, Filled(b"PK", {}, ()))
    failed = fill_unit(task_in(tmp_path / "gone"))
    assert isinstance(failed, Failed)
    assert failed.error.key == "batch_kan_ikke_skrive"
    assert not failed.trace


def test_a_template_that_went_away_or_changed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit, "_templates", {})
    gone = fill_unit(task_in(tmp_path))
    (tmp_path / "t.xlsx").write_bytes(b"another")
    changed = fill_unit(task_in(tmp_path))
    assert [failed.error.key for failed in (gone, changed) if isinstance(failed, Failed)] == [
        "batch_skabelon_ulaeselig",
        "batch_skabelon_skiftet",
    ]


def test_only_one_template_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit, "_templates", {})
    template: Any = FakeTemplate(Filled(b"PK", {}, ()))
    unit.remember("old", template)
    unit.remember("abc", template)
    assert list(unit._templates) == ["abc"]
    assert isinstance(fill_unit(replace(task_in(tmp_path), fields={})), Made)
