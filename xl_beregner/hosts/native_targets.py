"""Ordinary formulas of targets: whether one is reached, its chance, and what to propose.

The statistics are told in ``measures.targets``; here is the same arithmetic as Excel writes it.
"""

from __future__ import annotations

from xl_beregner.catalog import UdfSpec
from xl_beregner.hosts.native_parts import (
    Argument,
    Arguments,
    broken,
    by_direction,
    guarded,
    if_is,
    outside,
    sentence,
    unless_missing,
)
from xl_beregner.measures.targets.prediction import DRIFT, MOST_YEARS
from xl_beregner.measures.targets.proposals import CHANCES
from xl_beregner.measures.targets.status import CUT_POINTS

# The words that hold on either side of the target, poorest first; between them all may be said.
_CERTAINTIES = ("not_reached", *(word for _, word in reversed(CUT_POINTS)))
_HIGH, _LOW = ("undecided", "probably_reached", "reached"), ("not_reached", "probably_not_reached")


def status(spec: UdfSpec, given: Arguments) -> list[str]:
    """STATUS."""
    result, target, error = given["result"], given["target"], given.get("standard_error")
    direction = given.get("direction")
    numbers, impossible = (result, error, target), outside(error, "<0")
    near = f"1E-9*MAX(ABS({result}),ABS({target}))"  # as near is reached: see measures.targets.status
    ahead = {True: f"{result}-{target}", False: f"{target}-{result}"}

    def finished(up: str, down: str, needed: tuple[Argument | None, ...] = (result, target)) -> str:
        chosen = by_direction(direction, up, down)
        return guarded(unless_missing(needed, chosen), numbers, impossible, direction)

    def observed(*, is_up: bool) -> str:
        reached, missed = (sentence(spec, "observed", word) for word in _sides(is_up=is_up))
        return f"IF({ahead[is_up]}>=-{near},{reached},{missed})"

    def level(*, is_up: bool) -> str:
        steps = (f"({ahead[is_up]}+{near}>=NORMSINV({least})*{error})" for least, _ in reversed(CUT_POINTS))
        return "1+" + "+".join(steps)

    def certainty(*, is_up: bool) -> str:
        unknown = sentence(spec, "certainty", "unknown")
        words = ",".join(sentence(spec, "certainty", word) for word in _CERTAINTIES)
        return unless_missing([error], f"CHOOSE({level(is_up=is_up)},{words})", unknown)

    def chance(*, is_up: bool) -> str:
        apart = ahead[is_up]
        known = f"IF({apart}>=-{near},1,0)"
        if error is None:
            return known  # not shown
        # A difference that is only rounding counts as none.
        unsure = f"NORMSDIST(({apart})*(ABS({apart})>{near})/{error})"
        return if_is(error, 0, known, unsure)

    def text(*, is_up: bool) -> str:
        reached, missed = _sides(is_up=is_up)

        def said(side: str, sure: str) -> str:
            return sentence(spec, "text", f"{side}_{sure}")

        def seen(sure: str) -> str:
            return f"IF({ahead[is_up]}>=-{near},{said(reached, sure)},{said(missed, sure)})"

        words = [said(missed, sure) for sure in _LOW] + [seen("undecided")]
        words += [said(reached, sure) for sure in _HIGH[1:]]
        return unless_missing([error], f"CHOOSE({level(is_up=is_up)},{','.join(words)})", seen("unknown"))

    return [
        finished(observed(is_up=True), observed(is_up=False)),
        finished(certainty(is_up=True), certainty(is_up=False)),
        finished(chance(is_up=True), chance(is_up=False), (result, error, target)),
        finished(text(is_up=True), text(is_up=False)),
    ]


def _sides(*, is_up: bool) -> tuple[str, str]:
    return ("at_or_above", "below") if is_up else ("at_or_below", "above")


def target_chance(spec: UdfSpec, given: Arguments) -> list[str]:
    """MAALCHANCE."""
    mean, sd, target = _mean(given), _sd(given), given["target"]
    chance = by_direction(
        given.get("direction"), f"NORMSDIST(({mean}-{target})/{sd})", f"NORMSDIST(({target}-{mean})/{sd})"
    )
    return [_predicted(given, part) for part in (chance, sd)]


def expert_targets(spec: UdfSpec, given: Arguments) -> list[str]:
    """MAALEKSPERT."""
    mean, sd = _mean(given), _sd(given)
    columns = [mean]
    for chance in CHANCES:
        out = f"NORMSINV(1-{chance})*{sd}"
        found = by_direction(given.get("direction"), f"{mean}+{out}", f"{mean}-{out}")
        columns.append(mean if chance == 0.5 else found)  # the quantile is 0
    return [_predicted(given, part) for part in (*columns, f"NORMSINV(0.975)*{sd}")]


def _predicted(given: Arguments, formula: str) -> str:
    """Put a formula of the coming result behind the checks all of them share.

    Every number that is given must be there in the row: without one of them the row's uncertainty would
    look smaller than that of others.
    """
    direction, horizon = given.get("direction"), given.get("horizon")
    rows = [given[name] for name in given if name not in ("direction", "horizon")]
    names = ("standard_error", "sd_year_to_year", "sd_pupil", "sd_common")
    spreads = [given[name] for name in names if name in given]
    impossible = [limit for spread in spreads for limit in outside(spread, "<0")]
    impossible += outside(given.get("pupils"), "<=0")
    impossible += [*outside(horizon, "<1", f">{MOST_YEARS}"), *broken(horizon)]
    if all(spread.is_cell or spread.value == 0 for spread in spreads):
        formula = f"IF(MAX({','.join(map(str, spreads))})=0,#NUM!,{formula})"
    return guarded(unless_missing(rows, formula), [*rows, horizon], impossible, direction)


def _mean(given: Arguments) -> str:
    base, trend = given["base"], given.get("trend")
    return str(base) if trend is None else f"({base}+{_years(given)}*{trend})"


def _sd(given: Arguments) -> str:
    year, common = given["sd_year_to_year"], given.get("sd_common")
    swing = f"{year}^2" if common is None else f"({year}^2+{common}^2)"
    if "horizon" in given:
        swing = f"(1+{DRIFT}*({_years(given)}-1))*{swing}"
    parts = [f"{given['standard_error']}^2", swing]
    if "pupils" in given:
        parts.append(f"{given['sd_pupil']}^2/{given['pupils']}")
    return f"SQRT({'+'.join(parts)})"


def _years(given: Arguments) -> str:
    """Give the years ahead: at least 1 is asked for elsewhere, so that a blank cell counts for 1."""
    horizon = given.get("horizon")
    if horizon is None:
        return "1"
    return f"MAX(1,{horizon})" if horizon.is_cell else str(horizon)
