"""Several invoices in one file: where each begins, what lies between them, and one Document for each.

The traits of pages (`traits`) are what is kept of a thousand of them; `plan` decides over all; `split` is the careful
form for every file that is read.
"""

from __future__ import annotations

from extractor.splitting.documents import parts_of, split
from extractor.splitting.plans import plan, replanned
from extractor.splitting.traits import PageTraits, traits_of

__all__ = ["PageTraits", "parts_of", "plan", "replanned", "split", "traits_of"]
