"""One unit's workbook, made in a worker process: read the template, fill it, write it whole.

A worker writes under the temporary name it was given and tells what it did; putting the file under
its real name is the parent's (``run``), which alone holds the folder's lock. So a worker that
outlives a killed parent can never touch a file that counts.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.functions import DEFAULT_KIND, evaluate, form
from xl_beregner.batch.values import json_line
from xl_beregner.batch.why import Why
from xl_beregner.errors import BeregnerError, Fault, OutputError, PackageError
from xl_beregner.texts import speaking

if TYPE_CHECKING:
    from xl_beregner.filling import Template
    from xl_beregner.filling.functions_forms import Kind


@dataclass(frozen=True, slots=True)
class Task:
    """All a worker needs to make one workbook, and no other unit's figures."""

    number: str
    name: str
    file: str
    temporary: str  # full path; same folder as the real name, so that renaming is atomic
    template: str
    template_sha256: str
    fields: Mapping[str, Any]
    properties: Mapping[str, str]
    functions: Kind = DEFAULT_KIND  # how BEREGNER_ functions stand in it
    language: str = "da"  # of what they say


@dataclass(frozen=True, slots=True)
class Made:
    """A workbook lies whole under its temporary name."""

    sha256: str
    written: str  # JSON: the value under every felt_ name
    warnings: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """Why there is no workbook; a traceback only where the fault is ours."""

    error: BeregnerError
    trace: str = field(default="", compare=False)


Outcome = Made | Failed

_templates: dict[str, Template] = {}  # parsed once per process, by content


def fill_unit(task: Task) -> Outcome:
    """Make one workbook; every fault comes back as an answer, so one unit never stops the rest."""
    try:
        return _fill(task)
    except BeregnerError as error:
        return Failed(error)
    except OSError as error:
        return Failed(OutputError("batch_kan_ikke_skrive", fil=task.file, grund=Why.of(error)))
    except Exception as error:
        # Sent as text: an exception of a foreign library may not survive the way to the parent.
        unexpected = BeregnerError("batch_uventet", type=type(error).__name__, grund=str(error))
        return Failed(unexpected, traceback.format_exc())


def _fill(task: Task) -> Made:
    template = _template(task.template, task.template_sha256)
    with speaking(task.language):
        filled = template.fill(
            task.fields,
            None,
            evaluator=evaluate,
            form=form(task.functions),
            properties=dict(task.properties),
        )
    write_whole(Path(task.temporary), filled.data)
    sha256 = hashlib.sha256(filled.data).hexdigest()
    return Made(sha256, json_line(filled.written), tuple(filled.warnings))


def remember(sha256: str, template: Template) -> None:
    """Keep a template this process has parsed already."""
    _templates.clear()
    _templates[sha256] = template


def _template(path: str, sha256: str) -> Template:
    if sha256 not in _templates:
        from xl_beregner.filling import Template

        data = read_template(Path(path))
        if hashlib.sha256(data).hexdigest() != sha256:
            raise PackageError("batch_skabelon_skiftet", fil=Path(path).name)
        remember(sha256, Template(data, name=Path(path).name))
    return _templates[sha256]


def read_template(path: Path) -> bytes:
    """Read a template's bytes, or tell that it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise PackageError("batch_skabelon_ulaeselig", fil=path.name, grund=Why.of(error)) from error


def write_whole(path: Path, data: bytes) -> None:
    """Write a new file down to the disk, so that renaming it later can never show half of it."""
    try:
        with open(path, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        # Half a file is worth nothing, and on a full drive it takes the place of a whole one.
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        raise
