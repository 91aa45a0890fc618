"""Our functions as ordinary Excel formulas, for workbooks that go where no add-in is.

Every formula is one that Excel 2016 and LibreOffice 7.4 calculate, of functions from the file format's
first version. Which pieces they are made of stands in ``native_parts``; how they differ from the functions
in ``docs/decisions/native-formulas.md``.

=====================  ================================================================================
native, row by row     FREMGANG, SANDSCORE, REGRESSIONMODMIDDEL, LUSFREMGANG, STATUS, MAALCHANCE,
                       MAALEKSPERT, SKJUL
native, whole columns  RESSOURCER (the sums over all schools need the ranges)
not native             all others; ``why_not`` says why
=====================  ================================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import xl_beregner.hosts.engine  # noqa: F401  (it fills the catalogue)
from xl_beregner import texts
from xl_beregner.catalog import PREFIX, UdfSpec, specs
from xl_beregner.hosts import native_measurement, native_targets, native_tools
from xl_beregner.hosts.native_parts import Arguments, NoFormula, is_range, read_arguments

_ROW: Mapping[str, Callable[[UdfSpec, Arguments], list[str]]] = {
    "FREMGANG": native_measurement.gain,
    "SANDSCORE": native_measurement.true_score,
    "REGRESSIONMODMIDDEL": native_measurement.retest,
    "LUSFREMGANG": native_measurement.lus_steps,
    "STATUS": native_targets.status,
    "MAALCHANCE": native_targets.target_chance,
    "MAALEKSPERT": native_targets.expert_targets,
    "SKJUL": native_tools.shown,
}
_WHOLE: Mapping[str, tuple[str, ...]] = {"RESSOURCER": ("pupils", "index")}

NATIVE = frozenset(_ROW) | frozenset(_WHOLE)

# Functions without an ordinary formula, with the key of the reason under ``native.grund``.
NOT_NATIVE: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            ("MODEL", "PROGRESSION", "PROGRESSIONSINDEKS", "FREMSKRIVNING", "MAALPERCENTIL", "ELEVCHANCE"),
            "norm",
        ),
        **dict.fromkeys(
            (
                "BASELINE", "MAAL", "SKOLEPROGRESSION", "VARIANSDELE", "UDJAEVN", "EGENREFERENCE",
                "KALIBRERING",
            ),
            "skoen",
        ),
        **dict.fromkeys(
            ("KONTROL", "KOBLING", "ENIGHED", "LUSFORDELING", "LIGNENDESKOLER"), "egen_tabel"
        ),
        "OMSAET": "overskrifter",
        "ANDELCHANCE": "elev_for_elev",
        "FORKLAR": "saetninger",
    }
)  # fmt: skip


def native_row(
    function: str, arguments: Sequence[str | None], ranges: Sequence[str | None] = ()
) -> list[str] | None:
    """Write one row of a function's answer as ordinary formulas.

    Parameters
    ----------
    function : str
        The name, without prefix or with it: ``FREMGANG``.
    arguments : sequence of str or None
        For one row, in the parameters' order: a reference to one cell (``B2``, ``Ark!$B$2``,
        ``tabel[[#This Row],[før]]``), a number with a dot, a quoted text, or None where nothing is given.
    ranges : sequence of str or None
        Only for RESSOURCER: the whole columns of pupils and index (``B$2:B$25``, ``tabel[elever]``), in the
        same order.

    Returns
    -------
    list of str or None
        A formula for each column of the answer, in English with commas and without ``=``; its sentences in
        the language spoken now. None where this function or this form of call has no ordinary formula,
        and where the function itself refuses the call whatever its cells hold.

    Examples
    --------
    >>> native_row("REGRESSIONMODMIDDEL", ["A2", "52", "0.85"])[0]
    'IF(COUNT(A2)+COUNTBLANK(A2)<1,#VALUE!,IF(COUNT(A2)<1,"",52+0.85*(A2-52)))'
    """
    function = function.removeprefix(PREFIX)
    if function not in NATIVE:
        return None
    spec = specs()[function]
    try:
        given = read_arguments(spec, arguments)
        _check_together(given)
        if function in _ROW:
            return _ROW[function](spec, given)
        whole = _whole_columns(spec, ranges)
        return native_tools.resources(spec, given, whole)
    except NoFormula:
        return None


def why_not(function: str) -> str | None:
    """Say why a function has no ordinary formula; None where it has one."""
    reason = NOT_NATIVE.get(function.removeprefix(PREFIX))
    return None if reason is None else texts.say(f"native.grund.{reason}")


def _check_together(given: Arguments) -> None:
    """Pupils' spread and their number are given both or neither: one alone would count for nothing."""
    if "sd_year_to_year" in given and ("sd_pupil" in given) != ("pupils" in given):
        raise NoFormula


def _whole_columns(spec: UdfSpec, ranges: Sequence[str | None]) -> dict[str, str]:
    named = dict(zip((parameter.name for parameter in spec.parameters), ranges, strict=False))
    found = {name: text for name in _WHOLE[spec.name] if (text := named.get(name)) and is_range(text)}
    if len(found) < len(_WHOLE[spec.name]):
        raise NoFormula
    return found
