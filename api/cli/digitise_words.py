"""What `prefacture digitise` says: its help, its sentences, its columns."""

from __future__ import annotations

ABOUT = """\
Reprend du papier numérisé : chaque SCAN (PDF ou TIFF de plusieurs pages,
images, dossier, archive ZIP) est lu page par page, redressé, puis séparé en
factures d'après ce que les pages disent. Chaque facture devient un PDF/A où
l'on peut chercher, avec ce qui a été lu, ses constats, et le Factur-X quand
elle est complète. Les pages blanches et les séparateurs sont écartés ; les
bons de livraison et courriers suivent leur facture."""

MORE = """\
ce qui est écrit dans le dossier de -o :
  SCAN/plan.json                  les limites, leur sûreté et leurs raisons
  SCAN/p001-002-facture-….pdf     la facture en PDF/A, droite, avec son texte
  SCAN/p001-002-facture-….json    ce qui a été lu, avec sa place et sa sûreté
  SCAN/p001-002-facture-…-facturx.pdf       à déposer, si rien ne manque
  SCAN/p001-002-facture-…-constats.txt      sinon, ce qui manque
  SCAN/p003-bon-de-livraison-avec-….pdf     les papiers joints
  report.html, report.xlsx, report.jsonl    le bilan

La même commande, relancée, reprend où elle s'était arrêtée : aucune page n'est
relue. Une page ou un fichier qui échoue trois fois est mis de côté avec sa
raison, les autres continuent ; --retry les tente à nouveau.

Une limite est fausse ? Changez les pages ou la sorte d'une partie dans le
plan.json, puis relancez avec --plan : rien n'est relu, seules les parties
changées sont réécrites. Les limites d'une personne sont gardées ensuite.

codes de retour :
  0 tout est lu ; 1 un fichier ou une page au moins n'a pas pu l'être ; 2 la
  commande est mal écrite.

exemples :
  prefacture digitise courrier.pdf -o numerise/
  prefacture digitise scans/ lot.zip -o numerise/ --billing-mode S1
  prefacture digitise courrier.pdf -o numerise/ --dry-run
  prefacture digitise courrier.pdf -o numerise/ \\
      --plan numerise/courrier/plan.json
  prefacture digitise --watch /srv/scanner -o numerise/"""

SHORT = "reprend du papier numérisé, en pile"
SCANS = "fichier de pages numérisées, dossier ou archive"
OUT = "dossier où tout est écrit, et d'où une reprise repart"
WATCH = "surveille ce dossier et prend chaque fichier qui n'y change plus ; Ctrl-C pour finir"
EVERY = "secondes entre deux regards sur le dossier surveillé (2)"
PLAN = "limites corrigées par une personne ; peut être répété, un par fichier"
DRY_RUN = "montre les limites proposées, n'écrit que plan.json"
RETRY = "tente à nouveau ce qui avait été mis de côté"
TIMEOUT = "secondes permises par page (90)"
JOBS = "lecteurs à la fois (un par cœur)"

NOTHING = "donnez des fichiers à lire, ou un dossier à surveiller avec --watch."
NO_STDIN = "les scans se donnent par leur nom : l'entrée standard n'est pas lue."
BUSY = "{out} : une autre commande digitise y travaille ; attendez qu'elle finisse, ou donnez un autre dossier."
CANNOT_WRITE = "{out} ne peut pas être écrit ({why})."
BAD_PLAN = "{path} : {why}."
NO_SUCH_PLAN = "{path} : ce plan est celui de « {name} », qui n'est pas parmi les fichiers donnés."
WATCHING = "Surveillance de {folder} (Ctrl-C pour finir)."
AGAIN = "Relancez la même commande pour reprendre où elle s'est arrêtée."
