"""Templates whose ``BEREGNER_`` cells are answered: where the filler meets the functions.

Neither knows the other: `filling` takes an evaluator, `hosts` answers one cell. The public
``Template`` and ``fill_template`` come from here. The measures are loaded by the first cell that asks.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from xl_beregner import filling
from xl_beregner.filling import Filled
from xl_beregner.filling.functions_forms import Form, Kind
from xl_beregner.filling.own_functions import PREFIX
from xl_beregner.texts import LANGUAGES, language, say

DEFAULT_KIND: Kind = "native"


def evaluate(name: str, *arguments: Any) -> Any:
    """Answer a function as a cell would get it."""
    from xl_beregner.hosts.engine import evaluate as answer

    return answer(name, *arguments)


def form(kind: Kind = DEFAULT_KIND) -> Form:
    """Tell how functions are to stand, in the language spoken now; the same form each time."""
    return _form(kind, language())


def arities() -> Mapping[str, tuple[int, int]]:
    """Tell how many arguments each function takes, least and most, by its Excel name."""
    import xl_beregner.hosts.engine  # noqa: F401  (it fills the catalogue)
    from xl_beregner.catalog import specs

    return {
        spec.excel_name: (
            max((at for at, one in enumerate(spec.parameters, 1) if one.required), default=0),
            len(spec.parameters),
        )
        for spec in specs().values()
    }


class Template(filling.Template):
    """A template, parsed once for many fills, its ``BEREGNER_`` cells answered."""

    def fill(
        self,
        fields: Any,
        output: str | os.PathLike[str] | None = None,
        *,
        functions: Kind = DEFAULT_KIND,
        **how: Any,
    ) -> Filled:
        """Write the fields into a copy of the template; see `filling.Template.fill`.

        Parameters
        ----------
        fields : Mapping
            Single values by field name, lists by table name.
        output : path, optional
            Where the workbook is written, whole or not at all.
        functions : str
            How ``BEREGNER_`` functions stand in the workbook: ``native`` (ordinary formulas, and values
            that say when they are outdated), ``officejs``, ``com`` or ``values``.
        **how
            As `filling.Template.fill` takes them.
        """
        return super().fill(fields, output, **{"evaluator": evaluate, "form": form(functions), **how})


def fill_template(
    template: str | os.PathLike[str] | bytes,
    fields: Any,
    output: str | os.PathLike[str] | None = None,
    **how: Any,
) -> Filled:
    """Fill a template once; see `Template.fill`."""
    return Template(template).fill(fields, output, **how)


@cache
def _form(kind: Kind, spoken: str) -> Form:
    assert spoken in LANGUAGES
    return Form(kind, _native_row if kind == "native" else None, say("live.foraeldet", spoken))


def _native_row(
    function: str, arguments: Sequence[str | None], ranges: Sequence[str | None]
) -> list[str] | None:
    """Write an ordinary formula, its sentences in the language spoken now."""
    from xl_beregner.hosts.native import native_row

    return native_row(function.removeprefix(PREFIX), arguments, ranges)
