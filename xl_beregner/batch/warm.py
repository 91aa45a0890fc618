"""Imported by the fork server only: the run's template, read and filled once before any worker exists.

Reading a template and translating its formulas costs as much as filling thirty schools; forked
workers inherit it all. A fork server can be prepared by an import and by nothing else, which is why
this module, alone in the project, does its work when imported. A worker that inherits nothing, or
another template, reads its own (``unit``).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from xl_beregner.batch.pool import WARM_TEMPLATE
from xl_beregner.batch.unit import remember
from xl_beregner.filling import Template


def warm(path: Path) -> None:
    """Fill a template with blanks, at the lengths it has, and keep what that took to prepare."""
    data = path.read_bytes()
    template = Template(data, name=path.name)
    blanks: dict[str, object] = {slot.field: None for slot in template.slots.scalars}
    for listed in template.slots.lists:
        blanks[listed.table] = [{slot.field: None for slot in listed.columns}] * listed.room
    # Cells of ours are filled in a form that is known with the run only.
    template.fill(blanks, recalculate=not template.has_functions, properties={"xb_enhed_nr": ""})
    remember(hashlib.sha256(data).hexdigest(), template)


if WARM_TEMPLATE in os.environ:
    # A template at fault is told by the parent, which reads it too.
    with contextlib.suppress(Exception):
        warm(Path(os.environ[WARM_TEMPLATE]))
