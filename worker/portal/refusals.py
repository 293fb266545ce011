"""What the portal refuses of invoices and files, in one table: number, label, and what a person can do about it.

Labels are AIFE's own word for a refusal. Those that are known are in `models.portal` (`TRA_MSG_00.015`,
`GDP_MSG_11.005`, `.008`, `.033`). No table of the others was published: here their label is empty, their text ours. So
are the numbers from 20004 on; 20003, a file that is too large, is AIFE's.

Sources: AIFE, API Factures v1 (completer) · API Transverses v1 (ajouter/fichier)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from models.portal import Refused


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the table; called with the facts that `said` names, it is what to raise."""

    code: int
    said: str
    label: str = ""

    def __call__(self, **facts: object) -> Refused:
        return Refused(self.code, self.label, self.said.format(**facts))


FILE_TOO_LARGE: Final = Reason(
    20003, "Le fichier « {name} » dépasse {limit} Mo : réduisez-le ou répartissez-le en plusieurs fichiers."
)
FILE_WRONG: Final = Reason(20004, "Fichier « {name} » : {why}.")
FILE_UNKNOWN: Final = Reason(
    20005, "Le fichier {file} est introuvable ou n'est pas à vous : ajoutez-le d'abord, puis donnez son pieceJointeId."
)
FILE_USED: Final = Reason(20006, "Le fichier {file} accompagne déjà une facture : ajoutez-le à nouveau.")
FILES_TOO_LARGE: Final = Reason(
    20003, "La facture et ses pièces jointes dépassent ensemble {limit} Mo : retirez-en ou réduisez-les."
)
FILE_STAYS: Final = Reason(20006, "Le fichier {file} accompagne une facture déposée : il ne s'en détache plus.")
SUPPLIER_UNKNOWN: Final = Reason(
    20007, "Le fournisseur {who} est inconnu ou inactif : donnez un idFournisseur parmi vos structures actives."
)
RECIPIENT_UNKNOWN: Final = Reason(
    20008, "Le destinataire {siret} est absent de l'annuaire : vérifiez le SIRET (codeDestinataire)."
)
RECIPIENT_INACTIVE: Final = Reason(
    20009, "Le destinataire {siret} n'est plus actif : demandez-lui à quel SIRET adresser la facture."
)
SERVICE_MISSING: Final = Reason(
    20010, "Le destinataire {siret} exige un code service : demandez-le-lui et donnez codeServiceExecutant."
)
SERVICE_UNKNOWN: Final = Reason(
    20011, "Le destinataire {siret} n'a pas de service actif « {code} » : choisissez l'un de ses services actifs."
)
ENGAGEMENT_MISSING: Final = Reason(
    20012, "{who} exige un numéro d'engagement : demandez-le-lui et donnez numeroBonCommande."
)
EITHER_MISSING: Final = Reason(
    20013, "Le destinataire {siret} exige un code service ou un numéro d'engagement : donnez l'un des deux."
)
NUMBER_WRONG: Final = Reason(
    20014, "Le numéro de facture « {number} » {why} : 1 à 20 lettres sans accent, chiffres ou signes - _ / +."
)
NUMBER_TAKEN: Final = Reason(
    20015,
    "La facture n° {number} a déjà été déposée le {day}, elle est au statut « {status} » : "
    "ne la redéposez pas, ou donnez un nouveau numéro à une nouvelle facture.",
)
AMOUNT_WRONG: Final = Reason(20016, "Montant {field} : {why}.")
PAYMENT_WRONG: Final = Reason(20017, "Paiement : {why}.")
FIELD_WRONG: Final = Reason(20018, "{field} : {why}.")
REASON_MISSING: Final = Reason(
    20019, "Le statut « {status} » demande un motif : dites au fournisseur ce qu'il doit faire."
)
NOTHING_ADDED: Final = Reason(
    20020,
    "Rien n'est ajouté à la facture n° {number} : joignez au moins une pièce (pieceJointeComplementaire) "
    "ou écrivez un commentaire.",
)
STRUCTURE_UNKNOWN: Final = Reason(
    20021,
    "La structure {number} est introuvable, ou n'est ni publique ni la vôtre : cherchez-la par son SIRET "
    "(structures/rechercher) et donnez son idStructureCPP.",
)
SERVICE_ELSEWHERE: Final = Reason(
    20022, "Le service {number} est introuvable dans cette structure : cherchez-le par structures/rechercher/services."
)
