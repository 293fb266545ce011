"""What an XML schema reports, in words that say which part of the invoice is wrong and what to do.

libxml2 writes one English sentence for each error, in a dozen forms; the elements that it names are put in plain words.

Sources: XML Schema 1.0 part 1 (validation rules) · libxml2, xmlschemas.c (the sentences)

>>> xsd_message("Element '{urn:x}IssueDateTime': This element is not expected. Expected is ( {urn:x}TypeCode ).").fr
"« date d'émission » [IssueDateTime] n'est pas à sa place : ici est attendu « code de type » [TypeCode]. \
Ajoutez ce qui manque avant lui, ou déplacez-le."
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from extractor.validation.vocabulary import bare, element
from models.finding import Message

LONGEST = 120
"""Characters of a value that are repeated: a hostile one may have millions."""

MOST = 3
"""Elements that are named where one of many is expected."""

_FACET = re.compile(r"^\[facet '(?P<facet>\w+)'\] ")
_SUBJECT = re.compile(r"^Element '(?P<element>[^']*)'(?:, attribute '(?P<attribute>[^']*)')?: (?P<rest>.*)$", re.DOTALL)
_EXPECTED = re.compile(r"Expected is (?:one of )?\( (?P<names>.*?) \)\.?$")
_NUMERIC = ("decimal", "Amount", "Percent", "Quantity", "Rate", "Numeric", "integer")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of sentence, and the words for it; `{who}` is the element or attribute that it is about."""

    pattern: re.Pattern[str]
    fr: str
    en: str


def _form(pattern: str, fr: str, en: str) -> Form:
    return Form(re.compile(pattern, re.DOTALL), fr, en)


FORMS: tuple[Form, ...] = (
    _form(
        r"This element is not expected\. Expected is",
        "{who} n'est pas à sa place : ici est attendu {expected}. Ajoutez ce qui manque avant lui, ou déplacez-le.",
        "{who} is out of place: {expected} is expected here. Add what is missing before it, or move it.",
    ),
    _form(
        r"This element is not expected\.",
        "{who} n'est pas prévu à cet endroit. Retirez-le, ou déplacez-le.",
        "{who} is not provided for here. Remove it, or move it.",
    ),
    _form(
        r"Missing child element\(s\)",
        "{who} est incomplet : il y manque {expected}. Ajoutez-le.",
        "{who} is incomplete: {expected} is missing. Add it.",
    ),
    _form(
        r"The attribute '(?P<name>[^']*)' is required but missing",
        "{who} n'a pas la précision {name}. Ajoutez-la.",
        "{who} lacks the attribute {name}. Add it.",
    ),
    _form(
        r"The attribute '(?P<name>[^']*)' is not allowed",
        "{who} porte la précision {name}, qui n'y est pas prévue. Retirez-la.",
        "{who} has the attribute {name}, which is not provided for. Remove it.",
    ),
    _form(
        r"The value '(?P<value>.*)' is not an element of the set",
        "La valeur « {value} » de {who} n'est pas dans la liste admise. Prenez un code de la liste.",
        "The value “{value}” of {who} is not in the list. Take a code of the list.",
    ),
    _form(
        r"The value '(?P<value>.*)' is not accepted by the pattern",
        "La valeur « {value} » de {who} n'est pas écrite comme il faut. Vérifiez sa forme : {detail}",
        "The value “{value}” of {who} is not written as it must be. Check its form: {detail}",
    ),
    _form(
        r"The value '(?P<value>.*)' has more (?:fractional )?digits than are allowed \('(?P<limit>\d+)'\)",
        "La valeur « {value} » de {who} a trop de chiffres ou de décimales ({limit} au plus). Arrondissez-la.",
        "The value “{value}” of {who} has too many digits or decimals ({limit} at most). Round it.",
    ),
    _form(
        r"The value has a length of '(?P<value>\d+)'; this exceeds the allowed maximum length of '(?P<limit>\d+)'",
        "{who} est trop long : {value} caractères, {limit} au plus. Raccourcissez.",
        "{who} is too long: {value} characters, {limit} at most. Shorten it.",
    ),
    _form(
        r"The value has a length of '(?P<value>\d+)'; this underruns the allowed minimum length of '(?P<limit>\d+)'",
        "{who} est trop court : {value} caractères, {limit} au moins. Complétez, ou retirez s'il est vide.",
        "{who} is too short: {value} characters, {limit} at least. Complete it, or remove it if empty.",
    ),
    _form(
        r"'\s*' is not a valid value of the (?:local )?(?:atomic|union|list) type",
        "{who} est vide. Donnez-lui une valeur, ou retirez-le.",
        "{who} is empty. Give it a value, or remove it.",
    ),
    _form(
        r"'(?P<value>.*)' is not a valid value of the (?:local )?(?:atomic|union|list) type '?(?P<type>[^'.]*)",
        "La valeur « {value} » de {who} n'est pas {kind}. Corrigez-la.",
        "The value “{value}” of {who} is not {kind}. Correct it.",
    ),
    _form(
        r"(?:Character|Element) content is not allowed",
        "{who} contient un texte ou un élément qui n'y est pas prévu. Retirez-le.",
        "{who} holds a text or an element that is not provided for. Remove it.",
    ),
    _form(
        r"(?:The element is not 'nillable'|.*\bnil\b)",
        "{who} est déclaré vide (nil), ce qui n'est pas admis. Donnez-lui une valeur, ou retirez-le.",
        "{who} is declared empty (nil), which is not allowed. Give it a value, or remove it.",
    ),
    _form(
        r"No matching global (?:element )?declaration available",
        "{who} n'est pas le début d'une facture que ce schéma connaît. Vérifiez que c'est une facture CII ou UBL.",
        "{who} is not the start of an invoice that this schema knows. Check that it is a CII or UBL invoice.",
    ),
)


def xsd_message(original: str) -> Message:
    """The message for an error of a schema; of a form that is not known here, its own text is repeated."""
    text = " ".join(original.split())
    subject = _SUBJECT.match(text)
    if subject is None:
        return _framed(text)
    rest = _FACET.sub("", subject["rest"])
    for form in FORMS:
        found = form.pattern.match(rest)
        if found:
            groups = found.groupdict()
            return Message(
                fr=_said(form.fr, subject, rest, groups, lambda message: message.fr),
                en=_said(form.en, subject, rest, groups, lambda message: message.en),
            )
    return _framed(text)


def _said(
    sentence: str, subject: re.Match[str], rest: str, groups: dict[str, str], tongue: Callable[[Message], str]
) -> str:
    """A form's sentence in one language, with what it is about."""
    who = tongue(_quoted(subject["element"]))
    if subject["attribute"] and not groups.get("name"):
        who = f"{tongue(_quoted('@' + subject['attribute']))}, {who}"
    value = groups.get("value") or ""
    words = {
        "who": who,
        "expected": tongue(_expected(rest)),
        "name": tongue(_quoted("@" + (groups.get("name") or ""))),
        "value": value[:LONGEST] + ("…" if len(value) > LONGEST else ""),
        "limit": groups.get("limit") or "",
        "kind": tongue(_kind(groups.get("type") or "")),
        "detail": rest.rpartition("pattern ")[2],
    }
    return re.sub(r"\{(\w+)\}", lambda found: words[found[1]], sentence)


def _quoted(name: str) -> Message:
    """An element by its name in words, then in XML; what only holds others has its XML name alone."""
    own, words = bare(name), element(name)
    if words.fr in ("", own):
        return Message(fr=f"« {own} »", en=f"“{own}”")
    return Message(fr=f"« {words.fr} » [{own}]", en=f"“{words.en}” [{own}]")


def _expected(rest: str) -> Message:
    """The elements that were expected, the first few of many."""
    found = _EXPECTED.search(rest)
    names = [name.strip() for name in found["names"].split(", ")] if found else []
    shown = [_quoted(name) for name in names[:MOST]]
    more = len(names) > MOST
    return Message(
        fr=" ou ".join([one.fr for one in shown] + ["un autre élément"] * (more or not shown)),
        en=" or ".join([one.en for one in shown] + ["another element"] * (more or not shown)),
    )


def _kind(name: str) -> Message:
    """What a value had to be, by the name of its type."""
    if name.endswith(("date", "dateTime", "DateType")):
        return Message(fr="une date (AAAA-MM-JJ)", en="a date (YYYY-MM-DD)")
    if name.endswith("boolean"):
        return Message(fr="« true » ou « false »", en="“true” or “false”")
    if any(part in name for part in _NUMERIC):
        return Message(fr="un nombre avec un point décimal", en="a number with a decimal point")
    return Message(fr=f"du type prévu ({name})", en=f"of the type expected ({name})")


def _framed(text: str) -> Message:
    repeated = text[: 4 * LONGEST] + ("…" if len(text) > 4 * LONGEST else "")
    return Message(
        fr=f"Le fichier XML n'a pas la forme prévue. Détail technique : {repeated}",
        en=f"The XML file does not have the expected form. Technical detail: {repeated}",
    )
