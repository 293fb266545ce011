"""Scanned pages written as text, and second readers that see there what a test says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from extractor.pipeline import decide
from extractor.reading.layout import page_of
from extractor.second_look import look_again
from extractor.testing import CHARACTER, document_of
from models.document import Document, Reading, Word
from models.geometry import BBox
from models.resolution import Resolution
from models.second_look import Engine, Spot, Witness

PAGE = """
    Menuiserie Dubois SARL
    12 rue Haute
    19000 Tulle
    SIRET : {siret}

    Facture n° : {number}
    Date : {day}

    Client : Martin SAS
    2 rue Basse
    87000 Limoges

    Total HT          {net}
    TVA 20 %          {vat}
    Total TTC         {gross}

    IBAN : {iban}
"""
VALUES = {
    "siret": "732 829 320 00074",
    "number": "F-2026-118",
    "day": "01/03/2026",
    "net": "1 234,50",
    "vat": "246,90",
    "gross": "1 481,40",
    "iban": "FR76 3000 6000 0112 3456 7890 189",
}
FAIR = 0.98
"""Confidence of words that were read well, though not so well that no second look is worth its time."""
BOTH = (Engine.PADDLE, Engine.PADDLE, Engine.PADDLE, Engine.TESSERACT)


def scan(*, confidence: float = FAIR, reading: Reading = Reading.OCR, **changes: str) -> Document:
    """An invoice read by OCR, with some values misread."""
    text = PAGE.format(**{**VALUES, **changes})
    written = document_of(text, confidence=confidence, reading=reading)
    (page,) = written.pages
    return replace(
        written, pages=(page_of(number=1, size=(page.width, page.height), words=page.words, reading=reading),)
    )


@dataclass
class Readers:
    """Each says of a spot what was read at first, with some texts replaced; `asked` are the spots they were shown."""

    says: Mapping[Engine, Mapping[str, str]] = field(default_factory=dict)
    engines: tuple[Engine, ...] = BOTH
    asked: list[Spot] = field(default_factory=list)

    def __call__(self, spot: Spot) -> tuple[Witness, ...]:
        self.asked.append(spot)
        return tuple(Witness(engine, written(spot, self._text(spot, engine))) for engine in self.engines)

    def _text(self, spot: Spot, engine: Engine) -> str:
        text = spot.text
        for wrong, right in self.says.get(engine, {}).items():
            text = text.replace(wrong, right)
        return text


def all_say(wrong: str, right: str) -> Readers:
    """Both engines read the same."""
    return Readers({engine: {wrong: right} for engine in Engine})


def written(spot: Spot, text: str) -> tuple[Word, ...]:
    """Words of a text that starts where the spot does."""
    words, left = [], spot.box.x0
    for part in text.split():
        box = BBox(left, spot.box.top, left + len(part) * CHARACTER, spot.box.bottom)
        words.append(Word(part, box, 10.0, confidence=0.99))
        left = box.x1 + CHARACTER
    return tuple(words)


def looked(document: Document, again: Callable[[Spot], tuple[Witness, ...]]) -> Resolution:
    return look_again(document, decide(document), again=again, decide=decide)
