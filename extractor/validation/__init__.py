"""Is this a valid electronic invoice? Any Factur-X PDF, CII or UBL file in, a report layer by layer out.

`validate` runs the layers of models.validation in their order; `warm` loads the rules before the first file comes.
"""

from extractor.validation.report import validate
from extractor.validation.warming import warm

__all__ = ["validate", "warm"]
