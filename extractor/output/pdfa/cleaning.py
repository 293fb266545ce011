"""What PDF/A-3 does not allow in a file and the page does not need: taken out, or put right, without a mark changing.

Actions and scripts, forms filled by program, sound and film, print effects, other programs' data go. What annotations
and fields show on the screen becomes part of the page, so that nothing can change it; links stay.

Source: ISO 19005-3, 6.1 (structure), 6.2 (graphics), 6.3 (annotations), 6.4 (forms), 6.5 (actions), 6.9, 6.10, 6.11
"""

from __future__ import annotations

from contextlib import suppress

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from extractor.output.pdfa.parts import Part, Role, annotations_of

_CATALOG = tuple(
    "/AA /AF /AcroForm /Collection /DPartRoot /DSS /Extensions /Legal /Metadata /NeedsRendering /OpenAction /Perms "
    "/PieceInfo /Requirements /SpiderInfo /Threads /URI /Version".split()
)
_PAGE = tuple("/AA /AF /B /Dur /ID /Metadata /PieceInfo /PresSteps /SeparationInfo /Thumb /Trans".split())
_NAMES = tuple("/AlternatePresentations /EmbeddedFiles /IDS /JavaScript /Renditions /Templates /URLS".split())
_IMAGE = tuple("/AF /Alternates /Measure /Metadata /OPI /PieceInfo /PtData".split())
_FORM = tuple("/AF /LastModified /Metadata /OPI /PS /PieceInfo /Ref /Subtype2".split())
_STATE = ("/HT", "/HTO", "/HTP", "/TR")
_ELSEWHERE = ("/F", "/FFilter", "/FDecodeParms")
"""A stream whose data stands in another file."""

_LEADING = frozenset(("/GoTo", "/GoToR", "/URI", "/Named", "/Thread"))
_NAMED = frozenset(("/NextPage", "/PrevPage", "/FirstPage", "/LastPage"))
_PRINT, _KEPT_FLAGS = 4, ~(1 | 2 | 32 | 256)
"""Flags of annotations: print; not invisible, hidden, without view or toggled."""
_INTENTS = frozenset(("/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"))
_MOST_ITEMS = 20_000


def flatten(pdf: Pdf) -> None:
    """Draw what annotations and form fields show into their pages."""
    drawn = any(one.get("/Subtype") != Name.Link for page in pdf.pages for one in annotations_of(page.obj))
    if not drawn:
        return
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, Dictionary):
        _drop(form, ("/XFA",))
        with suppress(pikepdf.PdfError, ValueError, RuntimeError):  # a field that can't be drawn is shown as it is
            if form.get("/NeedAppearances"):
                pdf.generate_appearance_streams()
    with suppress(pikepdf.PdfError, ValueError, RuntimeError):
        pdf.flatten_annotations("screen")


def clean_catalog(pdf: Pdf) -> None:
    """The catalog, its names, its outline and its layers."""
    root = pdf.Root
    _drop(root, _CATALOG)
    names = root.get("/Names")
    if isinstance(names, Dictionary):
        _drop(names, _NAMES)
    else:
        _drop(root, ("/Names",))
    if not isinstance(root.get("/MarkInfo"), Dictionary):
        _drop(root, ("/MarkInfo",))
    _clean_outline(root)
    _clean_layers(root)


def clean_part(part: Part) -> None:
    """One part of a page."""
    thing = part.thing
    match part.role:
        case Role.PAGE:
            _drop(thing, _PAGE)
            _name_group(thing)
            _keep_links(thing)
        case Role.IMAGE:
            _drop(thing, _IMAGE)
            if thing.get("/Interpolate"):
                thing.Interpolate = False
            _clean_intent(thing, "/Intent")
        case Role.FORM:
            _drop(thing, _FORM)
            _name_group(thing)
        case Role.STATE:
            _drop(thing, _STATE)
            if thing.get("/TR2", Name.Default) != Name.Default:
                del thing["/TR2"]
            _clean_intent(thing, "/RI")
        case _:
            pass
    if isinstance(thing, Stream):
        _drop(thing, _ELSEWHERE)


def _drop(thing: Object, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in thing:
            del thing[key]


def _name_group(thing: Object) -> None:
    group = thing.get("/Group")
    if isinstance(group, Dictionary):
        group.Type = Name.Group


def _clean_intent(thing: Object, key: str) -> None:
    if key in thing and str(thing[key]) not in _INTENTS:
        del thing[key]


def _keep_links(sheet: Object) -> None:
    if "/Annots" not in sheet:
        return
    links = [one for one in annotations_of(sheet) if one.get("/Subtype") == Name.Link]
    for link in links:
        _drop(link, ("/AA", "/AF", "/AP", "/OC", "/PA", "/Metadata"))
        _clean_action(link)
        flags = link.get("/F", 0)
        link.F = (flags if isinstance(flags, int) else 0) & _KEPT_FLAGS | _PRINT
    if links:
        sheet.Annots = Array(links)
    else:
        del sheet["/Annots"]


def _clean_action(thing: Object) -> None:
    """An action stays where it leads somewhere; what follows it goes."""
    action = thing.get("/A")
    if action is None:
        return
    if not isinstance(action, Dictionary) or not _leads(action):
        del thing["/A"]
    else:
        _drop(action, ("/Next",))


def _leads(action: Object) -> bool:
    kind = str(action.get("/S", ""))
    return kind in _LEADING and (kind != "/Named" or str(action.get("/N", "")) in _NAMED)


def _clean_outline(root: Object) -> None:
    todo: list[Object | None] = [root.get("/Outlines")]
    seen: set[tuple[int, int]] = set()
    while todo:
        item = todo.pop()
        if not isinstance(item, Dictionary):
            continue
        if item.objgen in seen or len(seen) == _MOST_ITEMS:
            seen.clear()  # a loop
            break
        seen.add(item.objgen)
        _clean_action(item)
        todo += [item.get("/First"), item.get("/Next")]
    if not seen:
        _drop(root, ("/Outlines",))


def _clean_layers(root: Object) -> None:
    """Layers are shown as they are by default: no automatic states, a name for the configuration."""
    layers = root.get("/OCProperties")
    if not isinstance(layers, Dictionary) or not isinstance(layers.get("/D"), Dictionary):
        _drop(root, ("/OCProperties",))
        return
    _drop(layers, ("/Configs",))
    default = layers["/D"]
    _drop(default, ("/AS", "/Order"))
    default.Name = pikepdf.String("Default")
