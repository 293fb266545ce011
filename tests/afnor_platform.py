"""A platform of the reform on a real port: Flow Service, Directory Service and tokens, which can be told to misbehave.

What it answers is checked against the official OpenAPI files by `tests.afnor_contract`, as is what it is asked: it is
the tests' word for what platforms are, so it must not be kinder than they.
"""

import asyncio
import base64
import hashlib
import json
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs
from uuid import uuid4

import uvicorn
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse

CLIENT, SECRET = "prefacture", "le secret : é/+"
ERRORS = {
    401: "INVALID_TOKEN",
    422: "UNPROCESSABLE_ENTITY",
    429: "TOO_MANY_REQUESTS",
    500: "INTERNAL_ERROR",
    503: "RESOURCE_ERROR",
}
NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:un:unece:uncefact:data:standard:{name}:100"'
    for prefix, name in (
        ("rsm", "CrossDomainAcknowledgementAndResponse"),
        ("ram", "ReusableAggregateBusinessInformationEntity"),
        ("udt", "UnqualifiedDataType"),
        ("qdt", "QualifiedDataType"),
    )
)


def answer(*parts):
    """What goes over the wire for a body in parts."""
    bodies = [{"type": "http.response.body", "body": part, "more_body": True} for part in parts]
    start = {"type": "http.response.start", "status": 200, "headers": []}
    return [start, *bodies, {"type": "http.response.body", "body": b"", "more_body": False}]


ANSWERS = {
    "page": answer(b"<html>Maintenance</html>"),
    "other": answer(b'{"results": 1, "access_token": 1}'),
    "drip": answer(*[b" "] * 40),
    "flood": answer(*[b" " * 1_000_000] * 3),
}
"""Whole answers that a platform would not give: a page of somebody else's, another JSON, one that never ends."""


@dataclass
class Fault:
    """One misbehaviour: an HTTP status, or a word of `Wire.misbehave`; `done` after the work was done, not before."""

    path: str
    what: int | str
    done: bool = False
    headers: dict = field(default_factory=dict)


@dataclass
class Exchange:
    """A request and its answer as they went over the wire."""

    method: str
    path: str
    query: str
    media: str
    asked: bytes
    status: int = 0
    answer_media: str = ""
    answer: bytes = b""
    spoiled: bool = False


class Platform:
    """`faults` come one per request to their path; `link` says what a CDAR's trackingId is: "flow", "key" or None."""

    def __init__(self, url):
        self.url = url
        self.flows, self.files = {}, {}
        self.faults, self.exchanges = [], []
        self.tokens, self.given = set(), 0
        self.basic_only, self.lasts = False, 3600
        self.link = "flow"
        self.page = 100
        self.hidden = 0  # searches that do not see what is there
        self.establishments, self.codes, self.lines = {}, {}, {}
        self.clock = datetime(2026, 11, 22, 9, tzinfo=UTC)
        self.lock = threading.Lock()

    def settings(self):
        """What a service is told to reach it."""
        return {
            "gateway": "afnor",
            "afnor_flow_api": f"{self.url}/flow-service",
            "afnor_directory_api": f"{self.url}/directory-service",
            "afnor_token_url": f"{self.url}/token",
            "afnor_client_id": CLIENT,
            "afnor_client_secret": SECRET,
        }

    def invoices(self):
        """The flows of invoices that were accepted."""
        with self.lock:
            return [flow for flow in self.flows.values() if flow["flowSyntax"] != "CDAR" and not failed(flow)]

    def fail(self, flow_id, *details):
        """The platform's checks, which come after the flow was taken, end badly."""
        flow = self.flows[flow_id]
        told = [dict(zip(("item", "level", "reasonCode", "reasonMessage"), one, strict=True)) for one in details]
        flow["acknowledgement"] = {"status": "Error", "details": told}
        flow["updatedAt"] = self.now()

    def tell(self, flow_id, number, status, **said):
        """A status of an invoice arrives, as a CDAR message."""
        flow = self.flows[flow_id]
        return self.message(cdar(number, status, **said), {"flow": flow_id, "key": flow["trackingId"]}.get(self.link))

    def message(self, xml, tracking=None):
        """A life-cycle flow with that content."""
        extra = {"flowType": "CustomerInvoiceLC", "flowDirection": "In"}
        info = {"name": "cdv.xml", "flowSyntax": "CDAR", **({"trackingId": tracking} if tracking else {})}
        return self.keep(info, xml.encode() if isinstance(xml, str) else xml, extra)

    def keep(self, info, data, extra=None):
        with self.lock:
            flow_id, moment = str(uuid4()), self.now()
            self.files[flow_id] = data
            self.flows[flow_id] = {
                "flowProfile": "CIUS",
                "processingRule": "B2B",
                "processingRuleSource": "Input" if "processingRule" in info else "Computed",
                "flowDirection": "Out",
                "flowType": "CustomerInvoice",
                **{name: value for name, value in info.items() if name != "sha256"},
                **(extra or {}),
                "flowId": flow_id,
                "submittedAt": moment,
                "updatedAt": moment,
                "acknowledgement": self.checked(info, data),
            }
            return flow_id

    def checked(self, info, data):
        """The platform's own checks, which must find each deposit's second copy."""
        if "sha256" in info and info["sha256"] != hashlib.sha256(data).hexdigest():
            return error("sha256", "ChecksumMismatch", "empreinte différente")
        same = [flow for flow in self.flows.values() if flow.get("trackingId") == info.get("trackingId")]
        if info["flowSyntax"] != "CDAR" and any(not failed(flow) for flow in same):
            return error("flow", "AlreadyExistingFlow", "flux déjà reçu")
        return {"status": "Ok"}

    def now(self):
        self.clock += timedelta(seconds=1)
        return self.clock.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def search(self, where):
        tests = {
            "trackingId": lambda flow, value: flow.get("trackingId") == value,
            "flowType": lambda flow, value: flow["flowType"] in value,
            "flowDirection": lambda flow, value: flow["flowDirection"] in value,
            "ackStatus": lambda flow, value: flow["acknowledgement"]["status"] == value,
            "updatedAfter": lambda flow, value: flow["updatedAt"] > value,
        }
        if not where or set(where) - set(tests):
            raise HTTPException(400)
        with self.lock:
            if self.hidden:
                self.hidden -= 1
                return []
            found = [flow for flow in self.flows.values() if all(tests[name](flow, where[name]) for name in where)]
        return sorted(found, key=lambda flow: flow["updatedAt"])

    def app(self):
        app = FastAPI()

        @app.exception_handler(HTTPException)
        def refused(_request, refusal):
            said = {"errorCode": refusal.detail if refusal.detail.isupper() else f"E{refusal.status_code}"}
            return JSONResponse({**said, "errorMessage": "refusé par la plateforme"}, refusal.status_code)

        @app.post("/token")
        async def token(request: Request):
            form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
            basic = request.headers.get("Authorization", "").removeprefix("Basic ")
            if basic:
                form["client_id"], _, form["client_secret"] = base64.b64decode(basic).decode().partition(":")
                known = (CLIENT, "le%20secret%20%3A%20%C3%A9%2F%2B")
            else:
                known = (CLIENT, SECRET) if not self.basic_only else None
            if (
                form["grant_type"] != "client_credentials"
                or (form.get("client_id"), form.get("client_secret")) != known
            ):
                return JSONResponse({"error": "invalid_client"}, 401)
            made = uuid4().hex
            self.tokens.add(made)
            self.given += 1
            return {"access_token": made, "token_type": "Bearer", "expires_in": self.lasts}

        self.flow_routes(app)
        self.directory_routes(app)
        return Wire(self, app)

    def flow_routes(self, app):
        @app.post("/flow-service/v1/flows", status_code=202)
        async def submit(request: Request):
            self.let_in(request)
            async with request.form() as form:
                info, data = json.loads(form["flowInfo"]), await form["file"].read()
            if not data:
                raise HTTPException(422, "EMPTY_FILE")
            flow = self.flows[self.keep(info, data)]
            return {**info, "flowId": flow["flowId"], "submittedAt": flow["submittedAt"]}

        @app.post("/flow-service/v1/flows/search")
        async def search(request: Request):
            self.let_in(request)
            asked = await request.json()
            found, start = self.search(asked["where"]), int(asked.get("cursor", 0))
            size = min(self.page, asked.get("limit", 25))
            more = {"nextCursor": str(start + size)} if start + size < len(found) else {}
            return {"limit": size, "filters": asked["where"], "results": found[start : start + size], **more}

        @app.get("/flow-service/v1/flows/{flow_id}")
        def get(request: Request, flow_id: str, docType: str = "Metadata"):  # noqa: N803 - the interface's name
            self.let_in(request)
            if flow_id not in (self.flows if docType == "Metadata" else self.files):
                raise HTTPException(404, "MISSING_RESOURCE")
            if docType == "Metadata":
                return self.flows[flow_id]
            return Response(self.files[flow_id], media_type="application/octet-stream")

    def directory_routes(self, app):
        @app.get("/directory-service/v1/siret/code-insee:{siret}")
        def establishment(request: Request, siret: str):
            self.let_in(request)
            if siret not in self.establishments:
                raise HTTPException(404, "MISSING_RESOURCE")
            return self.establishments[siret]

        @app.get("/directory-service/v1/siren/code-insee:{siren}")
        def company(request: Request, siren: str):
            self.let_in(request)
            found = [one["legalUnit"] for one in self.establishments.values() if one["siren"] == siren]
            if not found:
                raise HTTPException(404, "MISSING_RESOURCE")
            return found[0]

        @app.post("/directory-service/v1/routing-code/search")
        async def codes(request: Request):
            return self.searched(request, await request.json(), self.codes)

        @app.post("/directory-service/v1/directory-line/search")
        async def lines(request: Request):
            return self.searched(request, await request.json(), self.lines)

    def searched(self, request, asked, among):
        self.let_in(request)
        ((name, condition),) = asked["filters"].items()
        everything = [one for of in among.values() for one in of]
        found = [one for one in everything if one.get(name) == condition["value"]]
        page = found[asked["ignore"] :][: min(self.page, asked["limit"])]
        return {"search": asked, "totalNumberOfResults": len(found), "results": page}

    def let_in(self, request):
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or token not in self.tokens:
            raise HTTPException(401, "INVALID_TOKEN")


class Wire:
    """Between the port and the platform: notes what passes, and brings in the faults."""

    def __init__(self, platform, app):
        self.platform = platform
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        media = dict(scope["headers"]).get(b"content-type", b"").decode()
        passed = Exchange(scope["method"], scope["raw_path"].decode(), scope["query_string"].decode(), media, body)
        self.platform.exchanges.append(passed)
        fault = self.fault(scope["path"])
        if fault is None or fault.done:
            await self.app(scope, self.again(body), self.noted(passed, None if fault else send))
        if fault is not None:
            passed.spoiled = True
            await self.misbehave(fault, send)

    def fault(self, path):
        with self.platform.lock:
            fault = next((one for one in self.platform.faults if path.endswith(one.path)), None)
            if fault is not None:
                self.platform.faults.remove(fault)
            return fault

    def again(self, body):
        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        return receive

    def noted(self, passed, send):
        async def note(message):
            if message["type"] == "http.response.start":
                passed.status = message["status"]
                passed.answer_media = dict(message["headers"]).get(b"content-type", b"").decode()
            passed.answer += message.get("body", b"")
            if send is not None:
                await send(message)

        return note

    async def misbehave(self, fault, send):
        if fault.what == "silence":
            await asyncio.sleep(1.5)
        if fault.what in ANSWERS:
            for part in ANSWERS[fault.what]:
                await asyncio.sleep(0.05 if fault.what == "drip" else 0)
                await send(part)
            return
        if isinstance(fault.what, str):  # fewer bytes than promised: the server closes the connection
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"99")]})
            await send({"type": "http.response.body", "body": b"{", "more_body": False})
            return
        body = json.dumps({"errorCode": ERRORS[fault.what], "errorMessage": "panne voulue"}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        headers += [(name.encode(), value.encode()) for name, value in fault.headers.items()]
        await send({"type": "http.response.start", "status": fault.what, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def failed(flow):
    return flow["acknowledgement"]["status"] == "Error"


def error(item, code, words):
    detail = {"item": item, "level": "Error", "reasonCode": code, "reasonMessage": words}
    return {"status": "Error", "details": [detail]}


def cdar(number, status, *, at="20261123101500", seller="732829320", reason=None, words=None, role="BY", name=None):
    """A CDAR message as platforms send it (BR-FR-CDV)."""
    code = f"<ram:ReasonCode>{reason}</ram:ReasonCode>" if reason else ""
    said = f"<ram:Reason>{words}</ram:Reason>" if words else ""
    sequence = "<ram:SequenceNumeric>1</ram:SequenceNumeric>"
    detail = f"<ram:SpecifiedDocumentStatus>{code}{said}{sequence}</ram:SpecifiedDocumentStatus>"
    when = f'<ram:IssueDateTime><udt:DateTimeString format="204">{at}</udt:DateTimeString></ram:IssueDateTime>'
    named = f"<ram:Name>{name}</ram:Name>" if name else ""
    issued = '<qdt:DateTimeString format="102">20261001</qdt:DateTimeString>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rsm:CrossDomainAcknowledgementAndResponse {NAMESPACES}>'
        "<rsm:ExchangedDocumentContext><ram:BusinessProcessSpecifiedDocumentContextParameter><ram:ID>REGULATED</ram:ID>"
        "</ram:BusinessProcessSpecifiedDocumentContextParameter><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>"
        "urn.cpro.gouv.fr:1p0:CDV:invoice</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>"
        f"</rsm:ExchangedDocumentContext><rsm:ExchangedDocument><ram:ID>{number}-{status}</ram:ID>{when}"
        "<ram:SenderTradeParty><ram:RoleCode>WK</ram:RoleCode></ram:SenderTradeParty>"
        f"<ram:IssuerTradeParty>{named}<ram:RoleCode>{role}</ram:RoleCode></ram:IssuerTradeParty>"
        "</rsm:ExchangedDocument><rsm:AcknowledgementDocument><ram:MultipleReferencesIndicator><udt:Indicator>false"
        f"</udt:Indicator></ram:MultipleReferencesIndicator><ram:TypeCode>23</ram:TypeCode>{when}"
        f"<ram:ReferenceReferencedDocument><ram:IssuerAssignedID>{number}</ram:IssuerAssignedID><ram:TypeCode>380"
        f"</ram:TypeCode><ram:FormattedIssueDateTime>{issued}</ram:FormattedIssueDateTime>"
        f"<ram:ProcessConditionCode>{status}</ram:ProcessConditionCode><ram:IssuerTradeParty>"
        f'<ram:GlobalID schemeID="0002">{seller}</ram:GlobalID></ram:IssuerTradeParty>{detail if reason else ""}'
        "</ram:ReferenceReferencedDocument></rsm:AcknowledgementDocument></rsm:CrossDomainAcknowledgementAndResponse>"
    )


@contextmanager
def platform():
    """One on a free port, until the block ends."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    made = Platform(f"http://127.0.0.1:{bound.getsockname()[1]}")
    server = uvicorn.Server(uvicorn.Config(made.app(), log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield made
    finally:
        server.should_exit = True
        thread.join()
        bound.close()
