"""What `--help` says of each command, and the French of argparse's own messages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ABOUT = """\
Prefacture lit des factures françaises (PDF, images, XML) et rend des factures
électroniques pré-remplies, vérifiées, où chaque valeur se montre sur la page."""

EXAMPLES = """\
exemples :
  prefacture extract facture.pdf                  le tableau d'une facture
  prefacture extract scans/ --out lu.jsonl        une ligne JSON par facture
  prefacture extract facture.pdf --output facturx un Factur-X à déposer
  prefacture extract factures/ --output xlsx      un classeur de tout un dossier
  prefacture validate facture.xml                 est-elle valide ?
  prefacture compare factur-x.pdf                 la page dit-elle comme le XML ?
  prefacture schema > schema.json                 le schéma JSON des lignes
  prefacture serve                                le service, avec son API
  prefacture deposit facture.pdf                  la dépose par ce service
  prefacture status                               où en sont les factures
  prefacture admin status                         comment il va

« prefacture COMMANDE --help » explique les options d'une commande."""

EXTRACT_ABOUT = """\
Lit chaque FICHIER et montre la facture pré-remplie, la sûreté et la place de
chaque valeur, puis ce qui reste à corriger avant le dépôt. Un fichier peut
contenir plusieurs factures : chacune est montrée. Avec --output, écrit des
fichiers à déposer ou des tableaux.

Sont lus : PDF (avec texte ou numérisés), images (PNG, JPEG, TIFF, WebP, HEIC),
factures XML (CII, UBL, Factur-X), archives de ceux-ci. Un dossier est parcouru
en entier, selon le contenu des fichiers ; « - » lit l'entrée standard."""

EXTRACT_MORE = """\
ce qui est montré (--format) :
  table   pour une personne (par défaut). Sûreté : « ? » sous 90 %, « ?? » sous
          60 %. Place : page, endroit, coin haut gauche (x;y) en points.
  jsonl   un objet JSON par ligne et par facture, dans l'ordre des fichiers
  json    un seul tableau JSON, indenté
  Le schéma des objets : prefacture schema. Sans --format, --out choisit d'après
  son nom (.json, .jsonl).

ce qui est écrit (--output) :
  facturx la page d'origine en PDF/A-3, avec la facture en XML dedans
  cii     la facture en XML, syntaxe CII
  ubl     la facture en XML, syntaxe UBL
  chorus  la requête JSON « soumettre » de Chorus Pro
  csv     factures.csv et lignes.csv, pour un tableur français
  xlsx    factures.xlsx : factures, lignes, TVA et contrôles
  --out dit où : un dossier (créé s'il manque), ou un nom de fichier s'il n'y en
  a qu'un. Une facture n'est écrite que complète ; --draft l'écrit quand même,
  marquée brouillon, à ne pas déposer. --set donne une valeur qui manque ou qui
  est fausse, par le nom de son champ dans le JSON. Ce qui est écrit en facturx, cii ou ubl
  est validé aussitôt ; --no-check s'en passe.

Un fichier illisible ne coûte que sa ligne :
  {"source": …, "error": {"code": …, "message": {"fr": …, "en": …}}}

codes de retour :
  0 tout est lu, et écrit ; 1 un fichier au moins n'a pas pu l'être ; 2 la
  commande est mal écrite.

exemples :
  prefacture extract facture.pdf
  prefacture extract factures/ --out factures.json --jobs 2
  prefacture extract factures/ --output facturx --out a-deposer/ \\
      --billing-mode S1 --legal-notes
  prefacture extract facture.pdf --output facturx --set buyer_siren=732829320
  prefacture extract factures/ --output xlsx --out mars.xlsx
  prefacture extract - < facture.pdf"""

VALIDATE_ABOUT = """\
Dit si chaque FICHIER est une facture électronique valide : schéma, norme
EN 16931, règles françaises, mentions obligatoires, conteneur PDF, et accord de
la page avec le XML. Chaque défaut dit sa règle, sa place et quoi faire."""

VALIDATE_MORE = """\
formats :
  table   pour une personne (par défaut)
  jsonl   un rapport JSON par ligne et par fichier
  json    un seul tableau JSON, indenté

codes de retour :
  0 tout est valide ; 1 un fichier au moins ne l'est pas, ou n'a pas pu être
  jugé ; 2 la commande est mal écrite.

exemples :
  prefacture validate facture.xml
  prefacture validate recues/ --format jsonl --no-page
  prefacture validate factur-x.pdf --lang en"""

COMPARE_ABOUT = """\
Compare ce que la page imprime avec le XML de la facture, valeur par valeur. Le
XML est celui que le PDF contient, ou celui de --xml."""

COMPARE_MORE = """\
codes de retour :
  0 la page et le XML disent la même chose ; 1 ils diffèrent, ou un fichier n'a
  pas pu être lu ; 2 la commande est mal écrite.

exemples :
  prefacture compare factur-x.pdf
  prefacture compare facture.pdf --xml facture.xml --format json"""

SCHEMA_ABOUT = """\
Écrit le schéma JSON (2020-12) d'une ligne de jsonl : une facture, ou l'erreur
qui en tient lieu."""

NOTHING_WRITTEN = "prefacture : --draft, --legal-notes, --billing-mode et --no-check vont avec --output."
FILE = "fichier, dossier, ou - pour l'entrée standard"
SET = "donne à un champ la valeur d'une personne (buyer_siren=732829320) ; peut être répété"
BILLING_MODE = "cadre de facturation de la réforme, BT-23 : S1 services, B1 biens, M1 les deux…"
LEGAL_NOTES = "ajoute les mentions de paiement qui manquent (pénalités, 40 €, escompte) dans les mots de la loi"
FRAME = "cadre de facturation Chorus Pro : A1 (par défaut), A2 déjà payée, A9 sous-traitant, A12 cotraitant"

MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "the following arguments are required:": "il manque :",
        "unrecognized arguments:": "arguments inconnus :",
        "expected one argument": "une valeur est attendue",
        "ignored explicit argument": "n'attend pas de valeur :",
        "invalid choice:": "choix inconnu :",
        "invalid Format value:": "format inconnu (table, jsonl ou json) :",
        "invalid port value:": "un port de 0 à 65535 est attendu :",
        "invalid Role value:": "rôle inconnu (supplier, reviewer, manager ou administrator) :",
        "invalid counted value:": "un nombre d'au moins 1 est attendu :",
        "invalid seconds value:": "un nombre de secondes est attendu :",
        "(choose from": "(au choix :",
        "argument ": "",
    }
)
