"""Why a file is not kept. Each reason has a sentence on the page."""


class Refused(Exception):
    """A file is not kept, for the reason that its class names. Nothing was changed."""


class Empty(Refused):
    """There is nothing in the file."""


class TooLarge(Refused):
    """The file, or what would be kept of it, has more bytes than are taken."""


class UnknownKind(Refused):
    """It is neither JPEG, PNG, WebP nor PDF."""


class TooManyPixels(Refused):
    """The image is larger than is drawn anew."""


class BrokenImage(Refused):
    """The image cannot be read to its end."""


class Encrypted(Refused):
    """The PDF is locked with a password, or against changes."""


class BrokenPdf(Refused):
    """The PDF cannot be read to its end."""


class TooManyPages(Refused):
    """The PDF has more pages than are taken, or none."""


class TooIntricate(Refused):
    """The file is made of too much, or in a way that cannot be cleaned."""


class NoLabel(Refused):
    """Nothing says what the document is, or it says it at too great a length."""


class TooMany(Refused):
    """The appeal has as many documents as it may have."""


class IsOver(Refused):
    """The appeal is over, or goes on under another one."""
