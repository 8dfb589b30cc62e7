"""What organisations of the story ask cities for: experts on loan."""

from datetime import date
from typing import Final

from accounts.models import User
from demo.cast import PARTS, Kind
from demo.loading.ground import Ground
from demo.loading.people import People
from demo.loading.testimony import noon_of
from demo.story.values import ago, ahead, day_of
from evidence.engine.values import Phase
from matching.engine.values import NeedTopic
from partnercalls.engine.calling import NegativePeace
from partnercalls.services.calls import CallContent, list_call, write_call
from partnercalls.services.offers import make_offer

_AGENCY: Final = "ge-agency-channel"
_LENDER: Final = "trondheim"


def ask_for_experts(ground: Ground, people: People, *, today: date) -> None:
    """Let an agency and the network ask; one call waits for the desk, and one has an offer."""
    agency, network = ground.intermediaries[_AGENCY], ground.network
    delegate = User.objects.get(email=PARTS[Kind.INTERMEDIARY].email)
    coordinator = User.objects.get(email=PARTS[Kind.NETWORK].email)
    written_at, listed_at = noon_of(ago(12), today=today), noon_of(ago(10), today=today)

    in_calm = write_call(
        host=agency,
        content=_content(
            NeedTopic.ADMINISTRATION,
            "Two people who have run an open council budget, to sit beside ours for a quarter.",
            country_code="GE",
            languages={"en", "ka"},
            shows_name=True,
            today=today,
        ),
        by=delegate,
        at=written_at,
        is_invented=True,
    )
    in_war = write_call(
        host=network,
        content=_content(
            NeedTopic.HOUSING,
            "Building engineers who can judge whether a damaged house may be lived in.",
            country_code="UA",
            languages={"en", "uk"},
            experts=3,
            today=today,
        ),
        by=coordinator,
        at=written_at,
        is_invented=True,
    )
    write_call(
        host=agency,
        content=_content(
            NeedTopic.WATER,
            "An engineer who knows pumping stations of the eighties and what replaces them.",
            country_code="GE",
            languages={"en", "ka"},
            experts=1,
            today=today,
        ),
        by=delegate,
        at=noon_of(ago(1), today=today),
        is_invented=True,
    )
    for call, phase, peace in (
        (in_calm, Phase.LOW_AFTER, NegativePeace.HOLDS),
        (in_war, Phase.HIGH, NegativePeace.MISSING),
    ):
        list_call(
            reference=call.reference, phase=phase, peace=peace, by=people.officer, at=listed_at
        )
    make_offer(
        call=in_calm.reference,
        municipality=ground.municipalities[_LENDER],
        experts=1,
        contact="The international desk (invented), +47 00 00 00 00",
        by=people.town_halls[_LENDER],
        at=noon_of(ago(4), today=today),
    )


def _content(
    topic: NeedTopic,
    summary: str,
    *,
    country_code: str,
    languages: set[str],
    today: date,
    experts: int = 2,
    shows_name: bool = False,
) -> CallContent:
    return CallContent(
        topic=topic,
        summary=summary,
        experts=experts,
        languages=frozenset(languages),
        country_code=country_code,
        starts=day_of(ahead(40), today=today),
        ends=day_of(ahead(130), today=today),
        shows_name=shows_name,
        contact="The coordinator (invented), +995 00 00 00 00",
    )
