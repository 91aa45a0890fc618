"""The page ``docs/dataset.md``, made from ``schema`` and ``texts``, so that it tells what is read.

Written with ``python -m xl_beregner.dataset.page > docs/dataset.md``; a test compares the two.
"""

from __future__ import annotations

from xl_beregner import texts
from xl_beregner.dataset import blank, schema
from xl_beregner.dataset.shape import Column, Kind, Table, written

_PUPILS_FIRST = (schema.PUPILS, schema.FORECASTS, schema.CONVERSIONS)


def dataset_page(lang: str) -> str:
    """Write the page: how results are pasted, then every table with its columns."""
    others = [table for table in blank.TABLES if table not in _PUPILS_FIRST]
    parts = [texts.say("dataset.side.indledning", lang)]
    told = (*_PUPILS_FIRST, *others, *schema.AGREEMENT_TABLES)
    parts += [_table(table, lang) for table in told]
    parts.append(texts.say("dataset.side.normer", lang))
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _table(table: Table, lang: str) -> str:
    name = texts.say(f"dataset.tabel.{table.name}", lang)
    lines = [f"## {name} (`{table.name}`)", "", texts.say(f"dataset.om.{table.name}", lang), ""]
    lines += [texts.say("dataset.side.kolonner", lang), "|---|---|---|"]
    return "\n".join([*lines, *(_column(table, column, lang) for column in table.columns)])


def _column(table: Table, column: Column, lang: str) -> str:
    heading = texts.say(f"dataset.kolonne.{table.name}.{column.key}", lang)
    mark = " *" if column.required else ""
    told = texts.say(f"dataset.hjaelp.{table.name}.{column.key}", lang)
    if column.kind is Kind.CHOICE:
        words = " · ".join(f"`{word}`" for word in written(column.choices, lang))
        told = f"{told} {texts.say('dataset.side.ord', lang, ord=words)}"
    return f"| `{column.key}`{mark} | {heading} | {told} |".replace("\n", " ")


if __name__ == "__main__":
    print(dataset_page("da"), end="")
