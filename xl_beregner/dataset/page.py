"""The page ``docs/dataset.md``, made from ``schema`` and ``texts``, so that it tells what is read.

Written with ``python -m xl_beregner.dataset.page > docs/dataset.md``; a test compares the two.
"""

from __future__ import annotations

from xl_beregner import texts
from xl_beregner.dataset import blank, schema
from xl_beregner.dataset.settings import families
from xl_beregner.dataset.shape import Column, Kind, Table, written

_PUPILS_FIRST = (schema.PUPILS, schema.FORECASTS, schema.CONVERSIONS)


def dataset_page(lang: str) -> str:
    """Write the page: how results are pasted, then every table with its columns."""
    others = [table for table in blank.TABLES if table not in _PUPILS_FIRST]
    parts = [texts.say("dataset.side.indledning", lang)]
    told = (*_PUPILS_FIRST, *others, *schema.AGREEMENT_TABLES)
    for table in told:
        parts += [_table(table, lang), *([_settings(lang)] if table is schema.SETTINGS else [])]
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


def _settings(lang: str) -> str:
    lines = [texts.say("dataset.side.indstillinger", lang), "|---|---|---|---|"]
    for keys, default, words in families():
        named = f"`{keys[0]}`" if len(keys) == 1 else f"`{keys[0]}` … `{keys[-1]}`"
        shown = (
            default if isinstance(default, str) else texts.number(default, 2, lang).rstrip("0").rstrip(",.")
        )
        takes = texts.say(f"dataset.tilladt.{words}", lang)
        lines.append(f"| {named} | {shown} | {takes} | {texts.say(f'dataset.indstilling.{words}', lang)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(dataset_page("da"), end="")
