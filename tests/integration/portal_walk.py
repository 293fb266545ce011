"""Every operation of the interface, asked for what belongs to somebody else: requests are filled in from their models.

What is named by number (invoices, files, flows, accounts, structures, services) is the owner's; its secrets, which are
in no request, are looked for in answers, inside files of answers too.
"""

import base64
import inspect
import io
import zipfile
from dataclasses import dataclass

from fastapi.routing import APIRoute, iter_route_contexts

from models.lifecycle import Role
from models.portal import Status
from tests import portal_kit as kit
from worker.portal import completing, flows, numbers, treating
from worker.store.tables import Base, PortalInvoiceRow

RIVAL = "40483304800022"
SECRETS = {
    "number": "SECRET-2026-7",
    "engagement": "EJ-SECRET-7",
    "comment": "commentaire confidentiel",
    "file": "secret-plan.pdf",
    "flow": "secret-flux.xml",
    "account": "Compte secret",
    "iban": "0189)",
    "email": "alice@secrete.fr",
    "reason": "motif confidentiel",
    "content": "%PDF-1.4 plan secret",
}


@dataclass(frozen=True)
class World:
    """An owner with an invoice, and those who must learn nothing of it."""

    owner: kit.Person
    recipient: kit.Person
    strangers: dict[str, kit.Person]
    ids: dict[str, object]


def furnish(service):
    """An owner with something of everything, suspended and completed; its recipient; and three strangers."""
    bodies = kit.qualification(service)
    owner = kit.supplier(service, "Secrète Menuiserie", email=SECRETS["email"])
    recipient = kit.member(service, bodies[kit.NOTHING_WANTED], Role.REVIEWER, "agent@commune.fr")
    strangers = {
        "another supplier": kit.supplier(service, "Rival", RIVAL, "rival@rival.fr"),
        "a reviewer of another body": kit.member(service, bodies[kit.STATE], Role.REVIEWER, "autre@etat.fr"),
        "a member of the body who may not receive": kit.member(
            service, bodies[kit.NOTHING_WANTED], Role.SUPPLIER, "stagiaire@commune.fr"
        ),
    }
    account_id, account = kit.bank_account(service, owner.structure_id)
    with service.store.session() as session:
        session.get_one(kit.BankAccountRow, account_id).label = SECRETS["account"]
    told = {"engagement": SECRETS["engagement"], "comment": SECRETS["comment"], "account_id": account_id}
    invoice = kit.submitted(service, owner, SECRETS["number"], **told)
    with service.store.session() as session:
        treating.treat(session, recipient.caller, invoice, Status.SUSPENDUE, SECRETS["reason"], None)
    plan = kit.file_of(service, owner, SECRETS["file"], SECRETS["content"].encode())
    with service.store.session() as session:
        completing.complete(session, owner.caller, invoice, [kit.Attached(plan, "Plan")], SECRETS["comment"])
    loose = kit.file_of(service, owner, SECRETS["file"], SECRETS["content"].encode())
    flow = flows.receive(
        service,
        owner.caller,
        owner.structure_id,
        SECRETS["flow"],
        "IN_DP_E1_CII_16B",
        data=b"<?xml version='1.0'?><a/>",
    )
    with service.store.session() as session:
        user = numbers.number_of(session, "user", owner.caller.user_id)
    ids = {
        "invoice": invoice, "file": plan, "loose": loose, "flow": flow.number, "account": account, "user": user,
        "structure": owner.number, "flow_id": flow.id,
    }  # fmt: skip
    return World(owner, recipient, strangers, ids)


def bring_to(service, world, status):
    """The owner's invoice to a status, without a line in its history."""
    with service.store.session() as session:
        session.get_one(PortalInvoiceRow, world.ids["invoice"]).status = status.value


def operations(app):
    """Path and model of every operation."""
    found = {}
    for route in _routes(app):
        if isinstance(route, APIRoute) and route.path.startswith("/cpro/") and "POST" in route.methods:
            done = inspect.getclosurevars(route.endpoint).nonlocals["done"]
            found[route.path] = inspect.getclosurevars(done).nonlocals["asked"]
    return found


def _routes(app):
    return [getattr(one, "route", one) for one in iter_route_contexts(app.routes)]


def filled(model, world):
    """A request about what the owner has."""
    schema = model.model_json_schema()
    return _filled(schema, "", schema.get("$defs", {}), world.ids, required=True)


def _filled(schema, name, known, ids, *, required):
    for choice in (schema, *schema.get("anyOf", ())):
        if "$ref" in choice:
            return _filled(known[choice["$ref"].rpartition("/")[2]], name, known, ids, required=True)
        if choice.get("type") == "array":
            one = _filled(choice.get("items") or choice["prefixItems"][0], name, known, ids, required=True)
            return None if one is None else [one]
        if choice.get("type") == "object" and "properties" in choice:
            must = choice.get("required", ())
            values = {
                key: _filled(inner, key, known, ids, required=key in must)
                for key, inner in choice["properties"].items()
            }
            return {key: value for key, value in values.items() if value is not None}
    value = _value(name, ids)
    if value is None and required:
        value = schema.get("enum", [None])[0] or {"integer": 1, "number": 1, "boolean": True}.get(
            schema.get("type"), "x"
        )
    return value


def _value(name, ids):
    lower = name.lower()
    if "piecejointe" in lower and lower.endswith("id"):
        return ids["loose"] if "objet" in lower or "principale" in lower else ids["file"]
    if lower == "idpiecejointeobjet":
        return ids["loose"]
    if lower in {"identifiantfacturecpp", "idfacture", "iddemandepaiement"}:
        return ids["invoice"]
    if lower.startswith(("codecoordonneesbancaires", "idcoordonnee")):
        return ids["account"]
    if lower.startswith(("idstructure", "idfournisseur", "iddestinataire")):
        return ids["structure"]
    return {
        "idutilisateurcourant": ids["user"],
        "numerofluxdepot": ids["flow"],
        "codedestinataire": kit.NOTHING_WANTED,
        "format": "ZIP",
        "avecpiecesjointescomplementaires": "OUI",
        "nouveaustatut": "REJETEE",
        "motif": "vol",
        "commentaire": "vol",
        "fichierfacture": base64.b64encode(kit.PDF).decode(),
        "fichierflux": base64.b64encode(b"<a/>").decode(),
        "piecejointefichier": base64.b64encode(kit.PDF).decode(),
        "piecejointenom": "vol.pdf",
        "nomfichier": "vol.pdf",
        "syntaxeflux": "IN_DP_E1_CII_16B",
        "modedepot": "SAISIE_API",
        "datefacture": "2026-10-01",
        "numerofacturesaisi": "VOL-1",
    }.get(lower)


def betrayed(answer):
    """The owner's secrets that an answer tells, in its files too."""
    told = "\n".join(_texts(answer.json())) if answer.content else ""
    return sorted(name for name, secret in SECRETS.items() if secret in told)


def _texts(value):
    if isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    else:
        text = str(value)
        yield text
        try:
            data = base64.b64decode(text, validate=True)
        except ValueError:
            return
        yield from _files(data)


def _files(data):
    yield data.decode(errors="replace")
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name
                yield from _files(archive.read(name))


def kept(service, world):
    """Every row that speaks of what the owner has, but for notes that somebody signed in, or was refused."""
    own = {world.owner.structure_id, world.owner.caller.user_id, world.ids["flow_id"]}
    with service.store.reading() as session:
        rows = [(table, row) for table in Base.metadata.sorted_tables for row in session.execute(table.select())]
    return sorted(
        repr((table.name, tuple(row)))
        for table, row in rows
        if table.name not in {"audit", "api_keys"}
        and (own & set(map(str, row)) or getattr(row, "invoice_id", None) == world.ids["invoice"])
    )
