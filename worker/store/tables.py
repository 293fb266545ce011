"""Every table, in one place to import from."""

from worker.store.columns import Base, new_id, now
from worker.store.documents import (
    AttachmentRow,
    BatchRow,
    CorrectionRow,
    DepositRow,
    DocumentRow,
    EventRow,
    IdempotencyRow,
    WebhookRow,
)
from worker.store.people import (
    ApiKeyRow,
    AuditRow,
    BankAccountRow,
    MembershipRow,
    ServiceRow,
    SessionRow,
    StructureRow,
    UserRow,
)
from worker.store.portal import (
    PortalEntryRow,
    PortalFileRow,
    PortalFlowRow,
    PortalInvoiceRow,
    PortalNumberRow,
    PortalTokenRow,
)
from worker.store.reprocessing import ReprocessedRow, ReprocessingRow, RereadingRow
from worker.store.stacks import SplitPartRow, SplitRow

__all__ = [
    "ApiKeyRow",
    "AttachmentRow",
    "AuditRow",
    "BankAccountRow",
    "Base",
    "BatchRow",
    "CorrectionRow",
    "DepositRow",
    "DocumentRow",
    "EventRow",
    "IdempotencyRow",
    "MembershipRow",
    "PortalEntryRow",
    "PortalFileRow",
    "PortalFlowRow",
    "PortalInvoiceRow",
    "PortalNumberRow",
    "PortalTokenRow",
    "ReprocessedRow",
    "ReprocessingRow",
    "RereadingRow",
    "ServiceRow",
    "SessionRow",
    "SplitPartRow",
    "SplitRow",
    "StructureRow",
    "UserRow",
    "WebhookRow",
    "new_id",
    "now",
]
