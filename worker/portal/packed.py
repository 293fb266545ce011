"""Files as requests and flows hold them: base64 (RFC 4648 § 4), in one line or many.

>>> unpacked("VW4g\\nZmljaGllcg==")
b'Un fichier'
>>> [unpacked(text) for text in ("data:;base64,VW4=", "VW4", "é")]
[None, None, None]
"""

from __future__ import annotations

from base64 import b64decode
from typing import Final

NO_BASE64: Final = "ce n'est pas du base64, encodez les octets du fichier sans préfixe"


def unpacked(text: str) -> bytes | None:
    """The bytes; None where the text is no base64."""
    try:
        return b64decode("".join(text.split()), validate=True)
    except ValueError:
        return None
