"""Turn Django's templates into Python that a reader of texts understands."""

import re
from typing import Final

from django.utils.translation.template import templatize

_STRING: Final = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_CALL: Final = re.compile(rf"""\b(?:_|n?p?gettext)\((?:{_STRING}|[^"'()])*\)""")


def gettext_calls(template: str) -> str:
    """Return one line of Python for each text of `template`.

    `templatize` puts the calls into a page of nonsense, which Python's tokenizer refuses;
    so they are cut out of it.
    """
    return "\n".join(_CALL.findall(templatize(template)))
