"""How much is taken. [ours]"""

from typing import Final

MOST_BYTES: Final = 8_000_000
"""Of a file, as it comes and as it is kept: a photograph of a telephone, a letter of some pages."""

MOST_PIXELS: Final = 25_000_000
"""Of an image as it comes; each takes up to twelve bytes of memory while it is drawn anew."""

LONGEST_SIDE_PX: Final = 2_400
"""Of an image as it is kept: a page of A4 stays readable, at 200 points to an inch."""

MOST_SCANS: Final = 30
"""Of a JPEG: how often it goes over its pixels. Cameras do it once, programs up to 14 times."""

MOST_PAGES: Final = 30
MOST_OBJECTS: Final = 10_000
"""Of a PDF, with everything that its pages need."""

MOST_NESTED: Final = 60
"""How deep the parts of a PDF may lie within each other."""

MOST_UNPACKED_BYTES: Final = 100_000_000
"""Of all that is packed in a PDF, and of each part of it."""

MOST_DRAWN_BYTES: Final = 4_000_000
"""Of what draws the pages of a PDF, unpacked: each sign of it is read."""

MOST_OF_AN_APPEAL: Final = 5
"""Documents that an appeal has at a time."""

LONGEST_LABEL: Final = 120
"""Characters of the name that its author gives a document."""
