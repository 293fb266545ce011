"""How the invoice is paid: the code of the means (BT-81) that the norm asks for beside an account.

Sources: EN 16931-1 BR-49 (an account needs a means), BR-61 (30 and 58 need an account) · UNTDID 4461
"""

from __future__ import annotations

from extractor.output.additions import Step, addition
from extractor.output.notation import clean
from models.invoice import Invoice
from models.output import Supplements

TRANSFER, TO_ACCOUNT, UNDEFINED = "30", "42", "1"
NEEDS_ACCOUNT = frozenset({TRANSFER, "58"})


def with_payment(invoice: Invoice, _: Supplements) -> Step:
    """A means for an account, and none that claims an account where there is none."""
    payment = invoice.payment.model_copy(
        update={name: _compact(getattr(invoice.payment, name)) for name in ("means_code", "iban", "bic")}
    )
    if payment.iban is None and payment.bic is not None:
        payment = payment.model_copy(update={"bic": None})  # the norm tells the bank of an account
    if payment.iban is not None and payment.means_code is None:
        added = addition(
            "BT-81",
            TRANSFER,
            fr="Moyen de paiement : virement, puisqu'un IBAN est imprimé.",
            en="Payment means: transfer, since an IBAN is printed.",
        )
        payment = payment.model_copy(update={"means_code": TRANSFER})
    elif payment.iban is None and payment.means_code in NEEDS_ACCOUNT:
        added = addition(
            "BT-81",
            TO_ACCOUNT,
            fr="Virement sans IBAN lisible : écrit comme paiement sur un compte (42), sans compte. Saisissez l'IBAN "
            "pour qu'il soit écrit.",
            en="Transfer without an IBAN: written as payment to an account (42), without one. Enter the IBAN.",
        )
        payment = payment.model_copy(update={"means_code": TO_ACCOUNT})
    else:
        return Step(invoice.model_copy(update={"payment": payment}))
    return Step(invoice.model_copy(update={"payment": payment}), (added,))


def _compact(value: str | None) -> str | None:
    return None if value is None else "".join(clean(value).split()).upper() or None


def with_means_for_due_date(invoice: Invoice) -> Step:
    """A credit note in UBL tells its due date beside the means of payment: an undefined one, where none is known."""
    if invoice.due_date is None or invoice.payment.means_code is not None:
        return Step(invoice)
    payment = invoice.payment.model_copy(update={"means_code": UNDEFINED})
    return Step(
        invoice.model_copy(update={"payment": payment}),
        (
            addition(
                "BT-81",
                UNDEFINED,
                fr="Moyen de paiement non précisé : écrit comme « non défini », sans quoi l'avoir UBL perd l'échéance.",
                en="Payment means not told: written as 'not defined', without which a UBL credit note has no due date.",
            ),
        ),
    )
