"""What people read of a run: kinds of paper, and what speaks for a boundary."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from models.finding import Message
from models.stack import PartKind, Sign

KINDS: Mapping[PartKind, Message] = MappingProxyType(
    {
        PartKind.INVOICE: Message(fr="facture", en="invoice"),
        PartKind.DELIVERY_NOTE: Message(fr="bon de livraison", en="delivery note"),
        PartKind.LETTER: Message(fr="courrier", en="letter"),
        PartKind.OTHER: Message(fr="pièce jointe", en="attachment"),
        PartKind.SEPARATOR: Message(fr="séparateur", en="separator"),
        PartKind.BLANK: Message(fr="page blanche", en="blank page"),
    }
)
SIGNS: Mapping[Sign, Message] = MappingProxyType(
    {
        Sign.FIRST_PAGE: Message(fr="première page du fichier", en="first page of the file"),
        Sign.SEPARATOR: Message(fr="après un séparateur", en="after a separator"),
        Sign.BLANK: Message(fr="après une page blanche", en="after a blank page"),
        Sign.NUMBERED_FIRST: Message(fr="numérotée page 1", en="numbered page 1"),
        Sign.NUMBERED_NEXT: Message(fr="numérotée à la suite", en="numbered as the next page"),
        Sign.PAGES_COMPLETE: Message(fr="la précédente était la dernière", en="the page before was the last"),
        Sign.NEW_NUMBER: Message(fr="autre numéro de facture", en="another invoice number"),
        Sign.SAME_NUMBER: Message(fr="même numéro de facture", en="the same invoice number"),
        Sign.NEW_SELLER: Message(fr="autre vendeur", en="another seller"),
        Sign.SAME_SELLER: Message(fr="même vendeur", en="the same seller"),
        Sign.NEW_BUYER: Message(fr="autre client", en="another buyer"),
        Sign.TITLE: Message(fr="titre en tête", en="a title at the head"),
        Sign.NO_HEAD: Message(fr="sans en-tête", en="no head"),
        Sign.TOTALS_BEFORE: Message(fr="totaux donnés juste avant", en="totals on the page before"),
        Sign.NO_TOTALS_BEFORE: Message(fr="pas encore de totaux avant", en="no totals before"),
        Sign.CARRIED_FORWARD: Message(fr="report de la page d'avant", en="carried forward"),
        Sign.OTHER_LAYOUT: Message(fr="autre mise en page", en="another layout"),
        Sign.SAME_LAYOUT: Message(fr="même mise en page", en="the same layout"),
        Sign.CITES: Message(fr="cite le numéro de la facture", en="names the invoice's number"),
        Sign.OTHER_KIND: Message(fr="autre sorte de papier", en="another kind of paper"),
        Sign.PERSON: Message(fr="décidée par une personne", en="decided by a person"),
    }
)
