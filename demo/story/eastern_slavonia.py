"""Eastern Slavonia in the 1990s, as of dates in the past, and one request of today.

The places and the course of the events are real, what the voices say is a fixture. The two
appeals of that time are over: they show that a verdict can be recomputed for any past day.
Source: report L156-167 and L345-355.
"""

from datetime import date
from typing import Final

from activities.engine.values import Activity
from demo.story.values import (
    INVENTED,
    WIKIDATA,
    Area,
    Bond,
    Call,
    Channel,
    Chapter,
    Knows,
    Report,
    Spell,
    Town,
    Voice,
    ago,
    ahead,
)
from evidence.engine.values import DatePrecision, Phase, Says, SourceKind, Subject
from matching.engine.values import AppealKind, NeedTopic, Urgency
from places.engine.values import IntermediaryKind, KnowledgeDepth, TieKind

_MET, _EMERGING, _UNMET = Says.MET, Says.EMERGING, Says.UNMET
_S = Subject

CHAPTER: Final = Chapter(
    title="Eastern Slavonia, 1991 to 1998",
    areas=(
        Area(
            key="es",
            name="Istočna Slavonija",
            name_latin="Eastern Slavonia",
            country="HR",
        ),
    ),
    towns=(
        Town(
            key="beli-manastir",
            geonames=3204320,
            name="Beli Manastir",
            name_latin="Beli Manastir",
            area="es",
        ),
        Town(
            key="knezevi-vinogradi",
            geonames=3197997,
            name="Kneževi Vinogradi",
            name_latin="Kneževi Vinogradi",
            area="es",
        ),
        Town(
            key="ilok",
            geonames=3199128,
            name="Ilok",
            name_latin="Ilok",
        ),
    ),
    voices=(
        Voice(
            key="es-civil-affairs",
            name="UN civil affairs office, Baranja (invented)",
            kind=SourceKind.UN_BODY,
        ),
        Voice(
            key="es-observers",
            name="Cease-fire observers on the Drava (invented)",
            kind=SourceKind.PEACEKEEPERS,
        ),
        Voice(
            key="es-administration",
            name="Transitional administration, district desk (invented)",
            kind=SourceKind.TRANSITIONAL_ADMINISTRATION,
        ),
        Voice(
            key="es-parish",
            name="Parishes of Baranja, joint letter (invented)",
            kind=SourceKind.RELIGIOUS_BODY,
        ),
        Voice(
            key="es-citizens",
            name="Citizens' committee for human rights (invented)",
            kind=SourceKind.NGO,
        ),
        Voice(
            key="es-council",
            name="Minutes of the municipal council (invented)",
            kind=SourceKind.OFFICIAL_ACT,
        ),
        Voice(
            key="es-commission",
            name="Election commission of the district (invented)",
            kind=SourceKind.ELECTION_AUTHORITY,
        ),
    ),
    spells=(
        Spell(
            zone="es",
            phase=Phase.LOW_BEFORE,
            starts=date(1990, 8, 1),
            ends=date(1991, 7, 1),
            voice="es-civil-affairs",
        ),
        Spell(
            zone="es",
            phase=Phase.HIGH,
            starts=date(1991, 7, 1),
            voice="es-observers",
        ),
        Spell(
            zone="es",
            phase=Phase.LOW_AFTER,
            starts=date(1996, 1, 15),
            voice="es-administration",
        ),
        Spell(
            zone="beli-manastir",
            phase=Phase.HIGH,
            starts=date(1991, 8, 20),
            voice="es-observers",
        ),
        Spell(
            zone="beli-manastir",
            phase=Phase.LOW_AFTER,
            starts=date(1996, 1, 15),
            voice="es-administration",
        ),
        Spell(
            zone="knezevi-vinogradi",
            phase=Phase.LOW_AFTER,
            starts=date(1992, 4, 1),
            voice="es-civil-affairs",
        ),
    ),
    reports=(
        Report(
            zone="es",
            voice="es-observers",
            observed=date(1993, 6, 4),
            says={_S.P1: _UNMET},
            text="The lines are manned on both sides and shells fall most nights.",
            confirmed=True,
        ),
        # Kneževi Vinogradi, summer 1993: an enclave of calm.
        Report(
            zone="knezevi-vinogradi",
            voice="es-civil-affairs",
            observed=date(1993, 6, 8),
            says={_S.P1: _MET, _S.P2F: _MET, _S.P3: _MET},
            text="No operations in the municipality and few victims. Two officials of the town "
            "hall keep their word to every group; we work with them each week.",
        ),
        Report(
            zone="knezevi-vinogradi",
            voice="es-parish",
            observed=date(1993, 6, 2),
            says={_S.P1: _MET, _S.P2F: _MET, _S.P3: _MET},
            text="Families of all churches stayed. The town hall hands out bread by a list that "
            "anyone may read.",
        ),
        Report(
            zone="knezevi-vinogradi",
            voice="es-council",
            observed=date(1993, 5, 28),
            says={_S.R: _MET, _S.S: _MET},
            text="The council asks for partners in Europe, eleven votes to none.",
            confirmed=True,
        ),
        # Beli Manastir, from the war to the end of the transitional administration.
        Report(
            zone="beli-manastir",
            voice="es-observers",
            observed=date(1991, 10, 20),
            says={_S.P1: _UNMET},
            text="Armed men hold the roads; families leave every day.",
            confirmed=True,
        ),
        Report(
            zone="beli-manastir",
            voice="es-council",
            observed=date(1991, 10, 1),
            says={_S.R: _MET},
            text="Those of the council who could meet ask for help from outside.",
            confirmed=True,
        ),
        Report(
            zone="beli-manastir",
            voice="es-administration",
            observed=date(1996, 1, 20),
            says={_S.RESTRICTED_MANDATE: _MET},
            text="The transitional administration decides in place of the council.",
            confirmed=True,
        ),
        Report(
            zone="beli-manastir",
            voice="es-administration",
            observed=date(1996, 6, 21),
            says={_S.P1: _MET, _S.P2F: _MET, _S.P3: _MET},
            text="Demilitarisation is complete. The head of the joint town office is named by "
            "all sides as someone to work with.",
        ),
        Report(
            zone="beli-manastir",
            voice="es-parish",
            observed=date(1996, 6, 9),
            says={_S.P1: _MET, _S.P2F: _MET, _S.P3: _MET},
            text="Weapons are gone from the streets. The town office answers letters from "
            "returnees and from those who stayed alike.",
        ),
        Report(
            zone="beli-manastir",
            voice="es-council",
            observed=date(1996, 6, 5),
            says={_S.S: _MET},
            text="The joint council supports the request for partners.",
            confirmed=True,
        ),
        Report(
            zone="beli-manastir",
            voice="es-commission",
            observed=date(1997, 4, 14),
            says={_S.P4: _MET},
            text="Local elections were held and the count is published.",
            valid_until=date(2001, 5, 20),
        ),
        Report(
            zone="beli-manastir",
            voice="es-observers",
            observed=date(1997, 4, 18),
            says={_S.P1: _MET, _S.P2: _MET, _S.P3: _MET, _S.P4: _MET},
            text="Voting was orderly. Joint police patrols act by the book, whoever calls them.",
        ),
        Report(
            zone="beli-manastir",
            voice="es-citizens",
            observed=date(1997, 4, 25),
            says={_S.P1: _MET, _S.P2: _MET, _S.P3: _MET},
            text="Complaints against policemen are heard and answered. We know the officials "
            "and criticise them openly.",
        ),
        Report(
            zone="beli-manastir",
            voice="es-civil-affairs",
            observed=date(1998, 1, 16),
            says={_S.P1: _MET, _S.P2: _MET, _S.P3: _MET, _S.RESTRICTED_MANDATE: _UNMET},
            text="The mandate ended yesterday; the elected council decides alone again.",
        ),
        Report(
            zone="beli-manastir",
            voice="es-citizens",
            observed=date(1998, 1, 22),
            says={_S.P1: _MET, _S.P2: _MET, _S.P3: _MET, _S.RESTRICTED_MANDATE: _UNMET},
            text="The hand-over went calmly and the council met in public.",
        ),
        Report(
            zone="ilok",
            voice="es-council",
            observed=ago(70),
            says={_S.S: _MET},
            text="The council would welcome a partner for its sports hall.",
            precision=DatePrecision.MONTH,
            confirmed=True,
        ),
    ),
    channels=(
        Channel(
            key="es-agency",
            name="Local Democracy Agency for Baranja (invented)",
            kind=IntermediaryKind.LOCAL_DEMOCRACY_AGENCY,
            knows=(
                Knows(zone="es", depth=KnowledgeDepth.REGIONAL, since=date(1993, 10, 1)),
                Knows(zone="beli-manastir", depth=KnowledgeDepth.DAILY, since=date(1996, 3, 1)),
                Knows(
                    zone="knezevi-vinogradi", depth=KnowledgeDepth.LOCAL, since=date(1993, 10, 1)
                ),
            ),
        ),
    ),
    bonds=(
        Bond(kind=TieKind.TWINNING, one="pecs", other="osijek", source=WIKIDATA),
        Bond(kind=TieKind.TWINNING, one="maribor", other="osijek", source=WIKIDATA),
        Bond(kind=TieKind.AGENCY, one="pecs", other="beli-manastir", source=INVENTED),
    ),
    calls=(
        Call(
            town="knezevi-vinogradi",
            kinds=frozenset({AppealKind.SUPPORT}),
            activity=Activity.ZONES_OF_PEACE,
            topic=NeedTopic.LOCAL_DEMOCRACY,
            summary="Historical fixture, 1993. The municipality stayed out of the fighting and "
            "wishes to stay a place where the town hall serves everyone. It asks for partners "
            "who come and stay.",
            languages=frozenset({"hr", "hu", "de"}),
            urgency=Urgency.URGENT,
            written=date(1993, 6, 10),
            starts=date(1993, 9, 1),
            ends=date(1995, 9, 1),
            withdrawn=date(1995, 9, 4),
        ),
        Call(
            town="beli-manastir",
            kinds=frozenset({AppealKind.SUPPORT}),
            activity=Activity.SERVICE_DEPARTMENTS,
            topic=NeedTopic.ADMINISTRATION,
            summary="Historical fixture, 1996. The joint town office asks for colleagues who "
            "have merged two registers before, and for advice on serving people who return.",
            languages=frozenset({"hr", "de", "en"}),
            urgency=Urgency.ORDINARY,
            written=date(1996, 6, 6),
            starts=date(1996, 9, 1),
            ends=date(1998, 9, 1),
            taken_by=None,
            withdrawn=date(1998, 9, 2),
        ),
        Call(
            town="ilok",
            kinds=frozenset({AppealKind.SUPPORT}),
            activity=Activity.EVENTS,
            topic=NeedTopic.YOUTH,
            summary="The town looks for a partner to open its new sports hall with a youth "
            "tournament. There is no conflict and none is feared; we ask because a neighbour "
            "told us of this platform.",
            languages=frozenset({"hr", "de", "en"}),
            urgency=Urgency.ORDINARY,
            written=ago(40),
            starts=ahead(120),
            ends=ahead(180),
            taken_by=None,
        ),
    ),
)
