"""Ordinary formulas of what is no statistic: which figures are shown, and how money is shared out.

What they mean is told in ``measures.tools``.
"""

from __future__ import annotations

from collections.abc import Mapping

from xl_beregner.catalog import UdfSpec
from xl_beregner.hosts.native_parts import (
    Argument,
    Arguments,
    broken,
    guarded,
    outside,
    sentence,
    sentence_with,
    unless_missing,
)
from xl_beregner.measures.tools.disclosure import LEAST_PUPILS


def shown(spec: UdfSpec, given: Arguments) -> list[str]:
    """SKJUL."""
    value, pupils = given["value"], given.get("pupils")
    least = given.get("least", Argument(str(LEAST_PUPILS), float(LEAST_PUPILS)))
    impossible = [*outside(pupils, "<0"), *broken(pupils), *outside(least, "<1")]
    if least.is_cell:
        fewest = f'IF({least}="",{LEAST_PUPILS},{least})'
        few = sentence_with(spec, "verdict", "too_few", "least", fewest)
    else:
        fewest, few = str(least), sentence(spec, "verdict", "too_few", least=least.value)
    enough = f"IF({pupils}<{fewest},{few},{value})"
    judged = unless_missing([pupils], enough, sentence(spec, "verdict", "count_unknown"))
    return [guarded(unless_missing([value], judged), (value, pupils, least), impossible)]


def resources(spec: UdfSpec, given: Arguments, ranges: Mapping[str, str]) -> list[str]:
    """RESSOURCER: one school's row, and the whole columns the pool is shared by."""
    pupils, index = given["pupils"], given["index"]
    base, pool = given["base_amount"], given["pool"]
    all_pupils, all_indices = ranges["pupils"], ranges["index"]
    need = f"SUMPRODUCT({all_pupils},{all_indices})"
    taking_part = f'SUMIF({all_indices},">=0",{all_pupils})'
    base_part, pool_part = f"{base}*{pupils}", f"{pool}*{pupils}*{index}/{need}"
    index_100 = f"100*{index}*{taking_part}/{need}"

    def said(key: str) -> str:
        return sentence_with(spec, "text", key, "index_100", f"INT({index_100}+0.5)")

    some_left_out = f'COUNTIFS({all_pupils},">=0",{all_indices},">=0")<COUNT({all_pupils})'
    shared = f"IF({some_left_out},{said('ok_some_left_out')},{said('ok')})"
    text = f"IF({need}=0,{sentence(spec, 'text', 'nothing_to_share_by')},{shared})"
    text = unless_missing([pupils], unless_missing([index], text, sentence(spec, "text", "no_index")))
    money = [base_part, pool_part, f"{base_part}+{pool_part}", index_100]
    return [
        _over_all(formula, ranges, base, pool)
        for formula in (
            *(unless_missing((pupils, index), f'IF({need}=0,"",{part})') for part in money),
            text,
        )
    ]


def _over_all(formula: str, ranges: Mapping[str, str], base: Argument, pool: Argument) -> str:
    """Refuse every row where one cell of the columns will not do: the sums would silently lack it."""
    columns = ranges["pupils"], ranges["index"]
    counted = "+".join(f"COUNT({column})+COUNTBLANK({column})" for column in columns)
    rows = "+".join(f"ROWS({column})" for column in columns)
    impossible = [f'COUNTIF({column},"<0")' for column in columns]
    impossible += [*outside(base, "<0"), *outside(pool, "<0")]
    formula = unless_missing((base, pool), formula, "#N/A")
    formula = f"IF({'+'.join(impossible)}>0,#NUM!,{formula})"
    return guarded(f"IF({counted}<{rows},#VALUE!,{formula})", (base, pool))
