"""Middle East: an alliance of cities shaken in 2006, and two towns that keep verdicts of their own.

The towns are real. Who speaks, what is said and what is asked is invented; no government, party
or living person is named. Source of the pattern: report L431-452.
"""

from datetime import date
from typing import Final

from activities.engine.values import Activity
from demo.story.values import (
    WIKIDATA,
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
from evidence.engine.values import DatePrecision, Phase, Says, SourceKind, Subject
from matching.engine.values import AppealKind, NeedTopic, Urgency
from places.engine.values import IntermediaryKind, KnowledgeDepth, TieKind

_MET, _EMERGING, _UNMET = Says.MET, Says.EMERGING, Says.UNMET
_S = Subject

CHAPTER: Final = Chapter(
    title="Middle East, 2006 and today",
    areas=(
        Area(
            key="ps-gaza", name="قطاع غزة", name_latin="Gaza Strip", country="PS", geonames="PS.GZ"
        ),
        Area(
            key="ps-west-bank",
            name="الضفة الغربية",
            name_latin="West Bank",
            country="PS",
            geonames="PS.WE",
        ),
    ),
    towns=(
        Town(
            key="gaza",
            geonames=281133,
            name="غزة",
            name_latin="Gaza",
            area="ps-gaza",
        ),
        Town(
            key="bethlehem",
            geonames=284315,
            name="بيت لحم",
            name_latin="Bethlehem",
            area="ps-west-bank",
        ),
        Town(
            key="nablus",
            geonames=282615,
            name="نابلس",
            name_latin="Nablus",
            area="ps-west-bank",
        ),
    ),
    voices=(
        Voice(key="me-un", name="UN coordination desk (invented)", kind=SourceKind.UN_BODY),
        Voice(
            key="me-relief",
            name="Medical relief by the sea (invented)",
            kind=SourceKind.HUMANITARIAN_ORGANISATION,
        ),
        Voice(
            key="me-alliance",
            name="Alliance of municipalities for peace, secretariat (invented)",
            kind=SourceKind.NETWORK,
        ),
        Voice(
            key="me-elections",
            name="Election commission (invented)",
            kind=SourceKind.ELECTION_AUTHORITY,
        ),
        Voice(
            key="me-churches",
            name="Churches and mosques of the old town (invented)",
            kind=SourceKind.RELIGIOUS_BODY,
        ),
        Voice(key="me-press", name="A news agency (invented)", kind=SourceKind.MEDIA),
        Voice(
            key="me-decisions",
            name="Decisions of the municipal councils (invented)",
            kind=SourceKind.OFFICIAL_ACT,
        ),
    ),
    spells=(
        Spell(zone="ps-gaza", phase=Phase.HIGH, starts=date(2000, 9, 28), voice="me-press"),
        Spell(zone="ps-gaza", phase=Phase.LOW_AFTER, starts=date(2005, 2, 8), voice="me-un"),
        Spell(zone="gaza", phase=Phase.LOW_AFTER, starts=date(2005, 2, 8), voice="me-un"),
        Spell(zone="gaza", phase=Phase.HIGH, starts=date(2006, 6, 28), voice="me-un"),
        Spell(zone="ps-west-bank", phase=Phase.HIGH, starts=date(2000, 9, 28), voice="me-press"),
        Spell(zone="ps-west-bank", phase=Phase.LOW_AFTER, starts=date(2005, 2, 8), voice="me-un"),
        Spell(zone="bethlehem", phase=Phase.LOW_AFTER, starts=date(2005, 2, 8), voice="me-un"),
        Spell(zone="nablus", phase=Phase.HIGH, starts=ago(300), voice="me-press"),
        Spell(zone="nablus", phase=Phase.LOW_AFTER, starts=ago(45), voice="me-un"),
    ),
    reports=(
        # 2006: a calm spring, elections that others shun, then fighting in one of the two.
        Report(
            zone="gaza",
            voice="me-un",
            observed=date(2006, 3, 20),
            says={_S.P1: _EMERGING, _S.P2F: _MET, _S.P3: _MET, _S.R: _MET},
            text="A truce that mostly holds; the water department is the one office all trust.",
            confirmed=True,
        ),
        Report(
            zone="gaza",
            voice="me-press",
            observed=date(2006, 3, 28),
            says={_S.P1: _EMERGING, _S.P2F: _MET, _S.P3: _MET},
            text="Weeks without fighting. Clerks of the town hall work unpaid.",
        ),
        Report(
            zone="gaza",
            voice="me-elections",
            observed=date(2006, 1, 26),
            says={_S.P4: _MET},
            text="The vote was held and counted; several governments will not speak to the "
            "winning list.",
        ),
        Report(
            zone="gaza",
            voice="me-un",
            observed=date(2006, 6, 30),
            says={_S.P1: _UNMET},
            text="The power station was hit; fighting in several quarters.",
            confirmed=True,
        ),
        Report(
            zone="bethlehem",
            voice="me-un",
            observed=date(2006, 6, 12),
            says={_S.P1: _MET, _S.P2: _EMERGING, _S.P3: _MET, _S.R: _MET},
            text="Calm. The town hall keeps to its rules, also after the elections.",
            confirmed=True,
        ),
        Report(
            zone="bethlehem",
            voice="me-churches",
            observed=date(2006, 6, 18),
            says={_S.P1: _MET, _S.P2: _EMERGING, _S.P3: _MET},
            text="Visitors come again, and the council speaks with all of us.",
        ),
        # Today.
        Report(
            zone="gaza",
            voice="me-un",
            observed=ago(4),
            says={_S.P1: _UNMET},
            text="There is no quarter without ruins; strikes went on this week.",
            confirmed=True,
        ),
        Report(
            zone="gaza",
            voice="me-relief",
            observed=ago(10),
            says={_S.P1: _UNMET, _S.P3: _MET},
            text="Municipal crews repair the wells between two alarms.",
        ),
        Report(
            zone="bethlehem",
            voice="me-un",
            observed=ago(15),
            says={_S.P1: _MET, _S.P2: _EMERGING, _S.P3: _MET},
            text="Quiet inside the town, closed roads around it. Permits decide who gets to work.",
        ),
        Report(
            zone="bethlehem",
            voice="me-churches",
            observed=ago(21),
            says={_S.P1: _MET, _S.P2: _EMERGING, _S.P3: _MET},
            text="The council mediates between families and shopkeepers, with success.",
        ),
        Report(
            zone="bethlehem",
            voice="me-alliance",
            observed=ago(33),
            says={_S.PARALLEL_GOVERNANCE: _MET, _S.P3: _MET},
            text="Water, roads and building land are decided elsewhere; the town decides the rest.",
            confirmed=True,
        ),
        Report(
            zone="bethlehem",
            voice="me-decisions",
            observed=ago(47),
            says={_S.S: _MET},
            text="The council asks its twin towns for help with waste.",
            confirmed=True,
        ),
        Report(
            zone="nablus",
            voice="me-un",
            observed=ago(13),
            says={_S.P1: _EMERGING, _S.P3: _MET},
            text="Two weeks without a raid in the old town. The engineers of the town hall are "
            "the ones to call.",
        ),
        Report(
            zone="nablus",
            voice="me-press",
            observed=ago(9),
            says={_S.P1: _EMERGING},
            text="Shops open until evening again.",
            precision=DatePrecision.DAY,
        ),
        Report(
            zone="nablus",
            voice="me-relief",
            observed=ago(22),
            says={_S.P2: _UNMET, _S.P3: _MET},
            text="Armed groups settle disputes in place of the courts.",
            confirmed=True,
        ),
    ),
    channels=(
        Channel(
            key="me-alliance-channel",
            name="Alliance of municipalities for peace, secretariat (invented)",
            kind=IntermediaryKind.NETWORK,
            knows=(
                Knows(zone="ps-west-bank", depth=KnowledgeDepth.LOCAL, since=date(2005, 6, 1)),
                Knows(zone="ps-gaza", depth=KnowledgeDepth.REGIONAL, since=date(2005, 6, 1)),
            ),
        ),
    ),
    bonds=(
        Bond(kind=TieKind.TWINNING, one="barcelona", other="gaza", source=WIKIDATA),
        Bond(kind=TieKind.TWINNING, one="torino", other="gaza", source=WIKIDATA),
        Bond(kind=TieKind.TWINNING, one="koeln", other="bethlehem", source=WIKIDATA),
        Bond(kind=TieKind.TWINNING, one="glasgow", other="bethlehem", source=WIKIDATA),
        Bond(kind=TieKind.TWINNING, one="stavanger", other="nablus", source=WIKIDATA),
        Bond(kind=TieKind.TWINNING, one="lille", other="nablus", source=WIKIDATA),
    ),
    calls=(
        Call(
            town="gaza",
            kinds=frozenset({AppealKind.AGENDA, AppealKind.SUPPORT}),
            activity=Activity.FORUMS,
            topic=NeedTopic.WATER,
            summary="When this ends, water comes first. We wish to meet those who have rebuilt a "
            "network under such conditions, outside, with all who will have to agree.",
            languages=frozenset({"ar", "en"}),
            urgency=Urgency.CRITICAL,
            written=ago(20),
            starts=ahead(10),
            ends=ahead(365),
            taken_by=Clerk.SUPERVISOR,
        ),
        Call(
            town="bethlehem",
            kinds=frozenset({AppealKind.SUPPORT}),
            activity=Activity.SERVICE_DEPARTMENTS,
            topic=NeedTopic.WASTE,
            summary="The landfill is beyond a closed road. We want to sort and compost inside "
            "the town, with women's groups who have begun already.",
            languages=frozenset({"ar", "en", "it"}),
            urgency=Urgency.URGENT,
            written=ago(41),
            starts=ahead(35),
            ends=ahead(500),
            taken_by=Clerk.OFFICER,
        ),
        Call(
            town="nablus",
            kinds=frozenset({AppealKind.SUPPORT, AppealKind.PROTECTION}),
            activity=Activity.SERVICE_DEPARTMENTS,
            topic=NeedTopic.TRANSPORT,
            summary="School buses take two hours for six kilometres. We ask for help to plan "
            "routes that work on days with and without barriers.",
            languages=frozenset({"ar"}),
            urgency=Urgency.URGENT,
            written=ago(14),
            starts=ahead(20),
            ends=ahead(300),
            accepts_other_activities=False,
        ),
    ),
)
