"""Lines, discounts and charges: a file that has lines needs them complete, and adding up.

Sources: EN 16931-1 BR-16, BR-21 to BR-27, BR-32, BR-37, BR-CO-10, BR-CO-13
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.output.gaps.amounts import RATES
from extractor.output.gaps.gap import gap
from extractor.output.profiles import Choice
from models.finding import Finding
from models.invoice import Invoice
from models.output import Profile


def lines(invoice: Invoice, choice: Choice) -> Iterator[Finding]:
    """What keeps the lines from being written in the chosen profile."""
    keys = {(row.category, row.rate) for row in invoice.vat_breakdown}
    for part in (*invoice.allowances, *invoice.charges):
        if (part.vat_category, part.vat_rate) not in keys:
            yield gap(
                "BR-32" if part in invoice.allowances else "BR-37",
                "vat_breakdown",
                fr=f"Dites à quel taux de TVA se rapporte « {part.reason} » ({part.amount}).",
                en=f"Tell to which VAT rate '{part.reason}' ({part.amount}) belongs.",
            )
    if choice.profile is Profile.BASIC_WL:
        return
    if choice.trouble is not None:
        complete = bool(invoice.lines) and choice.trouble.fr.startswith("la somme")
        yield gap(
            "BR-CO-10" if complete else "BR-16",
            "lines",
            fr=f"Lignes inutilisables ({choice.trouble.fr}) : complétez-les, ou écrivez un Factur-X, "
            "dont le profil BASIC WL va sans lignes.",
            en=f"The lines cannot be used ({choice.trouble.en}): complete them, or write a Factur-X, "
            "whose profile BASIC WL goes without lines.",
        )
        return
    for place, line in enumerate(invoice.lines):
        if line.vat_rate not in RATES:
            yield gap(
                "BR-FR-16",
                f"lines[{place}]",
                fr=f"Ligne {line.id} : {line.vat_rate} % n'est pas un taux de TVA français : corrigez-le.",
                en=f"Line {line.id}: {line.vat_rate} % is no French VAT rate: correct it.",
            )
