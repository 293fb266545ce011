"""What `prefacture reprocess` says."""

from __future__ import annotations

from typing import Final

from models.reprocessing import RunPlace, Step

COUNTED: Final = "{count} facture(s) répondent à ces critères."
DRY: Final = "ESSAI À BLANC : rien n'est changé ni déposé."
TO_APPLY: Final = "Pour l'appliquer : prefacture reprocess --apply {id}"
ASK: Final = "Appliquer à {count} facture(s) ? [o/N] "
NOT_ASKED: Final = "Rien n'est appliqué : répondez oui, ou ajoutez --yes."
NOT_SHOWN: Final = "Cette relecture est déjà appliquée, ou pas encore montrée : {stage}."
BAD_CAUSE: Final = "cause inconnue ; choisissez parmi {known}"
GOING: Final = "{done}/{total}"
WRITTEN: Final = "Rapport : {path}"

STEPS: Final = {
    Step.LEAVE: "laisser telle quelle",
    Step.VALUES: "reprendre les valeurs, à vérifier",
    Step.DEPOSIT: "reprendre les valeurs et déposer",
    Step.RECYCLE: "recycler vers le bon destinataire",
    Step.COMPLETE: "compléter sur la plateforme",
    Step.ACKNOWLEDGE: "prendre note du rejet",
    Step.REPLACE: "remplacer par une nouvelle facture",
}
PLACES: Final = {
    RunPlace.WAITING: "en attente",
    RunPlace.READING: "en lecture",
    RunPlace.READ: "relue",
    RunPlace.SET_ASIDE: "mise de côté",
    RunPlace.TO_APPLY: "en attente",
    RunPlace.APPLYING: "en cours",
    RunPlace.APPLIED: "appliquée",
    RunPlace.LEFT: "laissée telle quelle",
    RunPlace.OVERTAKEN: "modifiée entre-temps",
}
