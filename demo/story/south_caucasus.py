"""South Caucasus: a city long at peace with an agency that knows it best, two that follow, and one
from beyond the line, so that two sides and somebody from outside can meet.

The towns are real. Who speaks, what is said and what is asked is invented; no one is named.
Source of the pattern: report L375-385.
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
    Clerk,
    Knows,
    Report,
    Spell,
    Stance,
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
_LINE: Final = "The line in the west of the story (invented)"
_EAST: Final = "East of the line (invented)"
_WEST: Final = "West of the line (invented)"

CHAPTER: Final = Chapter(
    title="South Caucasus, today",
    areas=(
        Area(
            key="ge-imereti", name="იმერეთი", name_latin="Imereti", country="GE", geonames="GE.66"
        ),
        Area(
            key="ge-shida-kartli",
            name="შიდა ქართლი",
            name_latin="Shida Kartli",
            country="GE",
            geonames="GE.73",
        ),
        Area(
            key="ge-samegrelo",
            name="სამეგრელო-ზემო სვანეთი",
            name_latin="Samegrelo-Zemo Svaneti",
            country="GE",
            geonames="GE.71",
        ),
        Area(
            key="ge-abkhazia",
            name="აფხაზეთი",
            name_latin="Abkhazia",
            country="GE",
            geonames="GE.02",
        ),
    ),
    towns=(
        Town(
            key="kutaisi",
            geonames=613607,
            name="ქუთაისი",
            name_latin="Kutaisi",
            area="ge-imereti",
        ),
        Town(
            key="gori",
            geonames=614455,
            name="გორი",
            name_latin="Gori",
            area="ge-shida-kartli",
        ),
        Town(
            key="zugdidi",
            geonames=610824,
            name="ზუგდიდი",
            name_latin="Zugdidi",
            area="ge-samegrelo",
        ),
        Town(
            key="sokhumi",
            geonames=611847,
            name="სოხუმი",
            name_latin="Sokhumi",
            area="ge-abkhazia",
        ),
    ),
    voices=(
        Voice(
            key="ge-agency",
            name="Local Democracy Agency in Imereti (invented)",
            kind=SourceKind.LOCAL_DEMOCRACY_AGENCY,
        ),
        Voice(
            key="ge-monitors",
            name="Civil monitors on the line (invented)",
            kind=SourceKind.PEACEKEEPERS,
        ),
        Voice(
            key="ge-women",
            name="Women's council for the displaced (invented)",
            kind=SourceKind.NGO,
        ),
        Voice(key="ge-radio", name="A local radio (invented)", kind=SourceKind.MEDIA),
        Voice(
            key="ge-elections",
            name="District election commissions (invented)",
            kind=SourceKind.ELECTION_AUTHORITY,
        ),
        Voice(
            key="ge-decisions",
            name="Decisions of the sakrebulo (invented)",
            kind=SourceKind.OFFICIAL_ACT,
        ),
        Voice(
            key="ge-displaced",
            name="Association of families from across the line (invented)",
            kind=SourceKind.DIASPORA,
        ),
    ),
    spells=(
        Spell(
            zone="ge-imereti",
            phase=Phase.LOW_AFTER,
            starts=date(2008, 10, 1),
            voice="ge-monitors",
        ),
        Spell(zone="kutaisi", phase=Phase.LOW_AFTER, starts=date(2008, 10, 1), voice="ge-monitors"),
        Spell(
            zone="ge-shida-kartli",
            phase=Phase.LOW_BEFORE,
            starts=date(2004, 6, 1),
            voice="ge-radio",
        ),
        Spell(
            zone="ge-shida-kartli", phase=Phase.HIGH, starts=date(2008, 8, 7), voice="ge-monitors"
        ),
        Spell(
            zone="ge-shida-kartli",
            phase=Phase.LOW_AFTER,
            starts=date(2008, 10, 9),
            voice="ge-monitors",
        ),
        Spell(zone="gori", phase=Phase.HIGH, starts=date(2008, 8, 8), voice="ge-monitors"),
        Spell(zone="gori", phase=Phase.LOW_AFTER, starts=date(2008, 8, 23), voice="ge-monitors"),
        Spell(
            zone="ge-samegrelo", phase=Phase.LOW_AFTER, starts=date(2008, 10, 9), voice="ge-radio"
        ),
        Spell(
            zone="ge-abkhazia",
            phase=Phase.LOW_AFTER,
            starts=date(2008, 10, 9),
            voice="ge-displaced",
        ),
    ),
    reports=(
        Report(
            zone="kutaisi",
            voice="ge-agency",
            observed=ago(11),
            says={_S.P1: _MET, _S.P2: _MET, _S.P3: _MET},
            text="We work from the town hall twice a week. Officials, courts and police do what "
            "their books say; two department heads carry every project to its end.",
        ),
        Report(
            zone="kutaisi",
            voice="ge-women",
            observed=ago(24),
            says={_S.P1: _MET, _S.P2: _MET, _S.P3: _MET},
            text="The displaced families in the sanatorium have a voice in the council's "
            "commission, and use it.",
        ),
        Report(
            zone="kutaisi",
            voice="ge-elections",
            observed=date(2025, 10, 5),
            says={_S.P4: _MET},
            text="Results of the local elections.",
            valid_until=ahead(1000),
        ),
        Report(
            zone="kutaisi",
            voice="ge-agency",
            observed=date(2025, 10, 8),
            says={_S.P4: _MET},
            text="Nothing hindered the vote in the precincts that we visited.",
            valid_until=ahead(1000),
        ),
        Report(
            zone="kutaisi",
            voice="ge-decisions",
            observed=ago(55),
            says={_S.S: _MET},
            text="The sakrebulo asks partners to join a network for the homes of the displaced.",
            confirmed=True,
        ),
        Report(
            zone="gori",
            voice="ge-monitors",
            observed=ago(8),
            says={_S.P1: _MET, _S.P3: _MET},
            text="The line is quiet here. Incidents are settled by telephone, and the town's "
            "office for villages near the line is the one that calls.",
        ),
        Report(
            zone="gori",
            voice="ge-radio",
            observed=ago(17),
            says={_S.P1: _MET, _S.P2: _EMERGING, _S.P3: _MET},
            text="The council streams its meetings. A judge ruled against the town hall, and the "
            "town hall obeyed.",
        ),
        Report(
            zone="gori",
            voice="ge-women",
            observed=ago(43),
            says={_S.P2: _EMERGING},
            text="Police take complaints from the settlements now, if slowly.",
        ),
        Report(
            zone="gori",
            voice="ge-decisions",
            observed=ago(64),
            says={_S.S: _MET},
            text="Decision to seek partners for schools near the line.",
            confirmed=True,
        ),
        Report(
            zone="zugdidi",
            voice="ge-displaced",
            observed=ago(14),
            says={_S.P1: _MET, _S.P2: _EMERGING},
            text="Crossings are open again on weekdays.",
        ),
        Report(
            zone="zugdidi",
            voice="ge-monitors",
            observed=ago(20),
            says={_S.P1: _MET},
            text="No incident at the bridge this quarter.",
        ),
    ),
    channels=(
        Channel(
            key="ge-agency-channel",
            name="Local Democracy Agency in Imereti (invented)",
            kind=IntermediaryKind.LOCAL_DEMOCRACY_AGENCY,
            knows=(
                Knows(zone="kutaisi", depth=KnowledgeDepth.DAILY, since=date(2006, 9, 1)),
                Knows(zone="ge-imereti", depth=KnowledgeDepth.LOCAL, since=date(2006, 9, 1)),
                Knows(zone="ge-samegrelo", depth=KnowledgeDepth.REGIONAL, since=date(2010, 1, 1)),
            ),
        ),
    ),
    bonds=(
        Bond(kind=TieKind.TWINNING, one="newport", other="kutaisi", source=WIKIDATA),
        Bond(kind=TieKind.TWINNING, one="poznan", other="kutaisi", source=WIKIDATA),
        Bond(kind=TieKind.TWINNING, one="vitoria-gasteiz", other="kutaisi", source=WIKIDATA),
        Bond(kind=TieKind.TWINNING, one="bialystok", other="gori", source=WIKIDATA),
        Bond(kind=TieKind.TWINNING, one="utena", other="gori", source=WIKIDATA),
        Bond(kind=TieKind.AGENCY, one="strasbourg", other="kutaisi", source=INVENTED),
    ),
    stances=(
        Stance(town="kutaisi", conflict=_LINE, side=_EAST, since=date(2008, 10, 1)),
        Stance(town="tbilisi", conflict=_LINE, side=_EAST, since=date(2008, 10, 1)),
        Stance(town="sokhumi", conflict=_LINE, side=_WEST, since=date(2008, 10, 1)),
    ),
    calls=(
        Call(
            town="kutaisi",
            kinds=_SUPPORT,
            activity=Activity.SERVICE_DEPARTMENTS,
            topic=NeedTopic.HOUSING,
            summary="Two hundred families who fled years ago still live in a sanatorium. We want "
            "to move them into homes among their neighbours, and ask two or more cities and an "
            "association to think this through with us.",
            languages=frozenset({"ka", "en"}),
            urgency=Urgency.ORDINARY,
            written=ago(50),
            starts=ahead(30),
            ends=ahead(730),
            taken_by=Clerk.OFFICER,
        ),
        Call(
            town="kutaisi",
            kinds=_SUPPORT,
            activity=Activity.EVENTS,
            topic=NeedTopic.CULTURE,
            summary="A festival of choirs from both sides of the line, with a city from outside "
            "as host of the jury.",
            languages=frozenset({"ka", "en", "de"}),
            urgency=Urgency.ORDINARY,
            written=ago(12),
            starts=ahead(150),
            ends=ahead(260),
            taken_by=Clerk.OFFICER,
        ),
        Call(
            town="sokhumi",
            kinds=_SUPPORT,
            activity=Activity.EVENTS,
            topic=NeedTopic.CULTURE,
            summary="Our choir school has sung alone for thirty years. We would like to sing where "
            "others sing too, at a place that belongs to neither of us.",
            languages=frozenset({"ka", "ru", "en"}),
            urgency=Urgency.ORDINARY,
            written=ago(9),
            starts=ahead(140),
            ends=ahead(280),
            taken_by=Clerk.OFFICER,
        ),
        Call(
            town="gori",
            kinds=_SUPPORT,
            activity=Activity.SERVICE_DEPARTMENTS,
            topic=NeedTopic.SCHOOLS,
            summary="Six village schools near the line need safe rooms and bus routes that avoid "
            "the road along it. We ask for planners and for their patience.",
            languages=frozenset({"ka", "en"}),
            urgency=Urgency.URGENT,
            written=ago(29),
            starts=ahead(25),
            ends=ahead(420),
            taken_by=Clerk.SUPERVISOR,
        ),
        Call(
            town="zugdidi",
            kinds=_SUPPORT,
            activity=Activity.VISITS,
            topic=NeedTopic.DIALOGUE,
            summary="We would like councillors from a city that has lived beside a closed border "
            "to visit us, listen on both sides of the bridge, and come back.",
            languages=frozenset({"ka", "en"}),
            urgency=Urgency.ORDINARY,
            written=ago(19),
            starts=ahead(50),
            ends=ahead(380),
        ),
    ),
)
