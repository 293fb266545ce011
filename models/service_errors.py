"""What the service refuses, as a tree; each class has a stable `code`, and says what to do next.

ServiceError                    what was asked of the service can't be done
├── NotFound                    not_found: there is none, or none that the caller may see
├── NotSignedIn                 not_signed_in
├── Forbidden                   forbidden: the caller's role does not allow it
│   └── NoAccess                forbidden, for a reason that no role changes: `detail` says which
├── InvalidRequest              invalid_request: `detail` says what
│   └── NotTaken                invalid_request: a file; `detail` and `detail_en` say why, and what to do
├── StaleVersion                stale_version: changed by somebody else meanwhile; `current` is the version now
├── WrongState                  wrong_state: not possible where the document stands
│   └── CannotSplit             wrong_state: the file's boundaries; `said` says why, and what to do
│       └── NotSplitYet         wrong_state: while it is being read
├── NotReady                    not_ready: `findings` forbid the deposit
├── PlatformRefused             platform_refused: `said` is the platform's reason
├── TooManyRequests             too_many_requests: `seconds` to wait
└── Unavailable                 unavailable: something the service needs does not answer
"""

from __future__ import annotations

from typing import ClassVar, Self

from models.finding import Finding, Message


class ServiceError(Exception):
    """Root of what the service refuses; `detail` completes the message for a person, in French."""

    code: ClassVar[str] = "service_error"
    fr: ClassVar[str] = "La demande n'a pas pu aboutir."
    en: ClassVar[str] = "The request could not be carried out."

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        super().__init__(f"{self.en}{' (' + detail + ')' if detail else ''}")


class NotFound(ServiceError):
    """No such thing, or not the caller's: the two are not told apart."""

    code = "not_found"
    fr = "Rien ne se trouve à cette adresse, ou pas pour vous : vérifiez l'identifiant et la structure choisie."
    en = "Nothing is here, or not for you: check the identifier and the structure."


class NotSignedIn(ServiceError):
    """No key, no session, or one that is over."""

    code = "not_signed_in"
    fr = "Connectez-vous, ou envoyez une clé d'API valide dans l'en-tête Authorization."
    en = "Sign in, or send a valid API key in the Authorization header."


class Forbidden(ServiceError):
    """Signed in, and not allowed."""

    code = "forbidden"
    fr = "Votre rôle ne permet pas cette action : demandez-la à un gestionnaire de la structure."
    en = "Your role does not allow this: ask a manager of the structure."


class NoAccess(Forbidden):
    """Not to be had this way, whatever the role."""

    fr = "L'accès est refusé pour la raison indiquée."
    en = "Access is refused for the reason named."


class InvalidRequest(ServiceError):
    """What was sent can't be taken."""

    code = "invalid_request"
    fr = "La demande n'est pas comprise : corrigez ce qui est indiqué et renvoyez-la."
    en = "The request is not understood: correct what is named and send it again."


class NotTaken(InvalidRequest):
    """A file that can't be taken."""

    def __init__(self, detail: str = "", detail_en: str = "") -> None:
        self.detail_en = detail_en
        super().__init__(detail)

    @classmethod
    def empty(cls) -> Self:
        """A file of no bytes."""
        return cls(
            "Le fichier est vide : vérifiez qu'il s'ouvre, puis envoyez-le de nouveau.",
            "The file is empty: see that it opens, then send it again.",
        )

    @classmethod
    def larger_than(cls, limit: int) -> Self:
        """A file of more bytes than are taken."""
        most = limit // 2**20
        return cls(
            f"Fichier trop gros, {most} Mo au plus par fichier : découpez-le, ou réduisez la résolution du scan.",
            f"This file is too large, at most {most} MB per file: split it, or lower the resolution of the scan.",
        )


class StaleVersion(ServiceError):
    """Somebody else changed the document meanwhile."""

    code = "stale_version"
    fr = "Le document a été modifié entre-temps : relisez-le, puis refaites votre correction."
    en = "The document was changed meanwhile: read it again, then repeat your correction."

    def __init__(self, current: int) -> None:
        self.current = current
        super().__init__(f"version {current}")


class WrongState(ServiceError):
    """The document stands where this is not possible."""

    code = "wrong_state"
    fr = "Cette action n'est pas possible dans l'état actuel du document : regardez son historique."
    en = "This is not possible in the document's present state: look at its history."


class CannotSplit(WrongState):
    """The file's boundaries can't be moved, or not to there."""

    fr = "Le découpage n'a pas été changé."
    en = "The split was not changed."

    def __init__(self, said: Message) -> None:
        self.said = said
        super().__init__(said.fr)


class NotSplitYet(CannotSplit):
    """The file is still being read: its boundaries are known when that is done."""

    fr = "Le fichier est en cours de lecture."
    en = "The file is being read."


class NotReady(ServiceError):
    """Blocking findings forbid the deposit."""

    code = "not_ready"
    fr = "La facture n'est pas prête : corrigez ce qui est indiqué avant de la déposer."
    en = "The invoice is not ready: correct what is named before depositing it."

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(", ".join(dict.fromkeys(finding.rule for finding in findings)))


class PlatformRefused(ServiceError):
    """The platform says no."""

    code = "platform_refused"
    fr = "La plateforme refuse cette démarche."
    en = "The platform refuses this."

    def __init__(self, said: Message) -> None:
        self.said = said
        super().__init__(said.fr)


class TooManyRequests(ServiceError):
    """More requests than are allowed."""

    code = "too_many_requests"
    fr = "Trop de demandes : attendez un peu, puis recommencez."
    en = "Too many requests: wait a little, then try again."

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"{seconds} s")


class Unavailable(ServiceError):
    """The store, the queue or the files do not answer."""

    code = "unavailable"
    fr = "Le service est momentanément indisponible : réessayez dans une minute, rien n'est perdu."
    en = "The service is not available for the moment: try again in a minute, nothing is lost."
