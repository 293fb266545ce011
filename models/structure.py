"""What a structure's manager sets: its own choices and demands, its services, the accounts that it is paid on."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field as Constrained


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StructureChanges(_Frozen):
    """What changes; what is not named stays. Without a number of days, the service's own term holds."""

    model_config = ConfigDict(json_schema_extra={"example": {"straight_through": True, "retention_days": 3650}})

    straight_through: bool = False
    retention_days: int | None = Constrained(None, ge=1, le=36500)
    service_code_required: bool = False
    engagement_required: bool = False
    either_required: bool = False


class ServiceChanges(_Frozen):
    """A service of a public body, by its code; what is not named stays, or is as here for a new one."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "Voirie", "engagement_required": True}})

    name: str = Constrained("", max_length=200)
    active: bool = True
    engagement_required: bool = False


class BankAccountNew(_Frozen):
    """An account to add. The IBAN may be typed with spaces."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"iban": "FR7630006000011234567890189", "bic": "AGRIFRPP", "label": "Compte courant"}
        }
    )

    iban: str = Constrained(max_length=60)
    bic: str | None = Constrained(None, max_length=20)
    label: str = Constrained("", max_length=100)
    preferred: bool = False


class BankAccountChanges(_Frozen):
    """What changes; what is not named stays. The IBAN does not change: add the new account, then remove the old."""

    model_config = ConfigDict(json_schema_extra={"example": {"label": "Compte affacturage", "active": False}})

    bic: str | None = Constrained(None, max_length=20)
    label: str = Constrained("", max_length=100)
    active: bool = True
    preferred: bool = False
