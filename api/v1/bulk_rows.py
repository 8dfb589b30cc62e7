"""Rows of a call that sends many, read as the body of a single one is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from uuid import UUID

from rest_framework.exceptions import ValidationError
from rest_framework.serializers import UUIDField

from accounts.models import User
from accounts.selectors import members_for
from api.services.bulk import Errors, ReadRow, Said, Unfit
from api.v1.bodies import PledgeBody
from places.models import Municipality

NOT_OF_THE_BODY = frozenset({"external_id", "version"})


def reader_for(user: User, rows: Sequence[Said]) -> Callable[[Said], ReadRow]:
    """Return what reads each of `rows` for `user`; raises Unfit for one that cannot be read.

    Cost: one query, for the municipalities that the rows name.
    """
    named = {reference for said in rows for reference in _uuids(said.get("municipality"))}
    members = {town.reference: town for town in members_for(user).filter(reference__in=named)}
    return partial(_read, members)


def _read(members: Mapping[UUID, Municipality], said: Said) -> ReadRow:
    body = PledgeBody(data={k: v for k, v in said.items() if k not in NOT_OF_THE_BODY})
    if not body.is_valid():
        raise Unfit(_codes_of(body.errors))
    version = said.get("version", "")
    if not isinstance(version, str):
        raise Unfit({"version": ["invalid"]})
    helper = members.get(body.validated_data["municipality"])
    if helper is None:
        raise Unfit({"municipality": ["not_yours"]})
    return ReadRow(
        municipality=helper,
        content=body.content(),
        keeps_excluded=body.keeps_excluded,
        expects=version.removeprefix("W/").strip('"'),
    )


def _uuids(said: object) -> Iterator[UUID]:
    """Yield what a serializer's field reads there, or nothing."""
    if not isinstance(said, str | int):
        return
    try:
        yield UUIDField().to_internal_value(said)
    except ValidationError:
        return


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
