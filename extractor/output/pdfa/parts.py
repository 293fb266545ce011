"""What a PDF draws with: every page, form, image, pattern, graphics state and font that its pages lead to, each once.

The way goes from the pages through their resources, never into the same indirect object twice: loops end.

Source: ISO 32000-1, 7.8.3 (resources), 12.5.5 (appearance streams)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

_DEEPEST = 200
"""Parents asked for the resources of a page, and annotations in annotations: more is a loop."""


class Role(Enum):
    """What an object is used as."""

    PAGE = auto()
    CONTENT = auto()
    FORM = auto()
    IMAGE = auto()
    PATTERN = auto()
    STATE = auto()
    FONT = auto()
    COLOUR = auto()
    ANNOTATION = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """An object in the role that the page gives it."""

    role: Role
    thing: Object


_RESOURCES = {
    "/XObject": Role.FORM,
    "/Font": Role.FONT,
    "/Pattern": Role.PATTERN,
    "/ExtGState": Role.STATE,
    "/ColorSpace": Role.COLOUR,
}

_SHAPES: dict[Role, tuple[type[Object], ...]] = {
    Role.FORM: (Stream,),
    Role.FONT: (Dictionary,),
    Role.PATTERN: (Dictionary, Stream),
    Role.STATE: (Dictionary,),
    Role.COLOUR: (Array,),
}


def parts_of(pdf: Pdf) -> Iterator[Part]:
    """All parts, page by page. A part may be changed when it is given, not the list it came from."""
    seen: set[tuple[int, int]] = set()
    for page in pdf.pages:
        sheet = page.obj
        resources_of(sheet)
        todo = [Part(Role.PAGE, sheet)]
        while todo:
            part = todo.pop()
            number = part.thing.objgen
            if number != (0, 0):
                if number in seen:
                    continue
                seen.add(number)
            yield part
            todo += _within(part)


def resources_of(sheet: Object) -> Object:
    """The resources of a page, written into it where it inherits them or has none: PDF/A demands them there."""
    above: Object | None = sheet
    steps = 0
    while isinstance(above, Dictionary) and steps < _DEEPEST:
        resources = above.get("/Resources")
        if isinstance(resources, Dictionary):
            break
        above, steps = above.get("/Parent"), steps + 1
    else:
        resources = Dictionary()
    if above is not sheet:
        sheet.Resources = resources
    return sheet.Resources


def _within(part: Part) -> list[Part]:
    thing = part.thing
    if part.role is Role.PAGE:
        found = [Part(Role.ANNOTATION, one) for one in annotations_of(thing)] + _in_resources(thing)
        contents = thing.get("/Contents")
        streams = list(contents) if isinstance(contents, Array) else [contents]
        return found + [Part(Role.CONTENT, one) for one in streams if isinstance(one, Stream)]
    if part.role is Role.ANNOTATION:
        return [Part(Role.FORM, one) for one in appearances(thing)]
    if part.role is Role.IMAGE:
        masks = (thing.get("/SMask"), thing.get("/Mask"))
        return [Part(Role.IMAGE, mask) for mask in masks if isinstance(mask, Stream)]
    if part.role is Role.STATE:
        mask = thing.get("/SMask")
        group = mask.get("/G") if isinstance(mask, Dictionary) else None
        fonts = thing.get("/Font")
        font = fonts[0] if isinstance(fonts, Array) and len(fonts) else None
        found = [Part(Role.FORM, group)] if isinstance(group, Stream) else []
        return found + ([Part(Role.FONT, font)] if isinstance(font, Dictionary) else [])
    if part.role in (Role.FORM, Role.PATTERN, Role.FONT):
        states = thing.get("/ExtGState") if part.role is Role.PATTERN else None
        drawn = _glyphs(thing) if part.role is Role.FONT else []
        return _in_resources(thing) + drawn + ([Part(Role.STATE, states)] if isinstance(states, Dictionary) else [])
    return []


def _in_resources(thing: Object) -> list[Part]:
    resources = thing.get("/Resources")
    if not isinstance(resources, Dictionary):
        return []
    found = []
    for key, role in _RESOURCES.items():
        group = resources.get(key)
        if not isinstance(group, Dictionary):
            continue
        for one in group.as_dict().values():
            if isinstance(one, _SHAPES[role]):
                image = role is Role.FORM and one.get("/Subtype") == Name.Image
                found.append(Part(Role.IMAGE if image else role, one))
    return found


def _glyphs(font: Object) -> list[Part]:
    """The drawings of a Type 3 font."""
    drawings = font.get("/CharProcs")
    if not isinstance(drawings, Dictionary):
        return []
    return [Part(Role.CONTENT, one) for one in drawings.as_dict().values() if isinstance(one, Stream)]


def annotations_of(sheet: Object) -> list[Object]:
    """The annotations of a page that are dictionaries."""
    listed = sheet.get("/Annots")
    return [one for one in listed if isinstance(one, Dictionary)] if isinstance(listed, Array) else []


def appearances(annotation: Object) -> list[Object]:
    """The streams that draw an annotation, in all of its states."""
    looks = annotation.get("/AP")
    if not isinstance(looks, Dictionary):
        return []
    found: list[Object] = []
    for look in looks.as_dict().values():
        if isinstance(look, Stream):
            found.append(look)
        elif isinstance(look, Dictionary):
            found += [one for one in look.as_dict().values() if isinstance(one, Stream)]
    return found
