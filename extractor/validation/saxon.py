"""Saxon, the XSLT 2 processor that the official Schematron stylesheets need.

One processor per process keeps its compiled stylesheets: compiling takes 0.2 to 3 seconds, a run 20 to 100 ms.
Saxon holds the interpreter's lock while it runs, so that two threads are slower than one after the other (measured).
A long file gets a process of its own, that is stopped when it takes too long.
It reads text that was parsed safely and written anew: no document type, no entity, no encoding reaches it.

Sources: https://www.saxonica.com/saxon-c/doc12/html/saxonc.html
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any

from extractor.validation import saxon_errors
from extractor.validation.layers import Skipped

_LOCK = RLock()
_LONG = 300_000
"""Characters of XML, some three hundred lines, above which a run has a process of its own that can be stopped.

Below, the worst that was made up (a thousand rows of VAT, which rules compare with each other) takes three seconds.
"""

_SECONDS = 60
"""What such a run may take: ten thousand lines take 16."""


def transform(stylesheet: Path, xml: str) -> str:
    """What a stylesheet makes of a text of XML.

    Raises Unfit when it stops at something in the XML, Skipped when it can't be run.
    """
    try:
        result = _apart(stylesheet, xml) if len(xml) > _LONG else transform_here(stylesheet, xml)
    except ImportError as error:
        raise Skipped(saxon_errors.missing("saxonche")) from error
    except FileNotFoundError as error:
        raise Skipped(saxon_errors.missing(stylesheet.name)) from error
    except subprocess.TimeoutExpired as error:
        raise Skipped(saxon_errors.too_long(stylesheet.name, _SECONDS)) from error
    except Exception as error:  # saxonche raises its own class, and bare Exception
        raise saxon_errors.told(stylesheet.name, str(error)) from error
    if not result:
        raise saxon_errors.told(stylesheet.name, "no result")
    return result


def transform_here(stylesheet: Path, xml: str) -> str:
    """What a stylesheet makes of a text of XML, in this process. Raises what Saxon raises."""
    with _LOCK:
        executable = compiled(stylesheet)
        return str(executable.transform_to_string(xdm_node=_processor().parse_xml(xml_text=xml)) or "")


def _apart(stylesheet: Path, xml: str) -> str:
    root = Path(__file__).resolve().parents[2]
    path = os.pathsep.join(filter(None, (str(root), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(  # noqa: S603 - our interpreter, our module
        (sys.executable, "-m", "extractor.validation.apart", str(stylesheet)),
        input=xml.encode(),
        capture_output=True,
        check=False,
        timeout=_SECONDS,
        env=os.environ | {"PYTHONPATH": path},
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[:2000])
    return done.stdout.decode()


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
