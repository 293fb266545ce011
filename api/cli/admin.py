"""`prefacture admin`: accounts, keys, structures, failed documents and the purge, straight on the store."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.cli import admin_words as said, chorus_account
from models.lifecycle import Role

if TYPE_CHECKING:
    from worker.service import Service

DONE, NOT_DONE = 0, 1


def add(commands: Any) -> None:  # noqa: ANN401 - argparse's own type is private
    """Add the command and its options to those of `prefacture`."""
    admin = commands.add_parser("admin", help="administre le service", description=said.ABOUT, epilog=said.MORE)
    actions = admin.add_subparsers(dest="action", title="actions", metavar="ACTION", required=True)
    made = [actions.add_parser("status", help=said.STATUS, description=said.STATUS)]

    users = _several(actions, "users", said.USERS, said.USERS_ACTIONS, made)
    for name in ("add", "disable", "enable", "password"):
        users[name].add_argument("email", metavar="ADRESSE", help="adresse électronique")
    users["add"].add_argument("--name", default="", metavar="NOM", help="nom de la personne")

    keys = _several(actions, "keys", said.KEYS, said.KEYS_ACTIONS, made)
    keys["add"].add_argument("label", metavar="LIBELLÉ", help="à quoi sert la clé")
    keys["revoke"].add_argument("key", metavar="CLÉ", help="son début (pf_…) ou son identifiant")
    for one in (users["add"], keys["add"]):
        one.add_argument("--role", type=Role, choices=list(Role), default=Role.SUPPLIER, metavar="RÔLE", help=said.ROLE)
    for one in (users["add"], keys["add"], keys["list"]):
        one.add_argument("--structure", metavar="SIRET", help=said.STRUCTURE)

    structures = _several(actions, "structures", said.STRUCTURES, said.STRUCTURES_ACTIONS, made)
    structures["add"].add_argument("siret", metavar="SIRET", help="quatorze chiffres")
    structures["add"].add_argument("name", metavar="NOM", help="raison sociale")

    chorus = actions.add_parser("chorus-account", help=said.CHORUS_ACCOUNT, description=said.CHORUS_ACCOUNT_ABOUT)
    chorus.add_argument("--email", required=True, metavar="ADRESSE", help=said.CHORUS_EMAIL)
    chorus.add_argument("--structure", metavar="SIRET", help=said.STRUCTURE)
    chorus.add_argument(
        "--role", type=Role, choices=list(Role), default=Role.SUPPLIER, metavar="RÔLE", help=said.CHORUS_ROLE
    )
    made.append(chorus)

    requeue = actions.add_parser("requeue", help=said.REQUEUE, description=said.REQUEUE)
    requeue.add_argument("documents", nargs="*", metavar="IDENTIFIANT", help="documents ; tous les échecs sans eux")
    purge = actions.add_parser("purge", help=said.PURGE, description=said.PURGE_ABOUT)
    purge.add_argument("--dry-run", action="store_true", help=said.DRY_RUN)
    directory = actions.add_parser("import-directory", help=said.DIRECTORY, description=said.DIRECTORY)
    directory.add_argument("file", type=Path, metavar="FICHIER", help="le CSV de l'annuaire")
    lookup = actions.add_parser("directory-lookup", help=said.LOOKUP, description=said.LOOKUP_ABOUT)
    lookup.add_argument("siret", metavar="SIRET", help="quatorze chiffres")
    for one in (*made, requeue, purge, directory, lookup):
        one.add_argument("--home", type=Path, metavar="DOSSIER", help=said.HOME)


def _several(actions: Any, name: str, about: str, each: dict[str, str], made: list[Any]) -> dict[str, Any]:  # noqa: ANN401
    """The commands below one noun; `made` gathers them."""
    noun = actions.add_parser(name, help=about, description=about)
    below = noun.add_subparsers(dest="verb", title="actions", metavar="ACTION", required=True)
    verbs = {verb: below.add_parser(verb, help=text, description=text) for verb, text in each.items()}
    made += verbs.values()
    return verbs


def run(options: argparse.Namespace) -> int:
    """Do one thing and say so; what is refused is said on standard error."""
    from models.service_errors import ServiceError
    from worker import health
    from worker.service import Service
    from worker.settings import ServiceSettings

    if options.home is not None:
        os.environ["PREFACTURE_HOME"] = str(options.home)
    service = Service.open(ServiceSettings())
    try:
        if not health.has_tables(service):
            print(f"prefacture : {said.NO_TABLES}", file=sys.stderr)
            return NOT_DONE
        return _ACTIONS[options.action](service, options)
    except ServiceError as error:
        print(f"prefacture : {error.fr}{f' ({error.detail})' if error.detail else ''}", file=sys.stderr)
        return NOT_DONE
    except OSError as error:
        print(f"prefacture : {error.filename or ''} {error.strerror or error}", file=sys.stderr)
        return NOT_DONE
    finally:
        service.close()


def _status(service: Service, _options: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from worker import health

    found, ready = health.status(service), health.readiness(service)
    for state, number in found.documents.items():
        print(f"{number:>8} {said.STATES[state.value]}")
    depth = "ne répond pas" if found.queue_depth is None else f"{found.queue_depth} en attente"
    print(f"    file : {depth}")
    if found.oldest_waiting:
        waited = (datetime.now(UTC) - found.oldest_waiting).total_seconds()
        print(f"    plus ancienne attente : {waited:.0f} s")
    if found.failing_webhooks:
        print(f"    webhooks en erreur : {found.failing_webhooks}")
    for part in ready.parts:
        if part.what_to_do:
            print(f"    {part.name} : {part.what_to_do.fr}")
    return DONE if ready.ready else NOT_DONE


def _users(service: Service, options: argparse.Namespace) -> int:
    from worker import accounts, administration

    if options.verb == "list":
        for user in administration.users(service):
            of = ", ".join(f"{one.name} ({one.role.value})" for one in user.structures) or "sans structure"
            print(f"{user.email:<40} {'actif' if user.active else 'fermé':<6} {of}")
    elif options.verb == "add":
        structure = administration.structure(service, options.structure)
        user, password = accounts.create_user(
            service, email=options.email, structure_id=structure, role=options.role, name=options.name
        )
        print(f"Compte créé : {user.email}\nMot de passe (montré cette seule fois) : {password}")
    elif options.verb == "password":
        print(f"Mot de passe (montré cette seule fois) : {accounts.reset_password(service, options.email)}")
    else:
        user = administration.switch_user(service, options.email, active=options.verb == "enable")
        print(f"Compte {'ouvert' if user.active else 'fermé'} : {user.email}")
    return DONE


def _keys(service: Service, options: argparse.Namespace) -> int:
    from worker import administration, keys

    if options.verb == "revoke":
        revoked = administration.revoke(service, options.key)
        print(f"Clé révoquée : {revoked.prefix}… {revoked.label}")
        return DONE
    who = administration.administrator(administration.structure(service, options.structure))
    if options.verb == "add":
        made = keys.create(service, who, options.label, options.role)
        print(f"Clé d'API (montrée cette seule fois) : {made.secret}")
        return DONE
    for key in keys.listed(service, who):
        used = f"{key.used_at:%Y-%m-%d %H:%M}" if key.used_at else "jamais"
        state = "révoquée" if key.revoked_at else "active"
        print(f"{key.prefix}… {state:<9} {key.role.value:<14} dernière utilisation : {used:<17} {key.label}")
    return DONE


def _structures(service: Service, options: argparse.Namespace) -> int:
    from worker import administration

    if options.verb == "add":
        made = administration.add_structure(service, options.siret, options.name)
        print(f"Structure créée : {made.siret} {made.name}")
        return DONE
    for one in administration.tenants(service):
        print(f"{one.siret or 'sans SIRET':<14} {one.id} {one.name}")
    return DONE


def _requeue(service: Service, options: argparse.Namespace) -> int:
    from worker import administration

    waiting = administration.requeue(service, options.documents)
    print(f"{len(waiting)} document(s) à relire")
    missing = set(options.documents) - set(waiting)
    for document_id in sorted(missing):
        print(f"prefacture : {document_id} n'est pas un document en échec qui puisse être relu", file=sys.stderr)
    return NOT_DONE if missing else DONE


def _purge(service: Service, options: argparse.Namespace) -> int:
    from worker.purge import purge

    print("Serait supprimé :" if options.dry_run else "Supprimé :")
    for name, number in purge(service, dry_run=options.dry_run):
        print(f"{number:>8} {said.PURGED[name]}")
    return DONE


def _import(service: Service, options: argparse.Namespace) -> int:
    from worker.directory import import_csv

    with options.file.open("rb") as stream:
        done = import_csv(service, stream)
    print(f"{done.rows} lignes : {done.created} structures créées, {done.updated} mises à jour, "
          f"{done.services_created + done.services_updated} services, {done.refused} lignes refusées")  # fmt: skip
    for refusal in done.refusals:
        print(f"  ligne {refusal.line} : {refusal.reason.fr}", file=sys.stderr)
    return NOT_DONE if done.refused else DONE


def _lookup(service: Service, options: argparse.Namespace) -> int:
    from worker.gateway.afnor.lookup import look_up

    found = look_up(service, options.siret)
    sheet = found.establishment
    print(f"{sheet.siret} {sheet.title or said.NAMELESS}")
    for line in found.lines:
        status = said.LINE_STATES.get(line.directory_line_status or "", line.directory_line_status or "")
        print(f"  adresse de facturation {line.addressing_identifier} {status}".rstrip())
    if found.kept is None:
        print(f"  {said.NOT_PUBLIC}")
        return DONE
    kept = found.kept
    print(f"  {said.KEPT} : {kept.services_created} services ajoutés, {kept.services_updated} mis à jour")
    return DONE


_ACTIONS = {
    "status": _status, "users": _users, "keys": _keys, "structures": _structures, "requeue": _requeue,
    "purge": _purge, "import-directory": _import, "directory-lookup": _lookup, "chorus-account": chorus_account.run,
}  # fmt: skip
