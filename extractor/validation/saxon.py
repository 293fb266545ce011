"""Saxon, the XSLT 2 processor that the official Schematron stylesheets need.

One processor per process keeps its compiled stylesheets: compiling takes 0.2 to 3 seconds, a run 20 to 100 ms.
Saxon holds the interpreter's lock while it runs, so that two threads are slower than one after the other (measured).
It reads text that was parsed safely and written anew: no document type, no entity, no encoding reaches it.

Sources: https://www.saxonica.com/saxon-c/doc12/html/saxonc.html
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any

from extractor.validation.layers import Skipped
from models.finding import Message

_LOCK = RLock()


def transform(stylesheet: Path, xml: str) -> str:
    """What a stylesheet makes of a text of XML. Raises Skipped, with the reason, when it can't be run."""
    with _LOCK:
        try:
            executable = compiled(stylesheet)
            node = _processor().parse_xml(xml_text=xml)
            result = executable.transform_to_string(xdm_node=node)
        except ImportError as error:
            raise Skipped(_missing("saxonche")) from error
        except FileNotFoundError as error:
            raise Skipped(_missing(stylesheet.name)) from error
        except Exception as error:  # saxonche raises its own class, and bare Exception
            raise Skipped(_failed(stylesheet.name, error)) from error
    if not result:
        raise Skipped(_failed(stylesheet.name, "no result"))
    return str(result)


@cache
def compiled(stylesheet: Path) -> Any:  # noqa: ANN401 - saxonche comes without types
    """The stylesheet ready to run; what it reads beside itself (code lists) is found by its own path."""
    if not stylesheet.is_file():
        raise FileNotFoundError(stylesheet)
    with _LOCK:
        return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(stylesheet))


@cache
def _processor() -> Any:  # noqa: ANN401
    import saxonche  # noqa: PLC0415 - loads a hundred megabytes: only where a Schematron is run

    return saxonche.PySaxonProcessor(license=False)


def _missing(what: str) -> Message:
    return Message(
        fr=f"Contrôle impossible : « {what} » n'est pas installé. Lancez « make setup », puis recommencez.",
        en=f"Not checked: `{what}` is not installed. Run `make setup` and try again.",
    )


def _failed(what: str, error: object) -> Message:
    detail = " ".join(str(error).split())[:300]
    return Message(
        fr=f"Contrôle impossible : les règles « {what} » n'ont pas pu être exécutées ({detail}).",
        en=f"Not checked: the rules `{what}` could not be run ({detail}).",
    )
