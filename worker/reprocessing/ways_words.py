"""Why a step is proposed, and what a person must say first."""

from __future__ import annotations

from typing import Final

from models.finding import Message

NOTHING_STOPS: Final = Message(
    fr="Déposée, et rien ne l'arrête : il n'y a rien à faire.",
    en="Deposited, and nothing stops it: there is nothing to do.",
)
UNCHANGED: Final = Message(
    fr="Rien n'est lu autrement : elle attend toujours qu'une personne la regarde.",
    en="Nothing is read otherwise: it still waits for a person to look at it.",
)
REFUSED_AS_IT_IS: Final = Message(
    fr="La plateforme l'a refusée, et rien n'est lu autrement : corrigez-la d'abord.",
    en="The platform refused it, and nothing is read otherwise: correct it first.",
)
STILL_BLOCKED: Final = Message(
    fr="Son dépôt reste interdit par ce qui est indiqué : une personne doit la compléter.",
    en="What is named still forbids its deposit: a person must complete it.",
)
DOUBLED: Final = Message(
    fr="Elle ressemble à une autre facture : une personne doit comparer les deux.",
    en="It looks like another invoice: a person must compare the two.",
)
READY: Final = Message(
    fr="Elle est prête, et rien n'interdit son dépôt.", en="It is ready, and nothing forbids its deposit."
)
CORRECTED: Final = Message(
    fr="Elle avait été refusée ; ce qui est lu maintenant n'interdit plus son dépôt.",
    en="It was refused before; what is read now no longer forbids its deposit.",
)
SURE: Final = Message(
    fr="Elle est complète, et ses champs principaux sont lus avec assez de certitude pour un dépôt.",
    en="It is complete, and its key fields are read with enough confidence for a deposit.",
)
TO_BE_SEEN: Final = Message(
    fr="Des valeurs changent : une personne la regarde avant le dépôt.",
    en="Values change: a person looks at it before its deposit.",
)
DUPLICATE: Final = Message(
    fr="Le destinataire dit l'avoir déjà : elle n'est pas déposée une seconde fois. Vérifiez la première.",
    en="The recipient says that it has it already: it is not deposited again. Check the first one.",
)
NOT_DONE: Final = Message(
    fr="Le destinataire conteste la livraison ou la prestation : réglez-le avec lui avant tout nouveau dépôt.",
    en="The recipient disputes the delivery or the work: settle it with them before depositing again.",
)
ACKNOWLEDGE: Final = Message(
    fr="Rejetée, et remplacée ou à laisser : dites à la plateforme que vous en avez pris note.",
    en="Rejected, and replaced or to be left: tell the platform that you took note of it.",
)
REPLACED: Final = Message(
    fr="Une nouvelle facture, avec un nouveau numéro et ce qui est lu maintenant, prend sa place et est déposée. "
    "Changez le numéro s'il ne suit pas votre numérotation.",
    en="A new invoice, with a new number and what is read now, takes its place and is deposited. Change the number if "
    "it does not follow your numbering.",
)
REPLACED_BLOCKED: Final = Message(
    fr="Une nouvelle facture est préparée, mais son dépôt reste interdit : complétez-la d'abord.",
    en="A new invoice is prepared, but its deposit is still forbidden: complete it first.",
)
REPLACED_UNCHANGED: Final = Message(
    fr="Rien n'est lu autrement : la nouvelle facture serait rejetée pour la même raison. Elle est préparée pour que "
    "vous la corrigiez, et n'est pas déposée.",
    en="Nothing is read otherwise: the new invoice would be rejected for the same reason. It is prepared for you to "
    "correct, and is not deposited.",
)
ATTACHED: Final = Message(
    fr="Suspendue : les pièces jointes ajoutées depuis lui sont envoyées.",
    en="Suspended: the attachments added since are sent to it.",
)
SUSPENDED: Final = Message(
    fr="Suspendue : le destinataire attend une pièce ou un mot.",
    en="Suspended: the recipient waits for a paper or a word.",
)
WHERE_TO: Final = Message(
    fr="Dites où elle doit aller : destinataire, code service ou engagement.",
    en="Say where it must go: recipient, service code or engagement.",
)
WITH_WHAT: Final = Message(
    fr="Ajoutez la pièce demandée au document, ou un mot.", en="Add the paper that was asked for, or a word."
)
WHICH_NUMBER: Final = Message(fr="Donnez son nouveau numéro.", en="Give its new number.")
