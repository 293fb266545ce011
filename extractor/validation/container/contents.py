"""Whatever is drawn: the contents of pages, of the forms they use, of annotations, and of glyphs that are drawings.

Each is met once, with the resources by which it names fonts and colours. What a form inherits from the page's state,
its font or its colour, is not followed: a form sets its own in practice.

Source: ISO 32000-1, 7.8 (content streams and resources), 8.10 (forms), 9.6.5 (Type 3 fonts), 12.5.5 (appearances)
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import pikepdf

from extractor.validation.container.document import Object, Seen, Unreadable, content_of, entry, items, text, values

_PAGES, _DEEPEST = 2000, 12
_LARGEST, _INSTRUCTIONS = 8 * 1024 * 1024, 300_000


@dataclass(frozen=True)
class Content:
    """Something drawn, and the resources that it names."""

    pdf: pikepdf.Pdf
    stream: Object | None
    resources: Object | None

    def instructions(self, operators: str) -> Iterator[tuple[list[Object], str]]:
        """Its instructions of these kinds, as (operands, operator).

        Raises Unreadable when it is larger than what is drawn by any program.
        """
        parts = list(items(self.stream)) if isinstance(self.stream, pikepdf.Array) else [self.stream]
        data, left = [], _LARGEST
        for part in parts:
            data.append(content_of(part, left) or b"")
            left -= len(data[-1])
        with warnings.catch_warnings():  # of a stream that ends too early: what stands before its end is judged
            warnings.simplefilter("ignore")
            parsed = pikepdf.parse_content_stream(self.pdf.make_stream(b"\n".join(data)), operators)
        if len(parsed) > _INSTRUCTIONS:
            raise Unreadable
        for instruction in parsed:
            yield list(instruction.operands), str(instruction.operator)

    def named(self, kind: str) -> Iterator[tuple[str, Object]]:
        """Its resources of a kind, as `/Font`, by name."""
        yield from values(entry(self.resources, kind))


@dataclass
class _Walk:
    pdf: pikepdf.Pdf
    seen: Seen = field(default_factory=Seen)


def contents(pdf: pikepdf.Pdf) -> Iterator[Content]:
    """All that is drawn in a document.

    Raises Unreadable where it is deeper or longer than any real one.
    """
    walk = _Walk(pdf)
    if len(pdf.pages) > _PAGES:
        raise Unreadable
    for page in islice(pdf.pages, _PAGES):
        yield from _and_below(walk, Content(pdf, page.obj.get("/Contents"), _resources(page.obj)), 0)
        for annotation in items(entry(page.obj, "/Annots")):
            appearance = entry(annotation, "/AP", "/N")
            forms = [appearance] if isinstance(appearance, pikepdf.Stream) else [one for _, one in values(appearance)]
            for form in forms:
                yield from _of_form(walk, form, None, 0)


def _resources(page: Object) -> Object | None:
    """A page's resources, its own or those of the branches above it."""
    for _ in range(_DEEPEST):
        found = entry(page, "/Resources")
        if found is not None or page is None:
            return found
        page = entry(page, "/Parent")
    return None


def _and_below(walk: _Walk, content: Content, depth: int) -> Iterator[Content]:
    if depth > _DEEPEST:
        raise Unreadable
    yield content
    for _, form in content.named("/XObject"):
        if text(entry(form, "/Subtype")) == "/Form":
            yield from _of_form(walk, form, content.resources, depth)
    for _, pattern in content.named("/Pattern"):
        yield from _of_form(walk, pattern, content.resources, depth)
    for _, font in content.named("/Font"):
        if text(entry(font, "/Subtype")) == "/Type3" and walk.seen.first(font):
            for _, glyph in values(entry(font, "/CharProcs")):
                yield from _of_form(walk, glyph, entry(font, "/Resources"), depth)


def _of_form(walk: _Walk, form: Object, inherited: Object | None, depth: int) -> Iterator[Content]:
    if isinstance(form, pikepdf.Stream) and walk.seen.first(form):
        own = entry(form, "/Resources")
        yield from _and_below(walk, Content(walk.pdf, form, inherited if own is None else own), depth + 1)
