"""Names that every reader knows: public bodies, schools, media, banks; and firms by brand.

One clue among others for the tagger: 长城 is a firm in one sentence and a wall in the next.
"""

from __future__ import annotations

import functools
from pathlib import Path

from indexer.enrich.matching import NameTable

BODY, BRAND = "body", "brand"


@functools.cache
def well_known() -> NameTable:
    """The names, each with :data:`BODY` or :data:`BRAND`; read once a process."""
    names = {}
    for sort, file in ((BRAND, "brands.txt"), (BODY, "known.txt")):
        for line in (Path(__file__).parent / file).read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                names.update(dict.fromkeys(line.split(), sort))
    return NameTable(names)
