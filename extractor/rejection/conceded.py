"""What a reason says to be right is no reason: the rest of the text.

>>> from extractor.rejection.wording import words
>>> text = "L'engagement est correct mais le service est absent"
>>> contested(text, words(text))
'mais le service est absent'
>>> contested("Montant conforme", words("Montant conforme"))
'Montant conforme'
"""

from __future__ import annotations

from collections.abc import Sequence

from extractor.rejection.lexicon import mentions, turns
from extractor.rejection.sentences import Sentence, sentences
from extractor.rejection.wording import Word


def contested(text: str, said: Sequence[Word]) -> str:
    """A text without its sentences that only concede; whole where nothing else is left. `said` are its words."""
    cut = tuple(sentences(said))
    kept = [one for one in cut if not _concedes(one)]
    if not kept or len(kept) == len(cut):
        return text
    return " ".join(text[said[one.places[0]].start : said[one.places[-1]].end] for one in kept)


def _concedes(sentence: Sentence) -> bool:
    good = next(mentions("good", sentence.text), None)
    wrong = next(mentions("defects", sentence.text), None) or next(turns(sentence.text), None)
    return good is not None and wrong is None
