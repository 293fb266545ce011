"""Rules that come in hundreds and say one thing of many elements: forbidden, too many, missing, not in a list.

They are told by how their text is built, and the element that each names is put in plain words; its XML name follows,
as a programmer needs it. Families: FX-SCH-A-… (Factur-X), CII-SR-… and CII-DT-… , UBL-CR-…, UBL-SR-… and UBL-DT-…
(syntax bindings of EN 16931), BR-DEC-….

>>> of_family("Element 'ram:SellerTradeParty' may occur at maximum 1 times.").fr
'Élément répété : vendeur (BG-4) [ram:SellerTradeParty]. Gardez-en un seul.'
>>> of_family("[UBL-CR-288]-A UBL invoice should not include the PayeeParty Contact").fr
'Élément non prévu : bénéficiaire du paiement (BG-10) › contact [PayeeParty Contact]. Retirez-le.'
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.validation.vocabulary import element, filled, named, table
from models.finding import Message

_NUMBER = re.compile(r"^\W*(?P<number>(?:BR|CII|UBL)-[A-Z-]+-?\d+)?\W{0,4}(?P<text>.*)$", re.DOTALL)
_TERM = re.compile(r"\(?\b(B[TG]-\d+)\b\)?")


@dataclass(frozen=True, slots=True)
class Family:
    """A way to build a rule's text; `what` is the element, `count` a number."""

    pattern: re.Pattern[str]
    fr: str
    en: str


def _family(pattern: str, fr: str, en: str) -> Family:
    return Family(re.compile(pattern, re.IGNORECASE), fr, en)


ELEMENT = r"element(?: variant)? '(?P<what>.+?)'"
UNUSED = "Élément non prévu : {what}. Retirez-le.", "Element not provided for: {what}. Remove it."
ONCE = "Élément répété : {what}. Gardez-en un seul.", "Repeated element: {what}. Keep one only."
EXACTLY_ONCE = (
    "Élément attendu une fois, ni plus ni moins : {what}. Ajoutez-le ou retirez ce qui est en trop.",
    "Element expected once, no more and no less: {what}. Add it or remove what is too much.",
)
FAMILIES: tuple[Family, ...] = (
    _family(rf"^{ELEMENT} must occur exactly 1 times?", *EXACTLY_ONCE),
    _family(
        rf"^{ELEMENT} must occur exactly (?P<count>\d+) times?",
        "Élément attendu {count} fois : {what}. Corrigez leur nombre.",
        "Element expected {count} times: {what}. Correct their number.",
    ),
    _family(rf"^{ELEMENT} may occur at maximum 1 times?", *ONCE),
    _family(
        rf"^{ELEMENT} may occur at maximum (?P<count>\d+) times?",
        "Élément trop répété : {what}. Gardez-en {count} au plus.",
        "Element repeated too often: {what}. Keep {count} at most.",
    ),
    _family(
        rf"^{ELEMENT} must occur at least (?P<count>\d+) times?",
        "Élément manquant : {what}. Il en faut au moins {count}.",
        "Missing element: {what}. At least {count} is needed.",
    ),
    _family(rf"^{ELEMENT} is marked as not used", *UNUSED),
    _family(
        r"^value of '(?P<what>.+?)' is not allowed",
        "Valeur non admise : {what}. Prenez une valeur de la liste du format.",
        "Value not allowed: {what}. Take one of the format's list.",
    ),
    _family(
        r"^attribute '(?P<what>.+?)' is required",
        "Précision manquante : {what}. Ajoutez-la à l'élément signalé.",
        "Missing attribute: {what}. Add it to the element shown.",
    ),
    _family(
        r"^attribute '?(?P<what>.+?)' (?:is )?marked as not used",
        "Précision non prévue : {what}. Retirez-la de l'élément signalé.",
        "Attribute not provided for: {what}. Remove it from the element shown.",
    ),
    _family(r"^an? ubl invoice (?:should|shall) not include (?:the )?(?P<what>.+?)\.?$", *UNUSED),
    _family(r"^(?P<what>.+?)\s*(?:should|shall|must) not be (?:present|used)\b", *UNUSED),
    _family(r"^(?P<what>.+?) (?:must|shall|should) exist exactly once", *EXACTLY_ONCE),
    _family(r"^(?P<what>.+?) (?:should|shall|must) (?:exist|occur|be present) (?:at most|maximum) once", *ONCE),
    _family(r"^only one (?P<what>.+?)(?: element)? (?:should be present|shall be present|is allowed)", *ONCE),
    _family(
        r"^the allowed maximum number of decimals for .*?(?P<what>B[TG]-\d+)",
        "Trop de décimales : {what}. Arrondissez au centime, deux décimales au plus.",
        "Too many decimals: {what}. Round to the cent, two decimals at most.",
    ),
)


def of_family(text: str) -> Message | None:
    """The words for a rule that is one of a family; None where its text is of no family."""
    opening = _NUMBER.match(text)
    assert opening is not None  # the pattern takes any text
    number, listed = opening["number"] or "", table("families")
    if number in listed["singles"]:
        return filled(listed["singles"][number])
    if number in listed["once"]:
        return filled(ONCE, what=named(listed["once"][number]))
    if number in listed["unused"]:
        return filled(UNUSED, what=in_words(listed["unused"][number]))
    for family in FAMILIES:
        found = family.pattern.match(opening["text"])
        if found:
            count = Message(fr=found.groupdict().get("count") or "", en=found.groupdict().get("count") or "")
            return filled((family.fr, family.en), what=in_words(found["what"]), count=count)
    return None


def in_words(what: str) -> Message:
    """An element as a rule names it, in words; its XML name follows where the words are not that already."""
    term = _TERM.fullmatch(what.strip())
    if term:
        return named(term[1])
    path = re.sub(r"\s+(?:element|attribute)$", "", what.strip().removeprefix("The "))
    words = element(re.sub(r"\s+", "/", path) if "/" not in path else path.replace(" ", ""))
    kept = what.strip()
    if words.fr in (kept, ""):
        return Message(fr=kept, en=kept)
    return Message(fr=f"{words.fr} [{kept}]", en=f"{words.en} [{kept}]")
