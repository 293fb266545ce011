"""The Directory Service: who receives invoices where, and what public bodies demand.

Sources: AFNOR XP Z12-013, Directory Service 1.3.0 (siret/code-insee, routing-code/search, directory-line/search)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from extractor.checkdigits import SIREN_LENGTH, SIRET_LENGTH
from models.service_errors import InvalidRequest, Unavailable
from worker.gateway.afnor.http import Access, Answer, Api, Denied, opened
from worker.gateway.parcel import GatewayUnavailable
from worker.settings import ServiceSettings

PAGE: Final = 100
MOST_PAGES: Final = 100
_NOBODY: Final = 404
_Read = TypeVar("_Read", bound=BaseModel)


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)


class Demands(_Told):
    """What a public body demands (b2gAdditionalData); None where the directory does not say."""

    service_code_status: bool | None = None
    manages_legal_commitment_code: bool | None = None
    manages_legal_commitment_or_service_code: bool | None = None


class Company(_Told):
    """A legal unit; `entity_type` is Public or PrivateVatRegistered."""

    siren: str | None = None
    business_name: str | None = None
    entity_type: str | None = None
    administrative_status: str | None = None


class Establishment(_Told):
    """An establishment, with its company where that was asked for too."""

    siret: str
    siren: str | None = None
    name: str | None = None
    administrative_status: str | None = None
    demands: Demands | None = Field(default=None, alias="b2gAdditionalData")
    legal_unit: Company | None = None

    @property
    def public(self) -> bool:
        kind = self.legal_unit.entity_type if self.legal_unit is not None else None
        return kind == "Public" or (kind is None and self.demands is not None)

    @property
    def title(self) -> str | None:
        return self.name or (self.legal_unit.business_name if self.legal_unit is not None else None)


class RoutingCode(_Told):
    """A place within an establishment that receives invoices of its own."""

    routing_identifier: str
    routing_identifier_type: str | None = None
    routing_code_name: str | None = None
    manages_legal_commitment_code: bool | None = None
    administrative_status: str | None = None


class Line(_Told):
    """An address at which invoices are received, and by what kind of platform: WK an approved one, DFH the State's."""

    addressing_identifier: str
    directory_line_status: str | None = None
    platform_type: str | None = None
    siren: str | None = None
    siret: str | None = None
    routing_identifier: str | None = None


class _Page(_Told):
    """`total_number_of_results` is -1 where the directory does not count."""

    total_number_of_results: int = -1
    results: tuple[Any, ...] = ()


class Directory:
    """A platform's Directory Service. All methods raise Denied and GatewayUnavailable. Close it at the end."""

    def __init__(self, settings: ServiceSettings) -> None:
        if not settings.afnor_directory_api:
            raise Unavailable("PREFACTURE_AFNOR_DIRECTORY_API")
        self._client = opened()
        access = Access(self._client, settings)
        self._api = Api(self._client, settings.afnor_directory_api, access, settings.afnor_organization)

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def company(self, siren: str) -> Company | None:
        """A legal unit by its SIREN; None where there is none."""
        return self._one(Company, f"/v1/siren/code-insee:{_digits(siren, SIREN_LENGTH)}", {})

    def establishment(self, siret: str) -> Establishment | None:
        """An establishment by its SIRET, with its company; None where there is none."""
        path = f"/v1/siret/code-insee:{_digits(siret, SIRET_LENGTH)}"
        return self._one(Establishment, path, {"include": "siren"})

    def codes(self, siret: str) -> tuple[RoutingCode, ...]:
        """The routing codes of an establishment."""
        filters = {"siret": {"op": "strict", "value": _digits(siret, SIRET_LENGTH)}}
        return tuple(self._all(RoutingCode, "/v1/routing-code/search", filters, "routingIdentifier"))

    def lines(self, number: str) -> tuple[Line, ...]:
        """Where a company (SIREN) or an establishment (SIRET) receives its invoices."""
        name, length = ("siren", SIREN_LENGTH) if len(number) == SIREN_LENGTH else ("siret", SIRET_LENGTH)
        filters = {name: {"op": "strict", "value": _digits(number, length)}}
        return tuple(self._all(Line, "/v1/directory-line/search", filters, "addressingIdentifier"))

    def _one(self, model: type[_Read], path: str, params: Mapping[str, str]) -> _Read | None:
        try:
            return _read(model, self._api.ask("GET", path, params=params))
        except Denied as error:
            if error.status == _NOBODY:
                return None
            raise

    def _all(self, model: type[_Read], path: str, filters: dict[str, Any], order: str) -> Iterator[_Read]:
        """Every result, page by page; a search without any may be answered as an absence."""
        asked = {"filters": filters, "sorting": [{"field": order, "order": "ascending"}], "limit": PAGE}
        seen = 0
        for _ in range(MOST_PAGES):
            try:
                page = _read(_Page, self._api.ask("POST", path, json={**asked, "ignore": seen}))
            except Denied as error:
                if error.status == _NOBODY:
                    return
                raise
            for one in page.results:
                yield _valid(model, one)
            seen += len(page.results)
            total = page.total_number_of_results
            if not page.results or (seen >= total if total >= 0 else len(page.results) < PAGE):
                return


def _digits(number: str, length: int) -> str:
    """Nothing but a number goes into an address."""
    if len(number) != length or not (number.isascii() and number.isdigit()):
        raise InvalidRequest(f"{number[:20]} n'a pas {length} chiffres")
    return number


def _read(model: type[_Read], answer: Answer) -> _Read:
    return _valid(model, answer.json())


def _valid(model: type[_Read], told: object) -> _Read:
    try:
        return model.model_validate(told)
    except ValidationError as error:
        raise GatewayUnavailable(f"réponse inattendue de l'annuaire : {model.__name__}") from error
