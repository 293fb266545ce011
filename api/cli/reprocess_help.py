"""What `prefacture reprocess --help` says; loads nothing, so that it is quick."""

from __future__ import annotations

from typing import Final

ABOUT: Final = """\
Relit des factures avec le moteur d'aujourd'hui et montre ce qui changerait :
champ par champ, l'ancienne valeur, la nouvelle, pourquoi. C'est un essai à
blanc : rien n'est changé ni déposé avant --apply. Ce qu'une personne a
confirmé ou corrigé est gardé dans tous les modes."""

MORE: Final = """\
exemples :
  prefacture reprocess --status REJETEE --cause engagement
  prefacture reprocess --state to_review --confidence-below 0.8 --outdated
  prefacture reprocess --choose RELECTURE --of lacking --step recycle \
      --service-code VOIRIE
  prefacture reprocess --apply RELECTURE --report relecture.xlsx
  prefacture reprocess --home data --status A_RECYCLER      sans le service

L'adresse et la clé : --url et --key, ou PREFACTURE_URL et PREFACTURE_KEY.
Codes de sortie : 0 tout est fait, 1 des factures sont mises de côté, 2 usage."""

DOCUMENTS: Final = "identifiants de documents ; tous ceux qui conviennent sans eux"
STATE: Final = "état : to_review, ready, deposited, failed"
STATUS: Final = "statut sur la plateforme : REJETEE, SUSPENDUE, A_RECYCLER…"
REASON: Final = "mots du motif que la plateforme a donné"
CAUSE: Final = "cause du rejet : service, engagement, totals, duplicate…"
FROM: Final = "reçues depuis ce jour (AAAA-MM-JJ)"
TO: Final = "reçues jusqu'à ce jour compris"
SUPPLIER: Final = "SIRET, SIREN, ou partie du nom"
BELOW: Final = "sûreté inférieure à, entre 0 et 1"
ENGINE: Final = "lues par cette version (0.1.0) ou ce moteur (0.1.0+a733c3b5)"
OUTDATED: Final = "lues par un autre moteur que celui d'aujourd'hui"
MODE: Final = "keep garde tout, fill complète les manques (par défaut), replace remplace"
NAME: Final = "nom de la relecture"
COUNT: Final = "compte seulement, ne relit rien"
LIST: Final = "liste les relectures"
SHOW: Final = "montre une relecture"
CHOOSE: Final = "choisit --step pour les factures de cette relecture, ou pour --of"
STEP: Final = "leave, values, deposit, recycle, complete, acknowledge, replace"
OF: Final = "celles pour qui c'est prévu, ou lacking : celles qui attendent une précision"
SIRET: Final = "avec --step recycle : destinataire"
SERVICE: Final = "avec --step recycle : code service"
ENGAGEMENT: Final = "avec --step recycle : numéro d'engagement"
COMMENT: Final = "un mot pour le destinataire"
CHOOSE_STEP: Final = "prefacture : --choose et --step vont ensemble"
APPLY: Final = "applique ce que cette relecture a montré"
YES: Final = "n'attend pas de confirmation"
REPORT: Final = "écrit le rapport (.html, .xlsx ou .jsonl) ; plusieurs fois au besoin"
KIND: Final = "sorte de fichier pour ce qui n'a jamais été déposé"
HOME: Final = "travaille directement sur le dossier des données, sans service"
STRUCTURE: Final = "avec --home : SIRET de la structure, s'il y en a plusieurs"
BAD_REPORT: Final = "{path} : .html, .xlsx ou .jsonl est attendu"
