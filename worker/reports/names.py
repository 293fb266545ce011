"""What stands beside figures: names of bands of confidence, fields that a rule looks at, the clock of a report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from extractor.output.columns import label
from extractor.rules import RULES
from worker.portal.french import FRANCE
from worker.reports import said
from worker.reports.figures import BANDS


def bands() -> tuple[str, ...]:
    """Names of the bands of confidence, the unknown last.

    >>> [name.replace(said.NARROW, " ") for name in bands()]
    ['95 % et plus', 'de 80 à 95 %', 'de 50 à 80 %', 'moins de 50 %', 'non mesurée']
    """
    edges = [f"{least * 100:.0f}" for least in BANDS]
    unit = f"{said.NARROW}%"
    between = (f"de {low} à {high}{unit}" for high, low in pairwise(edges[:-1]))
    return (f"{edges[0]}{unit} et plus", *between, f"moins de {edges[-2]}{unit}", "non mesurée")


@cache
def rules() -> Mapping[str, str]:
    """The fields that each of our rules looks at; rules of norms and platforms are not among them.

    >>> rules()["PF-SIRET"]
    "SIRET du vendeur, SIRET de l'acheteur"
    """
    told: dict[str, str] = {}
    for rule in RULES:
        told.setdefault(rule.id, ", ".join(label(field) for field in rule.fields))
    return MappingProxyType(told)


def local(at: datetime) -> datetime:
    """A moment by the clock of France; one without zone is that of the clock already."""
    return at if at.tzinfo is None else at.astimezone(FRANCE)
