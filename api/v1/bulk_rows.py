"""Rows of a call that sends many, read as the body of a single one is."""

from collections.abc import Iterator, Mapping

from accounts.models import User
from api.services.bulk import Errors, ReadRow, Said, Unfit
from api.v1.bodies import PledgeBody

NOT_OF_THE_BODY = frozenset({"external_id", "version"})


def read_row(user: User, said: Said) -> ReadRow:
    """Return what a row says, as the service takes it.

    Raises:
        Unfit: a field is unknown, missing or wrong, or the municipality is not the caller's.
    """
    body = PledgeBody(data={k: v for k, v in said.items() if k not in NOT_OF_THE_BODY})
    if not body.is_valid():
        raise Unfit(_codes_of(body.errors))
    version = said.get("version", "")
    if not isinstance(version, str):
        raise Unfit({"version": ["invalid"]})
    helper = body.helper_or_none(user)
    if helper is None:
        raise Unfit({"municipality": ["not_yours"]})
    return ReadRow(
        municipality=helper,
        content=body.content(),
        keeps_excluded=body.keeps_excluded,
        expects=version.removeprefix("W/").strip('"'),
    )


def _codes_of(errors: object) -> Errors:
    if not isinstance(errors, Mapping):
        return {"": sorted(set(_each(errors)))}
    return {str(field): sorted(set(_each(said))) for field, said in errors.items()}


def _each(said: object) -> Iterator[str]:
    if isinstance(said, Mapping):
        for inner in said.values():
            yield from _each(inner)
    elif isinstance(said, list):
        for inner in said:
            yield from _each(inner)
    else:
        yield str(getattr(said, "code", "invalid"))
