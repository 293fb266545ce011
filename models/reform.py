"""The life of an invoice under the French reform: its statuses, and the reasons that come with some of them.

Platforms tell them as CDAR messages (UN/CEFACT Cross Domain Acknowledgement and Response), by a code of three digits:
200 to 213 by the norm, beyond it what is told of routing, factoring and direct payment. Where Chorus Pro knows the same
status, the word is the same here (`models.portal.Status`), so that whoever reads it needs no second list.

    200 DEPOSEE → 201 EMISE → 202 RECUE → 203 MISE_A_DISPOSITION → 204 PRISE_EN_CHARGE → 205 APPROUVEE → 211 → 212
        ↓ platform: 213 REJETEE, 501 IRRECEVABLE     ↓ buyer: 207 EN_LITIGE, 208 SUSPENDUE → 209 COMPLETEE, 210 REFUSEE

Sources: AFNOR XP Z12-012 and Z12-014 (statuses, reasons) · FNFE-MPE, Schematron BR-FR-CDV (lists of codes)
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Status(StrEnum):
    """What a platform or the buyer says of an invoice."""

    DEPOSEE = "DEPOSEE"
    EMISE = "EMISE"
    RECUE = "RECUE"
    MISE_A_DISPOSITION = "MISE_A_DISPOSITION"
    PRISE_EN_CHARGE = "PRISE_EN_CHARGE"
    APPROUVEE = "APPROUVEE"
    APPROUVEE_PARTIELLEMENT = "APPROUVEE_PARTIELLEMENT"
    EN_LITIGE = "EN_LITIGE"
    SUSPENDUE = "SUSPENDUE"
    COMPLETEE = "COMPLETEE"
    REFUSEE = "REFUSEE"
    PAIEMENT_TRANSMIS = "PAIEMENT_TRANSMIS"
    ENCAISSEE = "ENCAISSEE"
    REJETEE = "REJETEE"
    VISEE = "VISEE"
    ANNULEE = "ANNULEE"
    ERREUR_DE_ROUTAGE = "ERREUR_DE_ROUTAGE"
    PAIEMENT_DIRECT_DEMANDE = "PAIEMENT_DIRECT_DEMANDE"
    AFFACTUREE = "AFFACTUREE"
    AFFACTUREE_CONFIDENTIEL = "AFFACTUREE_CONFIDENTIEL"
    COMPTE_A_PAYER_CHANGE = "COMPTE_A_PAYER_CHANGE"
    NON_AFFACTUREE = "NON_AFFACTUREE"
    IRRECEVABLE = "IRRECEVABLE"


STATUSES: Final = MappingProxyType(
    {
        "200": Status.DEPOSEE,
        "201": Status.EMISE,
        "202": Status.RECUE,
        "203": Status.MISE_A_DISPOSITION,
        "204": Status.PRISE_EN_CHARGE,
        "205": Status.APPROUVEE,
        "206": Status.APPROUVEE_PARTIELLEMENT,
        "207": Status.EN_LITIGE,
        "208": Status.SUSPENDUE,
        "209": Status.COMPLETEE,
        "210": Status.REFUSEE,
        "211": Status.PAIEMENT_TRANSMIS,
        "212": Status.ENCAISSEE,
        "213": Status.REJETEE,
        "214": Status.VISEE,
        "220": Status.ANNULEE,
        "221": Status.ERREUR_DE_ROUTAGE,
        "224": Status.PAIEMENT_DIRECT_DEMANDE,
        "225": Status.AFFACTUREE,
        "226": Status.AFFACTUREE_CONFIDENTIEL,
        "227": Status.COMPTE_A_PAYER_CHANGE,
        "228": Status.NON_AFFACTUREE,
        "501": Status.IRRECEVABLE,
    }
)
"""By their codes (MDT-105). Other codes exist whose words are published nowhere: they go by their digits."""

FRENCH: Final = MappingProxyType(
    {
        Status.DEPOSEE: "Déposée",
        Status.EMISE: "Émise par la plateforme",
        Status.RECUE: "Reçue par la plateforme",
        Status.MISE_A_DISPOSITION: "Mise à disposition",
        Status.PRISE_EN_CHARGE: "Prise en charge",
        Status.APPROUVEE: "Approuvée",
        Status.APPROUVEE_PARTIELLEMENT: "Approuvée partiellement",
        Status.EN_LITIGE: "En litige",
        Status.SUSPENDUE: "Suspendue",
        Status.COMPLETEE: "Complétée",
        Status.REFUSEE: "Refusée",
        Status.PAIEMENT_TRANSMIS: "Paiement transmis",
        Status.ENCAISSEE: "Encaissée",
        Status.REJETEE: "Rejetée",
        Status.VISEE: "Visée",
        Status.ANNULEE: "Annulée",
        Status.ERREUR_DE_ROUTAGE: "Erreur de routage",
        Status.PAIEMENT_DIRECT_DEMANDE: "Demande de paiement direct",
        Status.AFFACTUREE: "Affacturée",
        Status.AFFACTUREE_CONFIDENTIEL: "Affacturée confidentiel",
        Status.COMPTE_A_PAYER_CHANGE: "Changement de compte à payer",
        Status.NON_AFFACTUREE: "Non affacturée",
        Status.IRRECEVABLE: "Irrecevable",
    }
)

FINAL: Final = frozenset({Status.REFUSEE, Status.ENCAISSEE, Status.REJETEE, Status.ANNULEE, Status.IRRECEVABLE})
"""Nothing follows by itself: these need no more asking."""

REASONS: Final = MappingProxyType(
    {
        "ADR_ERR": "adresse électronique erronée",
        "ART_ERR": "article erroné",
        "AUTRE": "autre motif",
        "CALCUL_ERR": "erreur de calcul",
        "CMD_ERR": "numéro de commande erroné ou manquant",
        "CODE_ROUTAGE_ERR": "code de routage (code service) erroné ou manquant",
        "CONTACT_ACHTR": "prendre contact avec l'acheteur",
        "CONTRAT_TERM": "contrat terminé",
        "COORD_BANC_ERR": "coordonnées bancaires erronées",
        "DEST_ERR": "erreur de destinataire",
        "DEST_INC": "destinataire inconnu",
        "DOUBLE_FACT": "déjà facturé",
        "DOUBLON": "doublon : la facture est déjà connue",
        "EMMET_INC": "émetteur inconnu",
        "IRR_ANTIVIRUS": "l'antivirus a trouvé un fichier suspect",
        "IRR_EXT_DOC": "type ou extension d'une pièce jointe non admis",
        "IRR_NOM_F": "nom du fichier non admis",
        "IRR_NOM_PJ": "nom d'une pièce jointe non admis",
        "IRR_SYNTAX": "syntaxe du fichier incorrecte",
        "IRR_TAILLE_F": "fichier trop volumineux",
        "IRR_TAILLE_PJ": "pièce jointe trop volumineuse",
        "IRR_TYPE_F": "type ou extension du fichier non admis",
        "IRR_VIDE_F": "fichier vide",
        "IRR_VID_PJ": "pièce jointe vide",
        "JUSTIF_ABS": "justificatif absent ou insuffisant",
        "LIVR_INCOMP": "livraison incomplète",
        "MODPAI_ERR": "modalités de paiement erronées",
        "MONTANTTOTAL_ERR": "montant total erroné",
        "NON_CONFORME": "mention obligatoire manquante ou facture non conforme",
        "NON_TRANSMISE": "non transmise au destinataire",
        "PU_ERR": "prix unitaire erroné",
        "QTE_ERR": "quantité erronée",
        "QUALITE_ERR": "qualité non conforme",
        "REF_CT_ABSENT": "référence du contrat ou du marché absente",
        "REF_ERR": "référence erronée",
        "REJ_ADR": "contrôle de l'adresse du destinataire",
        "REJ_ASS_PJ": "une pièce jointe n'est pas rattachée à la facture",
        "REJ_COH": "données incohérentes",
        "REJ_CONT_B2G": "règles propres au secteur public non respectées",
        "REJ_REF_PJ": "référence d'une pièce jointe incorrecte",
        "REJ_SEMAN": "contenu des données incorrect",
        "REJ_UNI": "numéro de facture déjà utilisé",
        "REM_ERR": "remise erronée",
        "ROUTAGE_ERR": "erreur de routage",
        "SIRET_ERR": "SIRET erroné ou manquant",
        "ST_CT_NON_DECLAR": "sous-traitant non déclaré",
        "SUPPR_COMP_AVOIR": "supprimée, compensée par un avoir",
        "TRANSAC_INC": "transaction inconnue",
        "TRANSF_PMNT_REGIE": "transférée pour paiement en régie",
        "TX_TVA_ERR": "taux de TVA erroné",
    }
)
"""What a reason's code (MDT-113) means to a person; the platform's own words come beside it where it gives some."""
