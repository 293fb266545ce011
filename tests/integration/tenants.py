"""Two structures that must not know of each other, and how every route of the API is asked for what is not one's own.

The first has something of everything, the second a key, a session, and an invoice that is the same as the first one's.
"""

from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import unquote_plus

from fastapi.routing import iter_route_contexts

from models.lifecycle import Role, State
from models.service import Principal
from tests.worker_kit import extraction_of, structure, upload
from worker import accounts, keys, sessions
from worker.store.tables import (
    AttachmentRow,
    BankAccountRow,
    Base,
    BatchRow,
    CorrectionRow,
    DepositRow,
    EventRow,
    ReprocessedRow,
    ReprocessingRow,
    ServiceRow,
    WebhookRow,
)

IBAN = "FR7630006000011234567890189"
PASSWORD = "quatre mots sans rapport"
PDF = b"%PDF-1.4 la meme facture"

OPEN = {
    ("GET", "/health"),
    ("GET", "/ready"),
    ("GET", "/metrics"),
    ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/session/oidc"),
    ("GET", "/api/v1/session/oidc/callback"),
    ("POST", "/api/v1/session"),
    ("POST", "/api/oauth/token"),
    ("GET", "/cpro/transverses/v1/health-check"),
    ("GET", "/"),
    ("GET", "/aide"),
    ("GET", "/connexion"),
    ("POST", "/connexion"),
    ("POST", "/deconnexion"),
    ("POST", "/langue"),
}
"""What is answered to whoever asks."""

PORTAL = "/cpro/"
"""Operations of Chorus Pro's interface: our keys and sessions open none; `tests.integration.portal_walk` walks them."""

DOCUMENT = "/api/v1/documents/{document_id}"
FILE = {"files": ("facture.pdf", BytesIO(PDF), "application/pdf")}
CHANGES = {
    ("POST", "/api/v1/documents"): {"files": FILE, "data": {"batch": "Lot à moi"}},
    ("PATCH", DOCUMENT): {"json": {"version": 1, "fields": {"invoice_number": "VOLÉ"}}},
    ("DELETE", DOCUMENT): {"headers": {"If-Match": '"1"'}},
    ("POST", DOCUMENT + "/reread"): {"headers": {"If-Match": '"1"'}},
    ("POST", DOCUMENT + "/approve"): {"json": {"version": 1}},
    ("POST", DOCUMENT + "/deposit"): {"json": {"version": 1}},
    ("POST", DOCUMENT + "/recycle"): {"json": {"version": 1, "siret": "35600000000048"}},
    ("POST", DOCUMENT + "/complete"): {"json": {"version": 1, "comment": "Voici le bon de commande."}},
    ("POST", DOCUMENT + "/acknowledge"): {"json": {"version": 1}},
    ("POST", DOCUMENT + "/replace"): {"json": {"version": 1}},
    ("POST", DOCUMENT + "/pages/{page}/text"): {"json": {"bbox": [10, 10, 100, 40]}},
    ("POST", DOCUMENT + "/attachments"): {"files": {"file": ("devis.pdf", BytesIO(PDF), "application/pdf")}},
    ("DELETE", DOCUMENT + "/attachments/{attachment_id}"): {},
    ("PUT", DOCUMENT + "/presence"): {},
    ("PUT", DOCUMENT + "/split"): {"json": {"version": 1, "starts": [{"page": 1, "kind": "invoice"}]}},
    ("DELETE", DOCUMENT + "/presence"): {},
    ("POST", "/api/v1/batches"): {"json": {"name": "Lot"}},
    ("POST", "/api/v1/reprocessings/count"): {"json": {}},
    ("POST", "/api/v1/reprocessings"): {"json": {"mode": "keep"}},
    ("POST", "/api/v1/reprocessings/{run_id}/apply"): {"json": {"version": 1}},
    ("POST", "/api/v1/reprocessings/{run_id}/choices"): {"json": {"version": 1, "choice": {"step": "leave"}}},
    ("PATCH", "/api/v1/reprocessings/{run_id}/items/{item_id}"): {"json": {"version": 1, "choice": {"step": "leave"}}},
    ("DELETE", "/api/v1/reprocessings/{run_id}"): {},
    ("POST", "/api/v1/directory/import"): {"files": {"file": ("a.csv", BytesIO(b"siret;nom\n"), "text/csv")}},
    ("PATCH", "/api/v1/structure"): {"json": {"name": "Nouveau nom"}},
    ("PUT", "/api/v1/structure/services/{code}"): {"json": {"name": "Pris"}},
    ("DELETE", "/api/v1/structure/services/{code}"): {},
    ("POST", "/api/v1/structure/bank-accounts"): {"json": {"iban": IBAN}},
    ("PATCH", "/api/v1/structure/bank-accounts/{account_id}"): {"json": {"label": "Pris"}},
    ("DELETE", "/api/v1/structure/bank-accounts/{account_id}"): {},
    ("POST", "/api/v1/webhooks"): {"json": {"url": "https://example.org/crochet"}},
    ("PATCH", "/api/v1/webhooks/{webhook_id}"): {"json": {"active": False}},
    ("DELETE", "/api/v1/webhooks/{webhook_id}"): {},
    ("DELETE", "/api/v1/session"): {},
    ("PATCH", "/api/v1/session"): {"json": {"structure_id": "{structure_id}"}},
    ("DELETE", "/api/v1/session/all"): {},
    ("POST", "/api/oauth/token"): {"data": {"grant_type": "client_credentials"}},
    ("POST", "/api/v1/session"): {"json": {"email": "alice@a.example", "password": "deviné au hasard"}},
    ("POST", "/api/v1/keys"): {"json": {"label": "Robot"}},
    ("DELETE", "/api/v1/keys/{key_id}"): {},
    ("POST", "/api/v1/members"): {"json": {"email": "nouvelle@b.example"}},
    ("PATCH", "/api/v1/members/{user_id}"): {"json": {"role": "supplier"}},
    ("DELETE", "/api/v1/members/{user_id}"): {},
    ("POST", "/connexion"): {
        "data": {"email": "alice@a.example", "password": "deviné au hasard", "jeton": "x"},
        "headers": {"Cookie": "prefacture_form=x"},
    },
    ("POST", "/deconnexion"): {"data": {"csrf": "deviné au hasard"}},
    ("POST", "/langue"): {"data": {"langue": "en", "retour": "/factures"}},
    ("PATCH", "/api/v1/me/account"): {"json": {"name": "Autre nom"}},
    ("POST", "/api/v1/me/password"): {"json": {"old": "deviné au hasard", "new": "cinq mots tout à fait neufs"}},
}
"""Every route that changes something, with a request that it takes: a new one is added here."""

ASKED = {("GET", "/api/v1/events"): {"params": {"after": 0, "seconds": 1}}}
"""What routes that only read are asked with, where they need it."""

BY_CODE = {(method, "/api/v1/structure/services/{code}") for method in ("PUT", "DELETE")}
"""Named by what the caller chooses, within their own structure."""


@dataclass(frozen=True)
class Tenant:
    """A structure, its manager's key and session, and what it has by the name of the path's parameter."""

    structure_id: str
    key: str
    session: sessions.SignedIn
    cookie: str
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def bearer(self):
        return {"Authorization": f"Bearer {self.key}"}

    @property
    def browser(self):
        return {"Cookie": f"prefacture_session={self.cookie}", "X-CSRF-Token": self.session.csrf}


def tenant(service, name, email):
    """A public body with a manager."""
    home = structure(service, name, None, public=True)
    user, _ = accounts.create_user(service, email=email, structure_id=home, role=Role.MANAGER, password=PASSWORD)
    cookie = accounts.sign_in(service, email, PASSWORD)
    who = Principal(actor=email, role=Role.MANAGER, structure_id=home, user_id=user.id)
    made = keys.create(service, who, "Robot", Role.MANAGER)
    ids = {"structure_id": home, "user_id": user.id, "key_id": made.id}
    ids["document_id"] = upload(service, who, f"de {name}.pdf", PDF, extraction=extraction_of(), state=State.READY)
    return Tenant(home, made.secret, sessions.of_secret(service, cookie), cookie, ids)


def furnish(service, owner):
    """Something of everything for a structure."""
    home, document = owner.structure_id, owner.ids["document_id"]
    kept = service.files.put(BytesIO(b"%PDF-1.4 piece jointe"), 1 << 20)
    with service.store.session() as session:
        rows = {
            "batch_id": BatchRow(structure_id=home, name="Lot secret"),
            "account_id": BankAccountRow(structure_id=home, iban=IBAN, label="Compte secret"),
            "webhook_id": WebhookRow(structure_id=home, url="https://a.example/secret", secret="signature-secrete"),
            "service": ServiceRow(structure_id=home, code="SECRET-7", name="Service secret"),
            "attachment_id": AttachmentRow(
                document_id=document,
                name="secret.pdf",
                media_type="application/pdf",
                size=kept.size,
                sha256=kept.sha256,
            ),
            "deposit_id": DepositRow(
                document_id=document, gateway="folder", state="done", platform_id="DEPOT-SECRET", certificate={"a": 1}
            ),
            "run_id": ReprocessingRow(
                structure_id=home, title="Relecture secrète", mode="keep", engine="x", actor="alice@a.example",
                stage="shown", asked={},
            ),
            "event": EventRow(structure_id=home, document_id=document, kind="action", code="secret_event"),
        }
        session.add_all(rows.values())
        session.add(CorrectionRow(document_id=document, actor="alice@a.example", field="iban", new="CORRECTION-SECRET"))
        session.flush()
        owner.ids.update({name: str(row.id) for name, row in rows.items() if name.endswith("_id")})
        item = ReprocessedRow(
            run_id=owner.ids["run_id"], document_id=document, position=1, sha256="0" * 64, place="read"
        )
        session.add(item)
        session.flush()
        owner.ids["item_id"] = item.id
    owner.ids.update(code="SECRET-7", page="1", kind="cii", format="cii")


def marks(owner):
    """What betrays a structure wherever it is read."""
    names = ("structure_id", "user_id", "key_id", "document_id", "batch_id", "account_id", "webhook_id", "deposit_id")
    words = (
        "alice@a.example",
        "Mairie de A",
        "Lot secret",
        "Compte secret",
        "secret.pdf",
        "Service secret",
        "Relecture secrète",
    )
    more = ("a.example", "signature-secrete", "DEPOT-SECRET", "secret_event", "CORRECTION-SECRET", owner.key[:11])
    return (*(owner.ids[name] for name in names), *words, *more)


def betrayed(answer, owner):
    """The marks of a structure in an answer, beyond those that the question named."""
    asked = f"{answer.request.url} {unquote_plus(answer.request.read().decode('utf-8', 'replace'))}"
    return [mark for mark in marks(owner) if mark in answer.text and mark not in asked]


def routes(app):
    """Every method and path that the application answers, but for files that are the same for everybody."""
    found = set()
    for route in iter_route_contexts(app.routes):
        if not route.path.startswith("/static/"):
            found |= {(method, route.path) for method in (route.methods or {"GET"}) - {"HEAD", "OPTIONS"}}
    return sorted(found, key=lambda one: (one[0] == "DELETE", -len(one[1]), one))  # what is deleted, after all else


def ask(client, route, owner, headers):
    """Send a route's request, about what that structure has."""
    method, path = route
    asked = CHANGES.get(route) or ASKED.get(route) or {}
    for name, file in (asked.get("files") or {}).items():
        asked = asked | {"files": {name: (file[0], file[1].getvalue(), file[2])}}
    if "json" in asked:
        told = {k: v.format(**owner.ids) if isinstance(v, str) else v for k, v in asked["json"].items()}
        asked = asked | {"json": told}
    asked = asked | {"headers": {**asked.get("headers", {}), **headers}}
    client.cookies.clear()
    return client.request(method, path.format(**owner.ids), **asked)


def kept(service, owner):
    """Every row that speaks of a structure or of what it has. A note that a sign-in failed is no change."""
    names = {owner.ids[name] for name in owner.ids if name.endswith("_id")}
    with service.store.reading() as session:
        rows = [
            (table.name, tuple(row)) for table in Base.metadata.sorted_tables for row in session.execute(table.select())
        ]
    about = [repr(one) for one in rows if names & {str(value) for value in one[1]}]
    return sorted(one for one in about if "sign_in_failed" not in one)
