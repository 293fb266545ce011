"""What `prefacture admin` says, and the help of its commands."""

from __future__ import annotations

ABOUT = """\
Administre le service sans passer par l'API : comptes, clés, structures, reprise
des échecs, purge. Agit sur la base que nomme DATABASE_URL, sinon sur celle du
dossier PREFACTURE_HOME (data/ par défaut), que le service tourne ou non."""

MORE = """\
exemples :
  prefacture admin status
  prefacture admin users add jeanne@exemple.fr --role manager
  prefacture admin keys add "logiciel de facturation"
  prefacture admin chorus-account --structure 12345678901234 --email tech@exemple.fr
  prefacture admin purge --dry-run

codes de retour : 0 c'est fait ; 1 ce n'a pas pu l'être ; 2 la commande est mal
écrite."""

HOME = "dossier des données (PREFACTURE_HOME, data/)"
STATUS = "documents par état, file, plus ancienne attente, ce qui manque"
USERS = "comptes des personnes"
USERS_ACTIONS = {
    "list": "montre les comptes",
    "add": "crée un compte ; son mot de passe est montré une fois",
    "disable": "ferme un compte et ses sessions",
    "enable": "rouvre un compte",
    "password": "donne un nouveau mot de passe, montré une fois",
}
KEYS = "clés d'API des programmes"
KEYS_ACTIONS = {
    "list": "montre les clés d'une structure",
    "add": "crée une clé, montrée une fois",
    "revoke": "révoque une clé, par son début ou son identifiant",
}
STRUCTURES = "structures qui ont des membres ici"
STRUCTURES_ACTIONS = {"list": "montre les structures", "add": "crée une structure"}
REQUEUE = "fait relire des documents en échec (tous, ou ceux qui sont nommés)"
PURGE = "supprime ce dont la durée de conservation est passée"
PURGE_ABOUT = """\
Supprime les documents déposés ou en échec dont la durée de conservation est
passée (celle de la structure, sinon PREFACTURE_RETENTION_DAYS), leurs fichiers
que plus rien ne cite, les lots vides, événements et lignes d'audit de cet âge,
les sessions finies, les clés d'idempotence de plus de 7 jours. Ce qui n'a jamais
été déposé reste, quel que soit son âge."""
DRY_RUN = "compte sans rien supprimer"
DIRECTORY = "importe l'annuaire des structures publiques (CSV)"
LOOKUP = "cherche un destinataire dans l'annuaire de la réforme"
LOOKUP_ABOUT = """\
Demande un établissement à l'annuaire de la réforme (PREFACTURE_AFNOR_DIRECTORY_API).
La fiche et les services d'une structure publique, avec ce qu'elle exige, sont gardés
dans l'annuaire d'ici ; d'une entreprise on montre seulement où elle reçoit."""
NAMELESS = "(sans nom dans l'annuaire)"
NOT_PUBLIC = "ce n'est pas une structure publique : rien n'est gardé"
KEPT = "fiche gardée dans l'annuaire d'ici"
LINE_STATES = {"Enabled": "(active)", "Disabled": "(inactive)", "Upcoming": "(à venir)"}
STRUCTURE = "SIRET ou identifiant de la structure ; inutile s'il n'y en a qu'une"
ROLE = "supplier (par défaut), reviewer, manager ou administrator"

CHORUS_ACCOUNT = "crée un compte technique pour un logiciel qui parle à Chorus Pro"
CHORUS_ACCOUNT_ABOUT = """\
Crée un compte technique dans une structure, avec sa clé, et montre une seule
fois les valeurs qu'un logiciel écrit pour Chorus Pro demande : client_id,
client_secret, compte technique et mot de passe (docs/chorus.md)."""
CHORUS_EMAIL = "adresse du compte technique ; personne d'autre ne doit l'avoir ici"
CHORUS_ROLE = "supplier (par défaut) pour déposer ; reviewer et plus pour recevoir aussi"
CHORUS_ACCOUNT_MADE = """\
Compte technique créé (montré cette seule fois, notez-le)
  client_id        {client_id}
  client_secret    {client_secret}
  compte           {login}
  mot de passe     {password}

  Adresse du jeton   {address}/api/oauth/token
  Adresse de l'API   {address}
  En-tête            cpro-account: {header}"""

PURGED = {
    "documents": "documents",
    "files": "fichiers",
    "batches": "lots vides",
    "events": "événements sans document",
    "audit_lines": "lignes d'audit",
    "sessions": "sessions finies",
    "portal_files": "fichiers du portail sans facture",
    "idempotency_keys": "clés d'idempotence",
}
STATES = {
    "received": "reçus, à lire",
    "reading": "en lecture",
    "to_review": "à relire",
    "ready": "prêts",
    "depositing": "en cours de dépôt",
    "deposited": "déposés",
    "expanded": "archives ouvertes",
    "failed": "en échec",
}
NO_TABLES = (
    "La base ne répond pas, ou ses tables manquent : vérifiez DATABASE_URL ou --home, puis lancez une fois "
    "« prefacture serve »."
)
