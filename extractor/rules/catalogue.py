"""The catalogue of rules: `python -m extractor.rules.catalogue` prints `docs/rules.md`."""

from __future__ import annotations

from datetime import date

from extractor.rules import RULES, law
from extractor.rules.rule import Rule

_HEAD = """# Rules

What is checked on every invoice. This page is printed by `python -m extractor.rules.catalogue`; do not edit it.

A *blocking* finding stops the deposit, a *warning* asks for a look. References are those in force on {day}; a rule with
a validity applies to invoices issued within it.

| rule | severity | fields | what must hold | reference | validity |
|---|---|---|---|---|---|
"""

_TEXTS = """
## Dated texts

References and sentences that change with the law; each invoice is judged by those of its issue date.

| name | text | validity |
|---|---|---|
"""


def catalogue() -> str:
    """The page, in Markdown."""
    rows = "".join(f"| {' | '.join(_row(rule))} |\n" for rule in RULES)
    texts = "".join(f"| {t.key} | {t.wording} | {_validity(t.valid_from, t.valid_to)} |\n" for t in law.TEXTS)
    return _HEAD.format(day=law.UNDATED.isoformat()) + rows + _TEXTS + texts


def _row(rule: Rule) -> tuple[str, ...]:
    statement = rule.statement.partition(": ")
    also = statement[0].removeprefix(rule.id).strip()
    return (
        f"{rule.id} {also}".strip(),
        rule.severity.value,
        ", ".join(f"`{field}`" for field in rule.fields),
        statement[2],
        law.cite(rule.reference, law.UNDATED),
        _validity(rule.valid_from, rule.valid_to),
    )


def _validity(valid_from: date | None, valid_to: date | None) -> str:
    begin = f"from {valid_from}" if valid_from is not None else ""
    end = f"to {valid_to}" if valid_to is not None else ""
    return f"{begin} {end}".strip()


if __name__ == "__main__":
    print(catalogue(), end="")
