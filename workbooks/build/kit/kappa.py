"""Two assessors' agreement as native formulas: weighted kappa with its interval, and Wilson's of a share.

The figures are those of ``measures.measurement.agreement`` with quadratic weights on the places of an order.
With those weights the tables of shares need not be laid out: sums over the pairs are enough (``SUMS``), and
Fleiss, Cohen & Everitt's standard error is a mean over the pairs of one term each (``terms``).
"""

from __future__ import annotations

from collections.abc import Mapping

# Of each pair: both places, the second less the first, the weight, the two mean weights together, the
# error's term.
HELPERS = ("a", "b", "d", "vikt", "snitt", "term")
_Z2 = "NORMSINV(0.975)^2"
_ALIKE, _NO_SPREAD = "1-1E-12", "1E-7"  # as in measures.measurement.agreement
_UPPER = "IF({kappa}+{racker}>1,1,{kappa}+{racker})"

# Each is a cell outside the print: its key and its formula; {key} is another of them, {column:x} the
# pairs' column x. Without a pair they are blank or 0; nothing of them is shown below five pairs.
SUMS: Mapping[str, str] = {
    "n": "COUNT({column:d})",
    "sa": "SUM({column:a})",
    "sb": "SUM({column:b})",
    "saa": "SUMSQ({column:a})",
    "sbb": "SUMSQ({column:b})",
    "bredd": "MAX({column:a},{column:b})-MIN({column:a},{column:b})",
    # Kappa is not defined where either has given one point to all.
    "en_niva": "IF(OR(MAX({column:a})=MIN({column:a}),MAX({column:b})=MIN({column:b})),1,0)",
    "po": "1-SUMSQ({column:d})/({n}*{bredd}^2)",
    "pe": "1-({saa}/{n}+{sbb}/{n}-2*{sa}*{sb}/{n}^2)/{bredd}^2",
    "spridning": "SUM({column:term})/{n}-({po}*{pe}-2*{pe}+{po})^2",
    "fel": f"IF({{po}}>={_ALIKE},0,SQRT(MAX({{spridning}},0)/{{n}})/(1-{{pe}})^2)",
    "kappa": f"IF({{po}}>={_ALIKE},1,MAX(({{po}}-{{pe}})/(1-{{pe}}),-1))",
    # Where the error is 0, the interval is Wilson's of the agreement seen.
    "lika": "ROUND(({kappa}*(1-{pe})+{pe})*{n},0)",
    "w_lag": "({wilson_lower}-{pe})/(1-{pe})",
    "w_hog": "({wilson_upper}-{pe})/(1-{pe})",
    "racker": "NORMSINV(0.975)*{fel}",
    "nedre": f"IF({{fel}}<{_NO_SPREAD},MAX(MIN({{w_lag}},{{kappa}}),-1),MAX({{kappa}}-{{racker}},-1))",
    "oevre": f"IF({{fel}}<{_NO_SPREAD},MIN(MAX({{w_hog}},{{kappa}}),1),{_UPPER})",
}
_DEFINED_WITH_LEVELS = tuple(SUMS)[list(SUMS).index("po") :]


def wilson(successes: str, n: str) -> tuple[str, str]:
    """Write the ends of Wilson's 95 % interval, as ``measures.rules.wilson_interval`` has them."""
    middle = f"({successes}+{_Z2}/2)/({n}+{_Z2})"
    reach = f"SQRT({_Z2}*({successes}*({n}-{successes})/{n}+{_Z2}/4))/({n}+{_Z2})"
    return f"{middle}-{reach}", f"IF({n}-{successes}<=0,1,{middle}+{reach})"


def sums(cells: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, str]:
    """Write every sum's formula; ``cells``: where each stands, ``columns``: the pairs' cells by helper."""
    ends = dict(zip(("wilson_lower", "wilson_upper"), wilson(cells["lika"], cells["n"]), strict=True))
    found = {}
    for key, pattern in SUMS.items():
        formula = pattern
        for helper in HELPERS:
            formula = formula.replace(f"{{column:{helper}}}", columns[helper])
        for known, cell in {**cells, **ends}.items():
            formula = formula.replace(f"{{{known}}}", cell)
        if key in _DEFINED_WITH_LEVELS:
            formula = f'IF({cells["en_niva"]}=1,"",{formula})'
        found[key] = formula
    return found


def terms(
    one: str, other: str, both: str, here: Mapping[str, str], sums: Mapping[str, str]
) -> dict[str, str]:
    """Write a pair's formulas by helper: from the places ``one`` and ``other``, where ``both`` are known.

    ``here``: where the pair's helpers stand; ``sums``: where the sums do.
    """
    a, b, d, weight, mean = (here[key] for key in HELPERS[:-1])
    n, width = sums["n"], sums["bredd"]
    of_a = f"({a}^2-2*{a}*{sums['sb']}/{n}+{sums['sbb']}/{n})/{width}^2"
    of_b = f"({b}^2-2*{b}*{sums['sa']}/{n}+{sums['saa']}/{n})/{width}^2"
    told = f"AND(ISNUMBER({d}),{sums['en_niva']}=0)"
    inner = f"({weight}*(1-{sums['pe']})-{mean}*(1-{sums['po']}))^2"
    return {
        "a": f'IF({both},{one},"")',
        "b": f'IF({both},{other},"")',
        "d": f'IF(ISNUMBER({a}),{b}-{a},"")',
        "vikt": f'IF({told},1-({d}/{width})^2,"")',
        "snitt": f'IF({told},2-{of_a}-{of_b},"")',
        "term": f'IF({told},{inner},"")',
    }
