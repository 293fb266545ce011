"""What `prefacture deposit` and `prefacture status` say, and the help of both."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DEPOSIT_ABOUT = """\
Envoie chaque FICHIER à un service qui tourne (prefacture serve), attend qu'il
soit lu, montre ce qui a été lu et ce qui manque, demande, puis dépose ce qui
est prêt. Rien n'est déposé deux fois : la commande peut être relancée."""

DEPOSIT_MORE = """\
Le service est nommé par --url ou PREFACTURE_URL, la clé d'API par --key ou
PREFACTURE_KEY ; « prefacture serve » en montre une au premier lancement,
« prefacture admin keys add » en crée.

codes de retour :
  0 tout est déposé ; 1 une facture au moins ne l'est pas, sa ligne dit
  pourquoi ; 2 la commande est mal écrite.

exemples :
  prefacture deposit facture.pdf --billing-mode S1
  prefacture deposit factures/ --billing-mode S1 --legal-notes --yes
  prefacture deposit facture.pdf --set buyer_siret=21350238800019 \\
      --attach bon-de-livraison.pdf
  prefacture deposit facture.pdf --kind chorus --frame A2 --account Poste
  prefacture deposit factures/ --yes --format jsonl > deposees.jsonl"""

STATUS_ABOUT = """\
Dit où en sont les factures d'un service qui tourne : sans argument, toutes, et
ce qu'il reste à faire de chacune ; avec le numéro d'une facture ou l'identifiant
d'un document, son histoire en trois parties."""

STATUS_MORE = """\
codes de retour :
  0 tout est montré ; 1 une facture est introuvable, ou le service ne répond
  pas ; 2 la commande est mal écrite.

exemples :
  prefacture status
  prefacture status --todo
  prefacture status F-2026-118
  prefacture status --format json"""

URL = "adresse du service (PREFACTURE_URL, http://127.0.0.1:8000)"
KEY = "clé d'API (PREFACTURE_KEY)"
YES = "dépose ce qui est prêt sans demander"
KIND = "facturx (par défaut), cii, ubl, ou chorus : le PDF tel quel, avec ses données"
ACCOUNT = "compte où être payé : son libellé, son IBAN ou son identifiant"
ATTACH = "pièce jointe, ajoutée à chaque facture ; peut être répété"
DUPLICATE = "dépose aussi ce qui ressemble à une facture déjà vue"
TODO = "seulement ce qui attend quelqu'un"
LAST = "les N plus récentes (50)"
DOCUMENT = "numéro de facture, ou identifiant de document"

NO_KEY = (
    'prefacture : donnez une clé d\'API par --key ou PREFACTURE_KEY (prefacture admin keys add "ligne de commande").'
)
BAD_URL = "« {url} » n'est pas une adresse : donnez-en une comme http://127.0.0.1:8000 par --url."
BAD_KEY = "La clé d'API contient des caractères qu'aucune clé n'a : copiez-la à nouveau (--key ou PREFACTURE_KEY)."
AWAY = "{url} ne répond pas : lancez le service (prefacture serve), ou donnez son adresse par --url."
SLOW = "{url} n'a pas répondu à temps : rien n'est perdu, relancez la commande."
NOT_OURS = "{url} ne répond pas comme prefacture : vérifiez --url, et que le service est de la même version."
NO_ACCOUNT = "aucun compte actif « {asked} » : {known}."
NO_ACCOUNTS = "aucun n'est enregistré"
NO_ATTACHMENT = "{path} ne peut pas être ouvert ({reason})."
STILL_READING = "Le service lit encore : vous pouvez attendre, ou Ctrl-C ; prefacture status dira la suite."
LATER = "la plateforme ne répond pas encore ; le service réessaie seul, prefacture status dira la suite"
GONE = "le dépôt n'a pas abouti"
ASK = "Déposer {what} ? [o/N] "
NOTHING_ASKED = "Rien n'est déposé : ajoutez --yes pour déposer ce qui est prêt."
DECLINED = "Rien n'est déposé."
UNKNOWN = "aucune facture n° « {asked} » et aucun document de cet identifiant"
NONE_YET = "Aucune facture. Déposez-en : prefacture deposit facture.pdf"
NONE_TODO = "Rien à faire : aucune facture n'attend quelqu'un."

STATES: Mapping[str, str] = MappingProxyType(
    {
        "received": "à lire",
        "reading": "en lecture",
        "to_review": "à vérifier",
        "ready": "prête",
        "depositing": "dépôt en cours",
        "deposited": "déposée",
        "expanded": "archive ouverte",
        "failed": "illisible",
    }
)
"""Where a document stands, in one word or two."""

NEXT: Mapping[str, str] = MappingProxyType(
    {
        "to_review": "vérifier, corriger",
        "ready": "déposer",
        "failed": "réexporter le fichier",
        "A_RECYCLER": "corriger le destinataire (recycle)",
        "SUSPENDUE": "joindre ce qui manque (complete)",
        "REJETEE": "refaire avec un nouveau numéro (replace)",
        "REFUSEE": "refaire avec un nouveau numéro (replace)",
        "IRRECEVABLE": "refaire avec un nouveau numéro (replace)",
    }
)
"""What a person does next, by state or by the platform's status."""

EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "received": "Reçue",
        "reading": "Lecture commencée",
        "to_review": "À vérifier",
        "ready": "Prête à déposer",
        "approved": "Approuvée",
        "depositing": "Dépôt en cours",
        "deposited": "Déposée",
        "expanded": "Archive ouverte",
        "failed": "Illisible",
        "deposit_requested": "Dépôt demandé",
        "deposit_refused": "Dépôt refusé",
        "deposit_postponed": "Dépôt remis à plus tard",
        "follow_refused": "La plateforme n'en dit rien",
        "corrected": "Corrigée",
        "uploaded": "Envoyée",
        "attachment_added": "Pièce jointe ajoutée",
        "attachment_removed": "Pièce jointe retirée",
        "recycled": "Recyclée",
        "completed": "Complétée",
        "rejection_acknowledged": "Rejet traité",
        "replaced": "Remplacée par une nouvelle facture",
        "replaces": "Remplace une facture rejetée",
        "lease_over": "Lecture reprise",
        "interrupted": "Lecture interrompue",
        "ACQUITTEMENT_SUSPENSION": "Suspension acquittée",
        "ACQUITTEMENT_REJET": "Rejet acquitté",
        "TRAITEMENT_REJET": "Rejet traité",
        "TELECHARGEMENT_FACTURE": "Facture téléchargée",
    }
)
"""Lines of a history that are no statuses of a platform."""

GATEWAYS: Mapping[str, str] = MappingProxyType(
    {
        "portal": "le portail du service",
        "folder": "le dossier du service",
        "chorus": "Chorus Pro",
        "afnor": "la plateforme",
    }
)
"""Where deposits go, by the name of the gateway."""

PARTS: Mapping[str, str] = MappingProxyType(
    {"states": "États", "complementary": "Événements complémentaires", "actions": "Actions des utilisateurs"}
)


def platform(code: str | None) -> str:
    """A platform's status in French; its own word where it is none that is known."""
    from models import portal, reform

    words = {status.value: word for status, word in (*reform.FRENCH.items(), *portal.FRENCH.items())}
    return words.get(code or "", code or "")
