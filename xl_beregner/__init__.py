"""Beregneren's successor: school figures with their uncertainty, in Excel.

The public names load when first asked for, so that ``import xl_beregner`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["BeregnerError", "Template", "collect_answers", "evaluate", "fill_template", "load_dataset"]

_HOMES = {
    "BeregnerError": "xl_beregner.errors",
    "Template": "xl_beregner.batch.functions",
    "collect_answers": "xl_beregner.filling.collect",
    "evaluate": "xl_beregner.hosts.engine",
    "fill_template": "xl_beregner.batch.functions",
    "load_dataset": "xl_beregner.dataset",
}

if TYPE_CHECKING:
    from xl_beregner.batch.functions import Template, fill_template
    from xl_beregner.dataset import load_dataset
    from xl_beregner.errors import BeregnerError
    from xl_beregner.filling.collect import collect_answers
    from xl_beregner.hosts.engine import evaluate


def __getattr__(name: str) -> Any:
    """Load a public name from the room it lives in, with the words its errors are told in."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import_module("xl_beregner.texts")
    return getattr(import_module(_HOMES[name]), name)
