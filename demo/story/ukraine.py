"""Ukraine: towns in different phases, some a short drive from each other.

The towns are real. Who speaks, what is said and what is asked is invented; no one is named.
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
    Town,
    Voice,
    ago,
    ahead,
)
from evidence.engine.values import Confidence, DatePrecision, Phase, Says, SourceKind, Subject
from matching.engine.values import AppealKind, NeedTopic, Urgency
from places.engine.values import IntermediaryKind, KnowledgeDepth, TieKind

_MET, _EMERGING, _UNMET = Says.MET, Says.EMERGING, Says.UNMET
_S = Subject
_SUPPORT = frozenset({AppealKind.SUPPORT})


def _oblast(key: str, name: str, name_latin: str, *, geonames: str) -> Area:
    return Area(key=key, name=name, name_latin=name_latin, country="UA", geonames=geonames)


def _town(key: str, geonames: int, name: str, name_latin: str, *, area: str) -> Town:
    return Town(key=key, geonames=geonames, name=name, name_latin=name_latin, area=area)


_AREAS = (
    _oblast("ua-sumy", "Сумська область", "Sumy oblast", geonames="UA.21"),
    _oblast("ua-kharkiv", "Харківська область", "Kharkiv oblast", geonames="UA.07"),
    _oblast("ua-kyiv", "Київська область", "Kyiv oblast", geonames="UA.13"),
    _oblast("ua-chernihiv", "Чернігівська область", "Chernihiv oblast", geonames="UA.02"),
    _oblast("ua-dnipro", "Дніпропетровська область", "Dnipropetrovsk oblast", geonames="UA.04"),
    _oblast("ua-kherson", "Херсонська область", "Kherson oblast", geonames="UA.08"),
    _oblast("ua-donetsk", "Донецька область", "Donetsk oblast", geonames="UA.05"),
    _oblast("ua-bukovina", "Чернівецька область", "Chernivtsi oblast", geonames="UA.03"),
)

_TOWNS = (
    _town("trostianets", 691255, "Тростянець", "Trostianets", area="ua-sumy"),
    _town("okhtyrka", 713749, "Охтирка", "Okhtyrka", area="ua-sumy"),
    _town("izium", 707292, "Ізюм", "Izium", area="ua-kharkiv"),
    _town("balakliia", 712926, "Балаклія", "Balakliia", area="ua-kharkiv"),
    _town("bucha", 711350, "Буча", "Bucha", area="ua-kyiv"),
    _town("irpin", 707565, "Ірпінь", "Irpin", area="ua-kyiv"),
    _town("chernihiv", 710735, "Чернігів", "Chernihiv", area="ua-chernihiv"),
    _town("nikopol", 700051, "Нікополь", "Nikopol", area="ua-dnipro"),
    _town("kherson", 706448, "Херсон", "Kherson", area="ua-kherson"),
    _town("lyman", 704204, "Лиман", "Lyman", area="ua-donetsk"),
    _town("chernivtsi", 710719, "Чернівці", "Chernivtsi", area="ua-bukovina"),
)

_VOICES = (
    Voice(key="ua-un", name="UN field desk, north-east (invented)", kind=SourceKind.UN_BODY),
    Voice(
        key="ua-relief",
        name="Relief convoys 'Two Rivers' (invented)",
        kind=SourceKind.HUMANITARIAN_ORGANISATION,
    ),
    Voice(
        key="ua-citizens",
        name="Open Town Halls, a citizens' group (invented)",
        kind=SourceKind.CIVIL_SOCIETY,
        group="open-town-halls",
    ),
    Voice(
        key="ua-bulletin",
        name="Bulletin of Open Town Halls (invented)",
        kind=SourceKind.MEDIA,
        group="open-town-halls",
    ),
    Voice(
        key="ua-parishes",
        name="Council of parishes on the Vorskla (invented)",
        kind=SourceKind.RELIGIOUS_BODY,
    ),
    Voice(
        key="ua-newspaper",
        name="A regional newspaper (invented)",
        kind=SourceKind.MEDIA,
    ),
    Voice(
        key="ua-decisions",
        name="Published decisions of the councils (invented)",
        kind=SourceKind.OFFICIAL_ACT,
    ),
    Voice(
        key="ua-elections",
        name="Territorial election commissions (invented)",
        kind=SourceKind.ELECTION_AUTHORITY,
    ),
    Voice(
        key="ua-network",
        name="Association of hromadas, secretariat (invented)",
        kind=SourceKind.NETWORK,
    ),
    Voice(key="ua-events", name="A count of events (invented)", kind=SourceKind.DATASET),
    Voice(key="ua-abroad", name="A society of people abroad (invented)", kind=SourceKind.DIASPORA),
)

_SPELLS = (
    Spell(zone="ua-sumy", phase=Phase.HIGH, starts=date(2022, 2, 24), voice="ua-events"),
    Spell(zone="ua-kharkiv", phase=Phase.HIGH, starts=date(2022, 2, 24), voice="ua-events"),
    Spell(zone="ua-dnipro", phase=Phase.HIGH, starts=date(2022, 2, 24), voice="ua-events"),
    Spell(zone="ua-kherson", phase=Phase.HIGH, starts=date(2022, 2, 24), voice="ua-events"),
    Spell(zone="ua-donetsk", phase=Phase.LOW_BEFORE, starts=date(2013, 11, 1), voice="ua-events"),
    Spell(zone="ua-donetsk", phase=Phase.HIGH, starts=date(2014, 4, 12), voice="ua-events"),
    Spell(zone="ua-kyiv", phase=Phase.HIGH, starts=date(2022, 2, 24), voice="ua-events"),
    Spell(zone="ua-kyiv", phase=Phase.LOW_AFTER, starts=date(2022, 4, 2), voice="ua-un"),
    Spell(zone="ua-chernihiv", phase=Phase.HIGH, starts=date(2022, 2, 24), voice="ua-events"),
    Spell(zone="ua-chernihiv", phase=Phase.LOW_AFTER, starts=date(2022, 4, 4), voice="ua-un"),
    Spell(zone="trostianets", phase=Phase.HIGH, starts=date(2022, 2, 24), voice="ua-events"),
    Spell(zone="trostianets", phase=Phase.LOW_AFTER, starts=date(2022, 3, 26), voice="ua-un"),
    Spell(zone="okhtyrka", phase=Phase.HIGH, starts=date(2022, 2, 24), voice="ua-events"),
    Spell(zone="okhtyrka", phase=Phase.LOW_AFTER, starts=date(2022, 4, 4), voice="ua-relief"),
    Spell(zone="izium", phase=Phase.HIGH, starts=date(2022, 2, 24), voice="ua-events"),
    Spell(zone="balakliia", phase=Phase.HIGH, starts=date(2022, 2, 24), voice="ua-events"),
    Spell(zone="balakliia", phase=Phase.LOW_AFTER, starts=date(2022, 9, 8), voice="ua-relief"),
    Spell(zone="nikopol", phase=Phase.LOW_BEFORE, starts=date(2022, 2, 24), voice="ua-events"),
    Spell(zone="nikopol", phase=Phase.HIGH, starts=date(2022, 7, 12), voice="ua-events"),
    Spell(zone="bucha", phase=Phase.HIGH, starts=date(2022, 2, 27), voice="ua-events"),
    Spell(zone="bucha", phase=Phase.LOW_AFTER, starts=date(2022, 3, 31), voice="ua-un"),
)

_REPORTS = (
    Report(
        zone="ua-sumy",
        voice="ua-un",
        observed=ago(12),
        says={_S.P1: _UNMET},
        text="The border villages are shelled almost daily.",
        confirmed=True,
    ),
    Report(
        zone="ua-kharkiv",
        voice="ua-un",
        observed=ago(9),
        says={_S.P1: _UNMET},
        text="Strikes reach most districts of the oblast.",
        confirmed=True,
    ),
    # Trostianets: calm, well governed, with violence around it.
    Report(
        zone="trostianets",
        voice="ua-un",
        observed=ago(70),
        says={_S.P1: _MET, _S.P2: _MET, _S.P3: _MET},
        text="Quiet since the spring. The court sits, and the council's clerks are at their desks.",
    ),
    Report(
        zone="trostianets",
        voice="ua-parishes",
        observed=ago(75),
        says={_S.P1: _MET, _S.P2F: _MET, _S.P3: _MET},
        text="No shelling this month. Whoever needs wood gets it by the same list.",
    ),
    Report(
        zone="trostianets",
        voice="ua-citizens",
        observed=ago(72),
        says={_S.P2: _EMERGING, _S.P3: _MET},
        text="The court of the district hears cases again. Nobody was asked for money.",
    ),
    Report(
        zone="trostianets",
        voice="ua-un",
        observed=ago(16),
        says={_S.P1: _MET, _S.P2: _MET, _S.P3: _MET},
        text="No strike on the town for months. Shops, courts and the register office work. The "
        "two officials we deal with are able, and say no when they must.",
    ),
    Report(
        zone="trostianets",
        voice="ua-parishes",
        observed=ago(22),
        says={_S.P1: _MET, _S.P2F: _MET, _S.P3: _MET},
        text="People sleep at home again. Aid goes out by lists that hang in the church door.",
    ),
    Report(
        zone="trostianets",
        voice="ua-citizens",
        observed=ago(40),
        says={_S.P2: _EMERGING, _S.P3: _MET},
        text="The council meets in public and answers our letters, late but in full.",
    ),
    Report(
        zone="trostianets",
        voice="ua-decisions",
        observed=ago(52),
        says={_S.S: _MET},
        text="Decision of the council to ask for partners for the water works.",
        confirmed=True,
    ),
    Report(
        zone="trostianets",
        voice="ua-elections",
        observed=date(2020, 10, 25),
        says={_S.P4: _MET},
        text="Elected council; the next date is not set while martial law holds.",
        valid_until=ahead(300),
    ),
    Report(
        zone="trostianets",
        voice="ua-newspaper",
        observed=date(2020, 10, 28),
        says={_S.P4: _MET},
        text="Results of the local elections, with the names of all who were elected.",
        valid_until=ahead(300),
    ),
    # Okhtyrka: calm, but the police and courts are only on the way.
    Report(
        zone="okhtyrka",
        voice="ua-relief",
        observed=ago(19),
        says={_S.P1: _EMERGING, _S.P2: _EMERGING, _S.P3: _MET},
        text="Quiet since summer, with alarms at night. The heating company and the town hall "
        "plan together; the prosecutor's office opened again last month.",
    ),
    Report(
        zone="okhtyrka",
        voice="ua-parishes",
        observed=ago(25),
        says={_S.P1: _MET, _S.P2: _EMERGING, _S.P3: _MET},
        text="Market days are back. Whoever complains to the town hall gets an answer.",
    ),
    Report(
        zone="okhtyrka",
        voice="ua-decisions",
        observed=ago(61),
        says={_S.S: _MET},
        text="The council supports a programme for heat in winter.",
        confirmed=True,
    ),
    # Izium: under fire.
    Report(
        zone="izium",
        voice="ua-un",
        observed=ago(7),
        says={_S.P1: _UNMET},
        text="Glide bombs again this week. Schools teach on-line.",
        confirmed=True,
    ),
    Report(
        zone="izium",
        voice="ua-relief",
        observed=ago(15),
        says={_S.P1: _UNMET, _S.P3: _MET},
        text="Distribution stopped for four days. The town hall staff never left.",
    ),
    Report(
        zone="izium",
        voice="ua-network",
        observed=ago(30),
        says={_S.P3: _MET, _S.P2F: _MET},
        text="The officials of the town hall are known to us and respected.",
    ),
    Report(
        zone="izium",
        voice="ua-decisions",
        observed=ago(44),
        says={_S.S: _MET},
        text="The council asks to be heard in Strasbourg.",
        confirmed=True,
    ),
    # Balakliia: those who channel help were asked, and could not name anyone.
    Report(
        zone="balakliia",
        voice="ua-relief",
        observed=ago(20),
        says={_S.P1: _MET, _S.P3: _UNMET},
        text="Calm enough to work. We were asked whom to work with in the town hall. All who "
        "held an office have left since, and we cannot name anyone yet.",
        confirmed=True,
    ),
    Report(
        zone="balakliia",
        voice="ua-parishes",
        observed=ago(28),
        says={_S.P1: _MET, _S.P2F: _MET},
        text="Nobody shoots. People wait for a town hall that stays.",
    ),
    Report(
        zone="balakliia",
        voice="ua-newspaper",
        observed=ago(33),
        says={_S.P2F: _MET},
        text="The acting office publishes what it spends.",
    ),
    # Bucha: rebuilt step by step, justice on the way.
    Report(
        zone="bucha",
        voice="ua-un",
        observed=ago(18),
        says={_S.P1: _MET, _S.P2: _EMERGING, _S.P3: _MET},
        text="Normal life by day. Courts work through the cases of 2022; police answer calls.",
    ),
    Report(
        zone="bucha",
        voice="ua-citizens",
        observed=ago(27),
        says={_S.P1: _MET, _S.P2: _MET, _S.P3: _MET},
        text="Planning meetings are open and minutes appear within a week.",
    ),
    Report(
        zone="bucha",
        voice="ua-decisions",
        observed=ago(80),
        says={_S.S: _MET},
        text="The council adopted a plan for rebuilding with partners from abroad.",
        confirmed=True,
    ),
    Report(
        zone="bucha",
        voice="ua-elections",
        observed=date(2020, 10, 25),
        says={_S.P4: _MET},
        text="Elected council of the hromada.",
        valid_until=ahead(300),
    ),
    Report(
        zone="bucha",
        voice="ua-network",
        observed=date(2020, 11, 20),
        says={_S.P4: _MET},
        text="The council took up its work; list of commissions.",
        valid_until=ahead(300),
    ),
    # Irpin: one voice only, and its own bulletin, which counts as the same.
    Report(
        zone="irpin",
        voice="ua-citizens",
        observed=ago(13),
        says={_S.P1: _MET, _S.P2: _MET, _S.P3: _MET},
        text="The town is calm, the council is open, the officials are good.",
    ),
    Report(
        zone="irpin",
        voice="ua-bulletin",
        observed=ago(11),
        says={_S.P1: _MET, _S.P2: _MET, _S.P3: _MET},
        text="The town is calm, the council is open, the officials are good.",
    ),
    # Chernihiv: what was known has gone stale.
    Report(
        zone="chernihiv",
        voice="ua-un",
        observed=ago(150),
        says={_S.P1: _MET, _S.P2: _MET, _S.P3: _MET},
        text="The city works; repair crews are out at dawn after each alarm.",
    ),
    Report(
        zone="chernihiv",
        voice="ua-newspaper",
        observed=ago(140),
        says={_S.P1: _MET, _S.P2: _EMERGING},
        text="A summer without strikes.",
        confidence=Confidence.MEDIUM,
    ),
    Report(
        zone="chernihiv",
        voice="ua-abroad",
        observed=ago(8),
        says={_S.P1: _UNMET},
        text="We hear from relatives that it has begun again.",
        confidence=Confidence.LOW,
    ),
    # Nikopol: shelled across the water; the children need other places.
    Report(
        zone="nikopol",
        voice="ua-relief",
        observed=ago(5),
        says={_S.P1: _UNMET, _S.P3: _MET},
        text="Shells and drones every day. The youth department works from a cellar.",
        confirmed=True,
    ),
    Report(
        zone="nikopol",
        voice="ua-network",
        observed=ago(31),
        says={_S.P3: _MET, _S.P2F: _MET},
        text="The officials for youth and schools have kept every promise made to us.",
    ),
    # Kherson: high violence, and an appointed administration beside the council.
    Report(
        zone="kherson",
        voice="ua-un",
        observed=ago(6),
        says={_S.P1: _UNMET, _S.RESTRICTED_MANDATE: _MET},
        text="An appointed administration decides for now. The city is under fire from the "
        "other bank.",
        confirmed=True,
    ),
    Report(
        zone="kherson",
        voice="ua-parishes",
        observed=ago(21),
        says={_S.P2F: _MET},
        text="Aid is shared out fairly; those who cannot walk are visited.",
    ),
    # Lyman: an old statement whose date is known to the month only.
    Report(
        zone="lyman",
        voice="ua-newspaper",
        observed=ago(210),
        says={_S.P1: _EMERGING},
        text="A lull of some weeks.",
        precision=DatePrecision.MONTH,
    ),
)

_CHANNELS = (
    Channel(
        key="ua-relief-channel",
        name="Relief convoys 'Two Rivers' (invented)",
        kind=IntermediaryKind.HUMANITARIAN_ORGANISATION,
        knows=(
            Knows(zone="ua-kharkiv", depth=KnowledgeDepth.LOCAL, since=date(2022, 5, 1)),
            Knows(zone="izium", depth=KnowledgeDepth.DAILY, since=date(2022, 10, 1)),
            Knows(zone="nikopol", depth=KnowledgeDepth.LOCAL, since=date(2022, 8, 1)),
        ),
    ),
    Channel(
        key="ua-network-channel",
        name="Association of hromadas, secretariat (invented)",
        kind=IntermediaryKind.NETWORK,
        knows=(
            Knows(zone="ua-sumy", depth=KnowledgeDepth.REGIONAL, since=date(2015, 6, 1)),
            Knows(zone="ua-kyiv", depth=KnowledgeDepth.LOCAL, since=date(2015, 6, 1)),
        ),
    ),
)

_BONDS = (
    Bond(kind=TieKind.TWINNING, one="hradec-kralove", other="chernihiv", source=WIKIDATA),
    Bond(kind=TieKind.TWINNING, one="tarnobrzeg", other="chernihiv", source=WIKIDATA),
    Bond(kind=TieKind.TWINNING, one="saskatoon", other="chernivtsi", source=WIKIDATA),
    Bond(
        kind=TieKind.TWINNING,
        one="tartu",
        other="trostianets",
        source=INVENTED,
    ),
    Bond(
        kind=TieKind.COOPERATION_AGREEMENT,
        one="bergerac",
        other="bucha",
        source=INVENTED,
    ),
    Bond(
        kind=TieKind.COOPERATION_AGREEMENT,
        one="chernivtsi",
        other="okhtyrka",
        source=INVENTED,
    ),
)

_CALLS = (
    Call(
        town="trostianets",
        kinds=_SUPPORT,
        activity=Activity.SERVICE_DEPARTMENTS,
        topic=NeedTopic.WATER,
        summary="Half of our wells have new pumps, but nobody here has run a plant after such "
        "damage. We ask for two engineers who stay with us for a winter, and for advice on how "
        "residents can follow what we spend.",
        languages=frozenset({"uk", "en"}),
        urgency=Urgency.URGENT,
        written=ago(34),
        starts=ahead(20),
        ends=ahead(400),
        taken_by=Clerk.OFFICER,
    ),
    Call(
        town="trostianets",
        kinds=_SUPPORT,
        activity=Activity.SERVICE_DEPARTMENTS,
        topic=NeedTopic.ADMINISTRATION,
        summary="Our registers burned. Seven clerks keep births, houses and damages on paper. We "
        "ask for a town hall that has moved its registers before, and sits down with our clerks.",
        languages=frozenset({"uk", "pl", "en"}),
        urgency=Urgency.ORDINARY,
        written=ago(54),
        starts=ago(40),
        ends=ahead(400),
        taken_by=Clerk.OFFICER,
    ),
    Call(
        town="trostianets",
        kinds=_SUPPORT,
        activity=Activity.ZONES_OF_PEACE,
        topic=NeedTopic.LOCAL_DEMOCRACY,
        summary="Three thousand people from the border villages live with us now. We want one "
        "town hall for all of them, and a partner who has done this before.",
        languages=frozenset({"uk", "en", "de"}),
        urgency=Urgency.ORDINARY,
        written=ago(21),
        starts=ahead(60),
        ends=ahead(500),
    ),
    Call(
        town="okhtyrka",
        kinds=_SUPPORT,
        activity=Activity.SERVICE_DEPARTMENTS,
        topic=NeedTopic.ENERGY,
        summary="The heating plant is gone. We heat four schools and the hospital from small "
        "boilers and look for a town that has rebuilt a network piece by piece.",
        languages=frozenset({"uk", "pl"}),
        urgency=Urgency.CRITICAL,
        written=ago(26),
        starts=ahead(5),
        ends=ahead(300),
        taken_by=Clerk.OFFICER,
    ),
    Call(
        town="izium",
        kinds=frozenset({AppealKind.AGENDA, AppealKind.PROTECTION}),
        activity=Activity.ATTENTION,
        topic=NeedTopic.HUMAN_RIGHTS,
        summary="We do not ask for bricks now. We ask that our town is spoken of where it "
        "matters, and that we may speak there ourselves.",
        languages=frozenset({"uk", "en"}),
        urgency=Urgency.CRITICAL,
        written=ago(17),
        starts=ago(10),
        ends=ahead(200),
        taken_by=Clerk.SUPERVISOR,
    ),
    Call(
        town="balakliia",
        kinds=_SUPPORT,
        activity=Activity.SERVICE_DEPARTMENTS,
        topic=NeedTopic.ADMINISTRATION,
        summary="The acting office has four people for everything. We ask for colleagues to "
        "rebuild the registers.",
        languages=frozenset({"uk"}),
        urgency=Urgency.URGENT,
        written=ago(24),
        starts=ahead(30),
        ends=ahead(365),
        accepts_other_activities=False,
        taken_by=Clerk.OFFICER,
    ),
    Call(
        town="bucha",
        kinds=_SUPPORT,
        activity=Activity.SERVICE_DEPARTMENTS,
        topic=NeedTopic.HOUSING,
        summary="We rebuild houses with those who will live in them. We look for a city whose "
        "housing department has worked in that way and would think along with ours.",
        languages=frozenset({"uk", "en", "fr"}),
        urgency=Urgency.ORDINARY,
        written=ago(48),
        starts=ahead(45),
        ends=ahead(600),
        taken_by=Clerk.OFFICER,
    ),
    Call(
        town="irpin",
        kinds=_SUPPORT,
        activity=Activity.SERVICE_DEPARTMENTS,
        topic=NeedTopic.PLANNING,
        summary="A plan for the river bank, made with residents and with people who know how "
        "to build for floods.",
        languages=frozenset({"uk", "en"}),
        urgency=Urgency.ORDINARY,
        written=ago(10),
        starts=ahead(90),
        ends=ahead(500),
    ),
    Call(
        town="chernihiv",
        kinds=frozenset({AppealKind.SUPPORT, AppealKind.AGENDA}),
        activity=Activity.FORUMS,
        topic=NeedTopic.CULTURE,
        summary="Our old churches carry scars. We would bring those who repair such buildings "
        "in other countries together, with ours, once a year.",
        languages=frozenset({"uk", "en", "pl"}),
        urgency=Urgency.ORDINARY,
        written=ago(37),
        starts=ahead(100),
        ends=ahead(800),
        taken_by=Clerk.SUPERVISOR,
    ),
    Call(
        town="nikopol",
        kinds=_SUPPORT,
        activity=Activity.EVENTS,
        topic=NeedTopic.YOUTH,
        summary="Two weeks of sport by a lake, where no siren sounds, for forty children and "
        "their trainers.",
        languages=frozenset({"uk", "en"}),
        urgency=Urgency.URGENT,
        written=ago(15),
        starts=ahead(40),
        ends=ahead(320),
        taken_by=Clerk.OFFICER,
    ),
    Call(
        town="kherson",
        kinds=frozenset({AppealKind.SUPPORT, AppealKind.PROTECTION}),
        activity=Activity.SECONDMENT,
        topic=NeedTopic.HEALTH,
        summary="The aid organisation that runs our clinic bus has no one left who can plan "
        "its routes. A city that lends a planner to it would keep the bus on the road.",
        languages=frozenset({"uk", "en"}),
        urgency=Urgency.CRITICAL,
        written=ago(9),
        starts=ahead(3),
        ends=ahead(180),
        accepts_other_activities=False,
    ),
    Call(
        town="kherson",
        kinds=frozenset({AppealKind.PROTECTION}),
        activity=Activity.VISITS,
        topic=NeedTopic.LOCAL_DEMOCRACY,
        summary="The elected council has not met for a long time. It asks the Congress to keep "
        "in mind that it exists, and to ask when it may take up its work again.",
        languages=frozenset({"uk", "en"}),
        urgency=Urgency.ORDINARY,
        written=ago(32),
        starts=ago(20),
        ends=ahead(345),
        taken_by=Clerk.SUPERVISOR,
    ),
    Call(
        town="lyman",
        kinds=_SUPPORT,
        activity=Activity.SERVICE_DEPARTMENTS,
        topic=NeedTopic.WASTE,
        summary="Nobody has collected waste on the eastern side since spring. Two lorries and "
        "someone who knows how to start would be enough.",
        languages=frozenset({"uk"}),
        urgency=Urgency.URGENT,
        written=ago(4),
        starts=ahead(15),
        ends=ahead(200),
        accepts_other_activities=False,
    ),
)

CHAPTER: Final = Chapter(
    title="Ukraine, today",
    areas=_AREAS,
    towns=_TOWNS,
    voices=_VOICES,
    spells=_SPELLS,
    reports=_REPORTS,
    channels=_CHANNELS,
    bonds=_BONDS,
    calls=_CALLS,
)
