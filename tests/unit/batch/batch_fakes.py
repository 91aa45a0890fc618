"""A run without schools: plans made by hand, and work that succeeds, fails, crashes or is killed."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from xl_beregner.batch.card import TemplateCard
from xl_beregner.batch.manifest import RunIdentity
from xl_beregner.batch.names import file_names
from xl_beregner.batch.plan import Plan
from xl_beregner.batch.planner import Figures, UnitPlan
from xl_beregner.batch.unit import Failed, Made, Outcome, Task, write_whole
from xl_beregner.batch.values import json_line
from xl_beregner.errors import BeregnerError, Fault

CARD = TemplateCard(Path("skabelon.xlsx"), "t" * 64, "resultataftale", "1", "da")


def plan_of(
    units: dict[str, dict[str, Any]],
    *,
    only: tuple[str, ...] = (),
    municipality: str = "Eksempel Kommune",
    year: str = "2026/2027",
    edition: str = "fortrolig",
    names: dict[str, str] | None = None,
    warnings: tuple[Fault, ...] = (),
    dataset_hash: str = "d" * 64,
) -> Plan:
    """Plan a run of units given as ``{number: fields}``."""
    named = {number: (names or {}).get(number, f"Skole {number}") for number in units}
    files = file_names(named.items())
    planned = tuple(
        UnitPlan(
            number=number,
            name=named[number],
            file=files[number],
            figures=figures_of(fields, warnings),
            properties={"xb_enhed_nr": number, "xb_skoleaar": year},
        )
        for number, fields in units.items()
        if not only or number in only
    )
    run = RunIdentity(municipality, CARD.name, year, edition)
    return Plan(run, CARD, dataset_hash, "0.1.0", planned, frozenset(units))


def figures_of(fields: dict[str, Any], warnings: tuple[Fault, ...] = ()) -> Callable[[], Figures]:
    """Give figures when they are asked for; some cannot be computed."""
    inputs = hashlib.sha256(repr(sorted(fields.items())).encode()).hexdigest()

    def figures() -> Figures:
        if fields.get("act") == "no figures":
            raise BeregnerError("batch_fil_mangler", fil="x")
        if fields.get("act") == "no figures, a bug":
            raise ZeroDivisionError("a bug")
        return Figures(fields, inputs, warnings)

    return figures


def many(count: int, **special: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Make units ``u00``, ``u01``, ...; some of them special."""
    units: dict[str, dict[str, Any]] = {f"u{number:02d}": {"tal": number} for number in range(count)}
    return units | special


def bytes_of(task: Task) -> bytes:
    """Make the workbook of a task: a zip with its fields, the same bytes each time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo("fields"), repr(sorted(task.fields.items())) * 50)
    return stream.getvalue()


def fake_fill(task: Task) -> Outcome:
    """Do what the task's fields say."""
    act = task.fields.get("act", "")
    if act == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if act == "kill once" and not Path(task.fields["mark"]).exists():
        Path(task.fields["mark"]).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if act == "fail":
        return Failed(BeregnerError("batch_fil_mangler", fil=task.file))
    if act == "raise":
        raise ZeroDivisionError("a bug")
    if act == "exit":
        raise SystemExit(3)
    time.sleep(task.fields.get("seconds", 0))
    data = bytes_of(task)
    write_whole(Path(task.temporary), data)
    warned = (Fault("batch_fil_mangler", {"fil": "x"}, "warning"),) if act == "warn" else ()
    return Made(hashlib.sha256(data).hexdigest(), json_line({"felt_tal": task.fields.get("tal")}), warned)


def contents(folder: Path) -> dict[str, bytes]:
    """Read everything below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
