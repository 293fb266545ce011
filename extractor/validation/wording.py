"""What the official rules report, in words that a craftsman or an accountant understands, in French and in English.

The rules' own texts are English, technical and not ours; each message here says what is wrong and what to do.

>>> worded("BR-XX-1", "[BR-XX-1]-Something (BT-1) is off.").fr
"Une règle du format n'est pas respectée. Texte de la règle : [BR-XX-1]-Something (BT-1) is off."
"""

from __future__ import annotations

from models.finding import Message


def worded(rule: str, original: str) -> Message:  # noqa: ARG001 - every rule has one frame so far
    """The message of a rule that was reported; facts of the `original` text are never lost."""
    return Message(
        fr=f"Une règle du format n'est pas respectée. Texte de la règle : {original}",
        en=f"A rule of the format is broken. Text of the rule: {original}",
    )


def xsd_message(original: str) -> Message:
    """The message of an error that a schema reports."""
    return Message(
        fr=f"Le fichier XML n'a pas la forme prévue. Détail technique : {original}",
        en=f"The XML file does not have the expected form. Technical detail: {original}",
    )
