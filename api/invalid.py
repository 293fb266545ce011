"""What is wrong with a request's parameters and body, said field by field in French.

The framework's checks come with types of errors; each has its sentence here, the others a general one.

>>> told({"type": "missing", "loc": ("body", "version"), "msg": "Field required"}).message
'Valeur obligatoire absente : ajoutez-la.'
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from api.problems import FieldError

_SENTENCES = MappingProxyType(
    {
        "missing": "Valeur obligatoire absente : ajoutez-la.",
        "extra_forbidden": "Champ inconnu : retirez-le, ou vérifiez son nom.",
        "json_invalid": "Le corps n'est pas du JSON : vérifiez sa syntaxe.",
        "model_attributes_type": "Un objet JSON est attendu, avec Content-Type: application/json.",
        "dict_type": "Un objet JSON est attendu.",
        "string_type": "Un texte est attendu, entre guillemets.",
        "string_too_long": "Texte trop long : {max_length} caractères au plus.",
        "string_too_short": "Texte trop court : {min_length} caractères au moins.",
        "string_pattern_mismatch": "Forme inattendue : {pattern} est attendu.",
        "int_type": "Un nombre entier est attendu.",
        "int_parsing": "Un nombre entier est attendu.",
        "decimal_parsing": "Un montant est attendu, avec un point : 1234.56.",
        "bool_parsing": "true ou false est attendu.",
        "bool_type": "true ou false est attendu.",
        "date_from_datetime_parsing": "Une date est attendue : AAAA-MM-JJ.",
        "date_parsing": "Une date est attendue : AAAA-MM-JJ.",
        "datetime_from_date_parsing": "Une date est attendue : AAAA-MM-JJ ou AAAA-MM-JJTHH:MM:SSZ.",
        "datetime_parsing": "Une date est attendue : AAAA-MM-JJ ou AAAA-MM-JJTHH:MM:SSZ.",
        "enum": "Valeur inconnue : choisissez parmi {expected}.",
        "literal_error": "Valeur inconnue : choisissez parmi {expected}.",
        "greater_than_equal": "Nombre trop petit : {ge} au moins.",
        "greater_than": "Nombre trop petit : plus de {gt}.",
        "less_than_equal": "Nombre trop grand : {le} au plus.",
        "less_than": "Nombre trop grand : moins de {lt}.",
        "too_long": "Trop d'éléments : {max_length} au plus.",
        "too_short": "Pas assez d'éléments : {min_length} au moins.",
    }
)
_GENERAL = "Valeur refusée : comparez-la à ce qu'attend /api/v1/openapi.json."
_LONGEST_PLACE = 200


def told(error: dict[str, Any]) -> FieldError:
    """One error of the framework's, for a person."""
    facts = {name: str(value) for name, value in (error.get("ctx") or {}).items()}
    sentence = _SENTENCES.get(str(error["type"]), _GENERAL)
    try:
        message = sentence.format(**facts)
    except KeyError:
        message = _GENERAL
    place = ".".join(str(part) for part in error["loc"])[:_LONGEST_PLACE]
    return FieldError(field=place, message=message, message_en=str(error["msg"]))
