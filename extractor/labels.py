"""Which words announce a value: the phrases of `labels.toml`, found in printed lines.

Words are compared folded (no case, no accents), without articles and plural marks; `n°`, `No`, `num.` and their kin are
one sign. The longest phrase wins, so that "date de livraison" is not a "date". On a page read by OCR a long word may
differ by one letter from that of a phrase.

>>> [label.terms for label in find_in("Date d'échéance : 01/03/2026", 0)]
[('due_date',)]
>>> [label.text for label in find_in("T.V.A. 20 %   N° de facture F-118", 0)]
['T.V.A.', 'N° de facture']
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path

from extractor.text import PrintedLine, fold
from models.geometry import BBox

_DATA = Path(__file__).with_name("labels.toml")
_LONG_ENOUGH = 5
"""Letters from which a word differs enough from all others to be told although one is misread."""
_ARTICLES = frozenset("de d du des la le l les".split())
_NUMBER_SIGNS = frozenset({"n", "no", "num", "numero", "nr", "number", "n°", "nos", "nro", "nummer"})
_TOKEN = re.compile(r"(?:[a-z]\.){2,}[a-z]?(?![a-z])|n\s?°|[a-z]+|\d+|[%#]")
_TITLED = re.compile(
    r"\b(?:facture|avoir|note|invoice|rechnung)\b[a-z' ]{3,30}"
    r"\b(?:n\s?°|no\b|numero\b|nr\b)[\s.:]*(?=\S*\d|[a-z]{1,5} ?\d)"
)
"""A title with words of its own before the number: "Facture définitive de travaux n° 12"."""

_OF_ANOTHER = re.compile(
    r"origin|initial|associe|annul|rectifi|\bsur\b|relati|liee|concern|preced"
    r"|acompte|client|commande|marche|engagement"
)
_CODE_ALONE = re.compile(r" [A-Z0-9][A-Z0-9_\-/.]{1,20}")
"""A code in capitals after a weak label: "Service DGA-3"."""

_REMARK = re.compile(r"\((?:exkl|excl|inkl|incl|ohne|sans|including|excluding)\b[^()]*$")
"""What stands before a tax that a remark names: "Rechnungssumme Netto (exkl. USt.)"."""
_GLUE = re.compile(r"[\s'\-_.,°]*/?[\s'\-_.,°]*")


@dataclass(frozen=True, slots=True)
class Label:
    """A phrase found in line number `line`, from `start` to `end`; `weak` ones need a colon or a line of their own."""

    terms: tuple[str, ...]
    line: int
    start: int
    end: int
    text: str
    weak: bool = False


@dataclass(slots=True)
class _Node:
    children: dict[str, _Node]
    terms: tuple[str, ...] = ()
    weak: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


def find(lines: Iterable[PrintedLine]) -> tuple[Label, ...]:
    """Every label of the given lines, in their order."""
    return tuple(
        label for line in lines for label in find_in(line.text, line.index, folded=line.folded, scanned=line.scanned)
    )


def find_in(text: str, line: int, *, folded: str | None = None, scanned: bool = False) -> Iterator[Label]:
    """The labels in one line of text, left to right, longest first where they overlap."""
    folded = fold(text) if folded is None else folded
    tokens = _tokens(folded)
    if scanned:
        tokens = [_Token(_nearest(token.text), token.start, token.end) for token in tokens]
    root = _trie()
    position = 0
    while position < len(tokens):
        found = _longest(root, tokens, position, folded)
        if found is None:
            position += 1
            continue
        node, last = found
        start, end = tokens[position].start, tokens[last].end
        if _REMARK.search(folded, 0, start) and not node.weak:
            position = last + 1
            continue
        if not node.weak or _stands_out(folded, start, end) or (start == 0 and _CODE_ALONE.fullmatch(text[end:])):
            yield Label(node.terms, line, start, end, text[start:end], node.weak)
        position = last + 1
    titled = _TITLED.search(folded)
    if titled and not _OF_ANOTHER.search(titled.group()):
        yield Label(("invoice_number",), line, titled.start(), titled.end(), text[titled.start() : titled.end()])


def _stands_out(folded: str, start: int, end: int) -> bool:
    """At the start of the line and followed by a colon, a figure or nothing; or anywhere before a colon."""
    after = folded[end:].lstrip(" .")
    if after.startswith(":"):
        return True
    return not folded[:start].strip(" -*>•") and (not after or after[0].isdigit() or not after[0].isalpha())


def _longest(root: _Node, tokens: list[_Token], at: int, folded: str) -> tuple[_Node, int] | None:
    node: _Node | None = root
    best: tuple[_Node, int] | None = None
    index = at
    while index < len(tokens):
        token = tokens[index]
        if index > at and not _GLUE.fullmatch(folded, tokens[index - 1].end, token.start):
            break
        following = node.children.get(token.text) if node else None
        if following is None:
            if index > at and token.text in _ARTICLES:
                index += 1
                continue
            break
        node = following
        if node.terms and not _inside_word(folded, tokens[at].start, token):
            best = (node, index)
        index += 1
    return best


def _inside_word(folded: str, start: int, last: _Token) -> bool:
    """Whether the phrase is only part of a printed word, such as the letters of the reference "BC2026-118"."""
    if folded[start - 1 : start].isalnum() and start > 0:
        return True
    if last.text == "#" and folded[last.end - 1 : last.end] == "°":
        return False
    following = folded[last.end : last.end + 2]
    if following[:1] == "_":
        return True
    if following[:1].isdigit() and folded[last.end - 1] == ".":
        return False  # "T.V.A.20 %": the point ends the word
    return following[:1].isalnum() or (following[:1] in "-/" and following[1:].isdigit())


def _tokens(folded: str) -> list[_Token]:
    return [_Token(_normal(match.group()), match.start(), match.end()) for match in _TOKEN.finditer(folded)]


@lru_cache(maxsize=8192)
def _normal(token: str) -> str:
    if "." in token:
        token = token.replace(".", "")
    if token in _NUMBER_SIGNS or (token.startswith("n") and token.endswith("°")):
        return "#"
    return token[:-1] if len(token) > 3 and token.endswith("s") else token  # noqa: PLR2004  ("des", "bus")


@lru_cache(maxsize=4096)
def _nearest(token: str) -> str:
    """The word of the labels that differs from this one by a letter or two, where exactly such a word was misread."""
    words = _vocabulary()
    if len(token) < _LONG_ENOUGH or token in words:
        return token
    from rapidfuzz import process  # noqa: PLC0415  (only words of a scan are compared)
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    most = 1 if len(token) < 2 * _LONG_ENOUGH - 2 else 2
    found = process.extractOne(token, words, scorer=OSA.distance, score_cutoff=most)
    return str(found[0]) if found else token


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    """Every word of five letters or more that stands in a label."""
    found: set[str] = set()
    nodes = [_trie()]
    while nodes:
        node = nodes.pop()
        found.update(word for word in node.children if len(word) >= _LONG_ENOUGH and word.isalpha())
        nodes += node.children.values()
    return frozenset(found)


@lru_cache(maxsize=1)
def _trie() -> _Node:
    root = _Node({})
    for term, data in tomllib.loads(_DATA.read_text(encoding="utf-8")).items():
        for phrase in data["phrases"]:
            weak = phrase.endswith("?")
            for words in _expanded(phrase.rstrip(" ?")):
                node = root
                for word in words:
                    node = node.children.setdefault(word, _Node({}))
                if term not in node.terms:
                    node.terms = (*node.terms, term)
                    node.weak = weak and (node.weak or len(node.terms) == 1)
    return root


def _expanded(phrase: str) -> Iterator[tuple[str, ...]]:
    """The phrases that a pattern such as "(a|b) c" stands for, as normal tokens."""
    parts = [
        part.strip("()").split("|") if "|" in part else [part] for part in re.findall(r"\([^)]*\)|[^()\s]+", phrase)
    ]
    for choice in product(*parts):
        words = [_normal(token.group()) for token in _TOKEN.finditer(fold(" ".join(choice)))]
        # A last "du" is the participle "dû", not an article: "montant dû".
        yield tuple(w for w in words[:-1] if w not in _ARTICLES) + tuple(words[-1:])


def box_of(label: Label, lines: tuple[PrintedLine, ...]) -> BBox:
    """Where a label stands."""
    return lines[label.line].box(label.start, label.end)
