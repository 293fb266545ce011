"""What kind of file this is, and what may be read of it: archives, embedded invoices, refusals."""

from extractor.intake.archives import Member, expand
from extractor.intake.opening import open_file, open_source

__all__ = ["Member", "expand", "open_file", "open_source"]
