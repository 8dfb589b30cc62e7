"""The numbers behind verdicts, one row for each version."""

from evidence.models.versions import FIRST_VERSION, TwoPersonVersion

__all__ = ["FIRST_VERSION", "RuleSetVersion"]


class RuleSetVersion(TwoPersonVersion):
    """One version of the rules; prerequisites/engine/documents.py reads its document."""

    class Meta(TwoPersonVersion.Meta):
        pass

    def __str__(self) -> str:
        return f"rules {self.number}"
