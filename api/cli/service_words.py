"""What `prefacture serve` and `prefacture worker` say."""

from __future__ import annotations

SERVE_ABOUT = """\
Fait tourner tout le service sur cette machine : l'API, les lecteurs et la file.
Les données vont dans PREFACTURE_HOME (data/ par défaut). Au premier lancement,
un premier compte et sa clé d'API sont créés et montrés une seule fois, et
quelques factures d'exemple sont chargées. Ctrl-C arrête tout, sans rien perdre.

Les réglages sont des variables d'environnement : DATABASE_URL (PostgreSQL),
REDIS_URL (Redis ou Valkey), PREFACTURE_… : docs/service.md."""

WORKER_ABOUT = """\
Fait tourner des lecteurs pour un service dont la base, les fichiers et la file
sont ailleurs : DATABASE_URL, REDIS_URL et PREFACTURE_FILES_URL les nomment."""

HOST = "adresse où répondre (127.0.0.1)"
PORT = "port où répondre (8000) ; 0 en prend un qui est libre"
HOME = "dossier des données (data)"
WORKERS = "fichiers lus à la fois (2)"
NO_SAMPLES = "ne charge pas de factures d'exemple au premier lancement"

STARTING = "Prefacture démarre…"
READY = """\

Prefacture répond à {address}
  L'API se décrit à {address}/api/v1/openapi.json
  Ctrl-C arrête tout ; rien n'est perdu.
"""
FIRST_USER = """\

Premier compte (montré cette seule fois, notez-le)
  Adresse        {email}
  Mot de passe   {password}
  Clé d'API      {key}

  curl -H "Authorization: Bearer {key}" {address}/api/v1/documents

Logiciels écrits pour Chorus Pro (docs/chorus.md)
  jeton          {address}/api/oauth/token
  API            {address}/cpro
  client_id      {key_id}
  client_secret  {key}
  cpro-account   {cpro_account}
"""
SAMPLES = "{count} factures d'exemple sont chargées : relisez-les, corrigez-les, supprimez-les."
SLOW = "L'API ne répond pas encore : les lignes ci-dessus disent ce qui manque ; {address}/ready aussi."
STOPPED = "\nPrefacture est arrêté."

NO_PORT = "{host}:{port} ne peut pas être ouvert ({reason}) : choisissez un autre port, --port 8080 ou --port 0."
RUNS_ALREADY = "le service tourne déjà dans {home} : arrêtez-le, ou choisissez un autre dossier avec --home."
