"""Colombia: a peace that arrives at different times in different valleys.

The towns are real. Who speaks, what is said and what is asked is invented; no one is named.
"""

from datetime import date
from typing import Final

from activities.engine.values import Activity
from demo.story.values import (
    INVENTED,
    Area,
    Bond,
    Call,
    Channel,
    Chapter,
    Clerk,
    Knows,
    Report,
    Spell,
    Town,
    Voice,
    ago,
    ahead,
)
from evidence.engine.values import Phase, Says, SourceKind, Subject
from matching.engine.values import AppealKind, NeedTopic, Urgency
from places.engine.values import IntermediaryKind, KnowledgeDepth, TieKind

_MET, _EMERGING, _UNMET = Says.MET, Says.EMERGING, Says.UNMET
_S = Subject
_SUPPORT = frozenset({AppealKind.SUPPORT})

CHAPTER: Final = Chapter(
    title="Colombia, today",
    areas=(
        Area(key="co-cauca", name="Cauca", name_latin="Cauca", country="CO", geonames="CO.09"),
        Area(
            key="co-antioquia",
            name="Antioquia",
            name_latin="Antioquia",
            country="CO",
            geonames="CO.02",
        ),
        Area(
            key="co-guaviare",
            name="Guaviare",
            name_latin="Guaviare",
            country="CO",
            geonames="CO.14",
        ),
        Area(
            key="co-santander",
            name="Norte de Santander",
            name_latin="Norte de Santander",
            country="CO",
            geonames="CO.21",
        ),
    ),
    towns=(
        Town(
            key="toribio",
            geonames=3666887,
            name="Toribío",
            name_latin="Toribío",
            area="co-cauca",
        ),
        Town(
            key="apartado",
            geonames=3689798,
            name="Apartadó",
            name_latin="Apartadó",
            area="co-antioquia",
        ),
        Town(
            key="san-jose",
            geonames=3828545,
            name="San José del Guaviare",
            name_latin="San José del Guaviare",
            area="co-guaviare",
        ),
        Town(
            key="tibu",
            geonames=3667202,
            name="Tibú",
            name_latin="Tibú",
            area="co-santander",
        ),
    ),
    voices=(
        Voice(key="co-un", name="UN verification team (invented)", kind=SourceKind.UN_BODY),
        Voice(
            key="co-diocese",
            name="Diocesan commission for life (invented)",
            kind=SourceKind.RELIGIOUS_BODY,
        ),
        Voice(
            key="co-guard",
            name="Community council of the resguardo (invented)",
            kind=SourceKind.CIVIL_SOCIETY,
        ),
        Voice(
            key="co-women",
            name="Women's route for peace (invented)",
            kind=SourceKind.PEACE_MOVEMENT,
        ),
        Voice(
            key="co-registrar",
            name="Registrar's office, local results (invented)",
            kind=SourceKind.ELECTION_AUTHORITY,
        ),
        Voice(
            key="co-council",
            name="Acuerdos of the municipal councils (invented)",
            kind=SourceKind.OFFICIAL_ACT,
        ),
        Voice(key="co-radio", name="A community radio (invented)", kind=SourceKind.MEDIA),
    ),
    spells=(
        Spell(zone="co-cauca", phase=Phase.HIGH, starts=date(1999, 1, 1), voice="co-radio"),
        Spell(zone="co-cauca", phase=Phase.LOW_AFTER, starts=date(2016, 12, 1), voice="co-un"),
        Spell(zone="co-cauca", phase=Phase.HIGH, starts=date(2019, 10, 29), voice="co-un"),
        Spell(zone="toribio", phase=Phase.LOW_AFTER, starts=ago(410), voice="co-guard"),
        Spell(zone="co-antioquia", phase=Phase.LOW_AFTER, starts=date(2017, 8, 1), voice="co-un"),
        Spell(zone="apartado", phase=Phase.HIGH, starts=date(1995, 1, 1), voice="co-diocese"),
        Spell(zone="apartado", phase=Phase.LOW_AFTER, starts=date(2017, 8, 1), voice="co-un"),
        Spell(zone="co-guaviare", phase=Phase.LOW_AFTER, starts=date(2017, 8, 1), voice="co-un"),
        Spell(zone="san-jose", phase=Phase.LOW_AFTER, starts=date(2017, 8, 1), voice="co-un"),
        Spell(zone="co-santander", phase=Phase.HIGH, starts=date(2018, 3, 1), voice="co-radio"),
        Spell(zone="tibu", phase=Phase.HIGH, starts=date(2025, 1, 16), voice="co-un"),
    ),
    reports=(
        Report(
            zone="co-cauca",
            voice="co-un",
            observed=ago(14),
            says={_S.P1: _UNMET},
            text="Roads were blocked by armed men in eleven municipalities this month.",
            confirmed=True,
        ),
        Report(
            zone="toribio",
            voice="co-guard",
            observed=ago(12),
            says={_S.P1: _MET, _S.P2F: _MET, _S.P3: _MET},
            text="No armed man inside our boundary since last year's agreement.",
        ),
        Report(
            zone="toribio",
            voice="co-women",
            observed=ago(18),
            says={_S.P1: _MET, _S.P2F: _MET, _S.P3: _MET},
            text="Markets, school, no shots. The mayor's office and the community council plan "
            "together; their secretaries for youth and health are brave people.",
        ),
        Report(
            zone="toribio",
            voice="co-guard",
            observed=ago(60),
            says={_S.PARALLEL_GOVERNANCE: _MET},
            text="Justice within the resguardo is ours by law; the town hall does the rest.",
            confirmed=True,
        ),
        Report(
            zone="toribio",
            voice="co-council",
            observed=ago(75),
            says={_S.S: _MET},
            text="Acuerdo in support of partners for young people.",
            confirmed=True,
        ),
        Report(
            zone="apartado",
            voice="co-un",
            observed=ago(20),
            says={_S.P1: _MET, _S.P2: _MET, _S.P3: _MET},
            text="Former enemies sit in the same producers' association. The planning office "
            "holds open meetings in every quarter.",
        ),
        Report(
            zone="apartado",
            voice="co-diocese",
            observed=ago(26),
            says={_S.P1: _MET, _S.P2: _MET, _S.P3: _MET},
            text="Judges and police act without fear; the town hall keeps its promises.",
        ),
        Report(
            zone="apartado",
            voice="co-registrar",
            observed=date(2023, 10, 29),
            says={_S.P4: _MET},
            text="Results of the local elections.",
            valid_until=ahead(340),
        ),
        Report(
            zone="apartado",
            voice="co-radio",
            observed=date(2023, 10, 30),
            says={_S.P4: _MET},
            text="A quiet Sunday at the polls, reported from nine places.",
            valid_until=ahead(340),
        ),
        Report(
            zone="apartado",
            voice="co-council",
            observed=ago(90),
            says={_S.S: _MET},
            text="Acuerdo to seek partners for the drinking water of the new quarters.",
            confirmed=True,
        ),
        Report(
            zone="san-jose",
            voice="co-un",
            observed=ago(23),
            says={_S.P1: _MET, _S.P2: _EMERGING, _S.P3: _MET},
            text="Calm in town and along the river. The land office has begun to register plots.",
        ),
        Report(
            zone="san-jose",
            voice="co-radio",
            observed=ago(16),
            says={_S.P1: _MET, _S.P2: _EMERGING, _S.P3: _MET},
            text="The bridge is lit, and people walk there at night.",
        ),
        Report(
            zone="san-jose",
            voice="co-council",
            observed=ago(50),
            says={_S.S: _MET},
            text="The council agreed to join a network of river towns.",
            confirmed=True,
        ),
        Report(
            zone="tibu",
            voice="co-un",
            observed=ago(6),
            says={_S.P1: _UNMET},
            text="Two armed groups fight over the road; thousands sleep in the stadium.",
            confirmed=True,
        ),
        Report(
            zone="tibu",
            voice="co-diocese",
            observed=ago(11),
            says={_S.P1: _UNMET, _S.P3: _MET},
            text="The town hall feeds people with what it has. Its staff are threatened.",
        ),
    ),
    channels=(
        Channel(
            key="co-women-channel",
            name="Women's route for peace (invented)",
            kind=IntermediaryKind.PEACE_MOVEMENT,
            knows=(
                Knows(zone="toribio", depth=KnowledgeDepth.DAILY, since=date(2010, 5, 1)),
                Knows(zone="co-santander", depth=KnowledgeDepth.LOCAL, since=date(2014, 2, 1)),
            ),
        ),
    ),
    bonds=(
        Bond(kind=TieKind.TWINNING, one="bilbao", other="apartado", source=INVENTED),
        Bond(kind=TieKind.COOPERATION_AGREEMENT, one="medellin", other="apartado", source=INVENTED),
        Bond(kind=TieKind.TWINNING, one="montreal", other="toribio", source=INVENTED),
    ),
    calls=(
        Call(
            town="toribio",
            kinds=_SUPPORT,
            activity=Activity.ZONES_OF_PEACE,
            topic=NeedTopic.YOUTH,
            summary="Our boundary holds because people stand on it. We ask for a partner who "
            "helps the town hall to give the young a reason to stay, and who comes from far away.",
            languages=frozenset({"es"}),
            urgency=Urgency.URGENT,
            written=ago(27),
            starts=ahead(30),
            ends=ahead(700),
            excluded=frozenset({"CO"}),
            taken_by=Clerk.OFFICER,
        ),
        Call(
            town="apartado",
            kinds=_SUPPORT,
            activity=Activity.SERVICE_DEPARTMENTS,
            topic=NeedTopic.WATER,
            summary="Nine thousand people settled on the edge of town. We can lay pipes; we "
            "look for a water company that shows us how to run what we lay, and let users "
            "watch over it.",
            languages=frozenset({"es"}),
            urgency=Urgency.ORDINARY,
            written=ago(44),
            starts=ahead(60),
            ends=ahead(800),
            taken_by=Clerk.OFFICER,
        ),
        Call(
            town="san-jose",
            kinds=_SUPPORT,
            activity=Activity.SERVICE_DEPARTMENTS,
            topic=NeedTopic.PLANNING,
            summary="The town grows along the river without a plan. We ask for planners who "
            "draw with residents, not for them.",
            languages=frozenset({"es", "en"}),
            urgency=Urgency.ORDINARY,
            written=ago(16),
            starts=ahead(80),
            ends=ahead(640),
        ),
        Call(
            town="tibu",
            kinds=frozenset({AppealKind.AGENDA, AppealKind.SUPPORT}),
            activity=Activity.VISITS,
            topic=NeedTopic.HUMAN_RIGHTS,
            summary="Come and see, with people who are listened to at home. Our councillors are "
            "threatened; a visit makes it harder to pretend that nobody knows.",
            languages=frozenset({"es"}),
            urgency=Urgency.CRITICAL,
            written=ago(8),
            starts=ahead(2),
            ends=ahead(150),
            taken_by=Clerk.SUPERVISOR,
        ),
    ),
)
