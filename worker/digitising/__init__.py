"""Paper digitised: files from a scanner go in; searchable invoices, what was read of them and a report come out.

    files -> pages (read one by one, each kept at once) -> plan (where invoices begin) -> parts (written) -> report

No database and no queue: all that is known of a run lies in the folder it writes to, below `.prefacture`, by the
content of each file, so that the same command goes on where it was cut off. See docs/digitising.md.
"""

from worker.digitising.order import Input, Order, Progress
from worker.digitising.run import Busy, Run

__all__ = ["Busy", "Input", "Order", "Progress", "Run"]
