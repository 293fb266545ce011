"""Codes of the norm that several stages decide by: types of document (BT-3) and billing modes (BT-23).

Sources: UNTDID 1001 · XP Z12-012 BR-FR-04 (types), BR-FR-08 (modes), BR-FR-CO-04 and BR-FR-CO-05
"""

TYPES = frozenset("380 389 393 501 386 500 384 471 472 473 261 262 381 396 502 503".split())
"""Every type that France uses."""

CREDIT_NOTES = frozenset({"261", "262", "381", "396", "502", "503"})
CORRECTED = frozenset({"384", "471", "472", "473"})
PREPAYMENTS = frozenset({"386", "500", "503"})

BILLING_MODES = frozenset("B1 S1 M1 B2 S2 M2 S3 B4 S4 M4 S5 S6 B7 S7 B8 S8 M8 B9 S9 M9".split())
"""B goods, S services, M both."""
