"""Why a layer did not run, in words."""

from __future__ import annotations

from extractor.validation.subject import Known, Subject
from models.finding import Message
from models.validation import Syntax

NO_INVOICE = Message(
    fr="Non contrôlé : le fichier ne contient pas de facture XML lisible (voir le premier contrôle).",
    en="Not checked: the file holds no XML invoice that can be read (see the first layer).",
)
NO_SCHEMA = Message(
    fr="Non contrôlé : aucun schéma n'est disponible pour ce profil.",
    en="Not checked: no schema is at hand for this profile.",
)
FOREIGN = Message(
    fr="Non contrôlé : le vendeur n'est pas français (BT-40, BT-30), la réforme française ne le vise pas.",
    en="Not checked: the seller is not French (BT-40, BT-30), the rules of the French reform do not concern it.",
)
NO_CONTAINER = Message(
    fr="Non contrôlé : pikepdf n'est pas installé. Lancez « make setup », puis recommencez.",
    en="Not checked: pikepdf is not installed. Run `make setup` and try again.",
)
NO_PAGE = Message(
    fr="Non contrôlé : la comparaison de la page avec le XML n'a pas été demandée.",
    en="Not checked: the comparison of the page with the XML was not asked for.",
)


def no_norm(subject: Subject) -> Message:
    """Why no Schematron judges this syntax, or this profile."""
    if subject.syntax is Syntax.ZUGFERD1:
        return Message(
            fr="Non contrôlé : ZUGFeRD 1 est antérieur à la norme EN 16931. Passez à Factur-X.",
            en="Not checked: ZUGFeRD 1 is older than EN 16931. Move to Factur-X.",
        )
    if subject.syntax is Syntax.ORDERX:
        return Message(
            fr="Non contrôlé : Order-X est une commande, pas une facture.",
            en="Not checked: Order-X is an order, not an invoice.",
        )
    if subject.known is Known.EXTENSION:
        return Message(
            fr=f"Non contrôlé : « {subject.profile} » étend la norme EN 16931, et ses règles ne sont pas fournies ici.",
            en=f"Not checked: `{subject.profile}` extends EN 16931, and its rules are not at hand here.",
        )
    return Message(
        fr=f"Non contrôlé : aucune règle n'est fournie ici pour « {subject.profile} » dans cette syntaxe.",
        en=f"Not checked: no rules are at hand here for `{subject.profile}` in this syntax.",
    )


def national(subject: Subject) -> Message:
    """Why the rules that a specification adds to the norm were not applied."""
    return Message(
        fr=f"Les règles propres à « {subject.profile} » ne sont pas fournies ici : seule la norme a été contrôlée.",
        en=f"The rules of `{subject.profile}` itself are not at hand here: only EN 16931 was checked.",
    )
