"""The words of a validation report, in French and in English: layers, states, verdicts, syntaxes and profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from models.finding import Message
from models.validation import LayerName, LayerState, Syntax, Verdict


@dataclass(frozen=True, slots=True)
class Words:
    """What one language says."""

    verdicts: Mapping[Verdict, str]
    why: Mapping[Verdict, str]
    layers: Mapping[LayerName, str]
    states: Mapping[LayerState, str]
    syntaxes: Mapping[Syntax, str]
    no_syntax: str
    profile: str
    no_profile: str
    checks: str
    blocking: str
    warnings: str
    blocking_count: tuple[str, str]
    warning_count: tuple[str, str]
    files: str
    verdict_counts: Mapping[Verdict, tuple[str, str]]
    unread: tuple[str, str]
    more: str
    page: str
    colon: str
    likewise: str
    not_run: tuple[str, ...]

    def of(self, message: Message) -> str:
        """A message in this language."""
        return message.fr if self is FRENCH else message.en

    def reason(self, message: Message) -> str:
        """Why a check was not run, without the opening that says so: its state says that already."""
        text = self.of(message)
        opening = next((one for one in self.not_run if text.startswith(one)), "")
        rest = text.removeprefix(opening)
        return rest[:1].upper() + rest[1:]

    def counted(self, number: int, forms: tuple[str, str]) -> str:
        """A number and its noun, one or many."""
        return f"{number} {forms[0] if number <= 1 else forms[1]}"


FRENCH = Words(
    verdicts=MappingProxyType(
        {Verdict.VALID: "valide", Verdict.INVALID: "non valide", Verdict.UNDECIDED: "indécis"},
    ),
    why=MappingProxyType(
        {
            Verdict.VALID: "Tous les contrôles ont été faits, aucun défaut bloquant.",
            Verdict.INVALID: "À corriger avant l'envoi : ce fichier serait refusé, ou n'est pas conforme à la loi.",
            Verdict.UNDECIDED: "Aucun défaut bloquant, mais un contrôle au moins n'a pas été fait.",
        },
    ),
    layers=MappingProxyType(
        {
            LayerName.FILE: "Fichier",
            LayerName.XSD: "Schéma XML",
            LayerName.NORM: "Norme du profil",
            LayerName.FRANCE: "Règles françaises",
            LayerName.OWN: "Mentions et calculs",
            LayerName.PDF: "PDF",
            LayerName.PAGE: "Page et XML",
        },
    ),
    states=MappingProxyType(
        {LayerState.PASSED: "réussi", LayerState.FAILED: "échoué", LayerState.SKIPPED: "non fait"},
    ),
    syntaxes=MappingProxyType(
        {
            Syntax.CII: "Facture au format CII",
            Syntax.UBL_INVOICE: "Facture au format UBL",
            Syntax.UBL_CREDIT_NOTE: "Avoir au format UBL",
            Syntax.ZUGFERD1: "Facture au format ZUGFeRD 1.0, remplacé depuis 2018",
            Syntax.ORDERX: "Commande au format Order-X, pas une facture",
        },
    ),
    no_syntax="Aucune facture électronique lisible",
    profile="profil {}",
    no_profile="profil non indiqué",
    checks="Contrôles",
    blocking="À corriger",
    warnings="À vérifier",
    blocking_count=("défaut bloquant", "défauts bloquants"),
    warning_count=("point à vérifier", "points à vérifier"),
    files="{} fichiers : ",
    verdict_counts=MappingProxyType(
        {
            Verdict.VALID: ("valide", "valides"),
            Verdict.INVALID: ("non valide", "non valides"),
            Verdict.UNDECIDED: ("indécis", "indécis"),
        },
    ),
    unread=("non lu", "non lus"),
    more="et {} autres endroits",
    page="p. {}",
    colon=" : ",
    likewise="de même",
    not_run=("Non contrôlé : ", "Contrôle impossible : "),
)

ENGLISH = Words(
    verdicts=MappingProxyType({Verdict.VALID: "valid", Verdict.INVALID: "not valid", Verdict.UNDECIDED: "undecided"}),
    why=MappingProxyType(
        {
            Verdict.VALID: "Every check was run, nothing blocking was found.",
            Verdict.INVALID: "To be corrected before it is sent: this file would be refused, or breaks the law.",
            Verdict.UNDECIDED: "Nothing blocking was found, but at least one check was not run.",
        },
    ),
    layers=MappingProxyType(
        {
            LayerName.FILE: "File",
            LayerName.XSD: "XML schema",
            LayerName.NORM: "Norm of the profile",
            LayerName.FRANCE: "French rules",
            LayerName.OWN: "Notices and sums",
            LayerName.PDF: "PDF",
            LayerName.PAGE: "Page against XML",
        },
    ),
    states=MappingProxyType(
        {LayerState.PASSED: "passed", LayerState.FAILED: "failed", LayerState.SKIPPED: "not run"},
    ),
    syntaxes=MappingProxyType(
        {
            Syntax.CII: "Invoice in CII",
            Syntax.UBL_INVOICE: "Invoice in UBL",
            Syntax.UBL_CREDIT_NOTE: "Credit note in UBL",
            Syntax.ZUGFERD1: "Invoice in ZUGFeRD 1.0, superseded in 2018",
            Syntax.ORDERX: "Order in Order-X, not an invoice",
        },
    ),
    no_syntax="No readable electronic invoice",
    profile="profile {}",
    no_profile="no profile given",
    checks="Checks",
    blocking="To correct",
    warnings="To verify",
    blocking_count=("blocking fault", "blocking faults"),
    warning_count=("point to verify", "points to verify"),
    files="{} files: ",
    verdict_counts=MappingProxyType(
        {
            Verdict.VALID: ("valid", "valid"),
            Verdict.INVALID: ("not valid", "not valid"),
            Verdict.UNDECIDED: ("undecided", "undecided"),
        },
    ),
    unread=("not read", "not read"),
    more="and {} more places",
    page="p. {}",
    colon=": ",
    likewise="likewise",
    not_run=("Not checked: ",),
)
LANGUAGES: Mapping[str, Words] = MappingProxyType({"fr": FRENCH, "en": ENGLISH})

_PROFILES = (
    ("extended-ctc-fr", "EXTENDED-CTC-FR"),
    ("xrechnung", "XRechnung"),
    ("peppol", "Peppol BIS"),
    ("minimum", "MINIMUM"),
    ("basicwl", "BASIC WL"),
    ("basic", "BASIC"),
    ("comfort", "COMFORT"),
    ("extended", "EXTENDED"),
    ("en16931", "EN 16931"),
)
"""What the identifier of a profile (BT-24) holds, and what the profile is called; the first that fits."""


def profile_name(identifier: str) -> str:
    """A profile by its usual name; the identifier itself where it has none here.

    >>> profile_name("urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic"), profile_name("urn:x")
    ('BASIC', 'urn:x')
    """
    told = identifier.lower()
    return next((name for part, name in _PROFILES if part in told), identifier)
