"""Whether a buyer is a public body, which invoices reach through Chorus Pro.

INSEE gives public bodies a SIREN that starts with 1 (the State and its establishments) or 2 (local authorities and
theirs); a valid SIREN that starts otherwise is private whatever the name. Without a SIREN the name tells.

Sources: https://www.insee.fr/fr/metadonnees/definition/c2047 · CCP art. L2192-1 and L2192-5

>>> is_public(Party(name="Mairie de Tulle")), is_public(Party(name="Café de la Mairie"))
(True, False)
>>> is_public(Party(siren="217500016")), is_public(Party(name="Ville de Paris Tourisme", siren="732829320"))
(True, False)
"""

from __future__ import annotations

import re
from unicodedata import normalize

from extractor.checkdigits import SIREN_LENGTH, siren_valid
from models.invoice import Party

_LEADING = re.compile(
    r"(?:(?:la|le|les|l|monsieur le maire|madame la maire|service|services|direction|dir|regie)\b[ de'l]*)*"
    r"(?:commune|ville de|ville d|mairie|hotel de ville|departement d|conseil (?:departemental|regional|general)"
    r"|region\b|metropole\b|lycees?\b|colleges?\b|ecole (?:elementaire|maternelle|primaire|publique)|universite"
    r"|rectorat|academie\b"
    r"|prefecture|sous prefecture|tresorerie|gendarmerie|caisse des ecoles|parc naturel|agence de l eau"
    r"|chambre (?:d agriculture|de commerce|de metiers)|tribunal|cour d appel|maison d arret|cnrs\b|inserm\b|inrae\b)"
)
_ANYWHERE = re.compile(
    r"\b(?:centre hospitalier|hopital (?:public|local|intercommunal)|hopitaux (?:universitaires|civils)|chru?\b|chu\b"
    r"|assistance publique|ehpad public|communaute d agglomeration|communaute (?:de communes|urbaine)|etat francais"
    r"|syndicat (?:mixte|intercommunal|departemental)|ministere|conseil (?:departemental|regional)|sdis\b|ccas\b|cias\b"
    r"|service departemental d incendie|office public de l habitat|agence regionale de sante|sivom\b|sivu\b|crous\b"
    r"|centre communal d action sociale|centre de gestion de la fonction publique|collectivite (?:de|territoriale)"
    r"|direction (?:regionale|departementale|interdepartementale|generale) (?:de|des|du)\b|etablissement public)"
)


def is_public(party: Party) -> bool:
    """Whether the party is the State, a local authority, a public hospital or another public establishment."""
    siren = party.siren or (party.siret or "")[:SIREN_LENGTH]
    if siren[:1] in {"1", "2"} and len(siren) == SIREN_LENGTH:
        return True
    if siren_valid(siren) and siren[0] != "0":
        return False
    name = _folded(party.name or "")
    return bool(_LEADING.match(name) or _ANYWHERE.search(name))


def _folded(text: str) -> str:
    plain = "".join(
        character for character in normalize("NFKD", text.lower()) if character.isalnum() or character in " '’-."
    )
    return re.sub(r"[ '’.-]+", " ", plain).strip()
