"""A recipient looked up in the Directory Service, and what it demands taken into our own directory.

Of a public body its sheet and its routing codes are kept: a routing code of scheme 0224 is what Chorus Pro calls a
service code. Of anybody else nothing is kept; the lines tell whether and where they receive invoices.

Sources: AFNOR XP Z12-013, Directory Service 1.3.0 (serviceCodeStatus, managesLegalCommitmentCode,
managesLegalCommitmentOrServiceCode) · BR-FR-CPRO-11 to 13
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from extractor.checkdigits import SIRET_LENGTH
from models.directory import Imported
from models.service_errors import InvalidRequest, NotFound, Unavailable
from worker.directory import keep
from worker.directory_lines import LONGEST_CODE, LONGEST_NAME, Entry
from worker.gateway.afnor.directory import Demands, Directory, Establishment, Line, RoutingCode
from worker.gateway.afnor.http import Denied
from worker.gateway.parcel import GatewayUnavailable
from worker.service import Service

SERVICE_CODES: Final = frozenset({None, "0224"})
"""Schemes of routing codes that are service codes; GLN and ODETTE numbers are none."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What the directory told of an establishment; `kept` what became of it here, None where it is no public body."""

    establishment: Establishment
    codes: tuple[RoutingCode, ...]
    lines: tuple[Line, ...]
    kept: Imported | None


def look_up(service: Service, siret: str) -> LookedUp:
    """Ask for an establishment and, where it is a public body, keep its sheet and services in our directory.

    Raises InvalidRequest for what is no SIRET, NotFound where the directory has none such, Unavailable.
    """
    number = re.sub(r"[\s.]", "", siret)
    if len(number) != SIRET_LENGTH or not (number.isascii() and number.isdigit()):
        raise InvalidRequest("un SIRET a quatorze chiffres")
    try:
        with Directory(service.settings) as directory:
            found = directory.establishment(number)
            if found is None:
                raise NotFound(f"l'annuaire ne connaît pas le SIRET {number}")
            codes = directory.codes(number) if found.public else ()
            lines = directory.lines(number)
    except GatewayUnavailable as error:
        raise Unavailable(error.detail) from error
    except Denied as error:
        raise InvalidRequest(f"l'annuaire répond {error}") from error
    kept = keep(service, _entries(number, found, codes)) if found.public else None
    return LookedUp(found, codes, lines, kept)


def _entries(siret: str, found: Establishment, codes: tuple[RoutingCode, ...]) -> list[Entry]:
    """The establishment and its services as lines of our directory; what the Directory Service leaves out stands."""
    demands = found.demands or Demands()
    sheet = Entry(
        1,
        siret,
        name=(found.title or "")[:LONGEST_NAME] or None,
        active=_active(found.administrative_status),
        service_code_required=demands.service_code_status,
        engagement_required=demands.manages_legal_commitment_code,
        either_required=demands.manages_legal_commitment_or_service_code,
    )
    services = [
        Entry(
            place,
            siret,
            code=code.routing_identifier,
            service_name=(code.routing_code_name or "")[:LONGEST_NAME] or None,
            service_active=_active(code.administrative_status),
            service_engagement=code.manages_legal_commitment_code,
        )
        for place, code in enumerate(codes, 2)
        if code.routing_identifier_type in SERVICE_CODES and len(code.routing_identifier) <= LONGEST_CODE
    ]
    return [sheet, *services]


def _active(status: str | None) -> bool | None:
    return None if status is None else status == "A"
