"""The helpers: real municipalities with invented answers and pledges.

They differ on purpose, so that every gate and every criterion of the matcher shows: some are
ready and some are not, some bring a host partner, an interpreter or a platform, some rest, and
some have their hands full.
"""

from collections.abc import Collection
from datetime import date
from typing import Final

from activities.engine.values import Activity, ActorMode
from demo.story.values import Helper, Promise, Questionnaire, ago, ahead
from matching.engine.values import HelpForm, NeedTopic
from prerequisites.engine.readiness import Answer, NationalPosition

_A = Activity
_T = NeedTopic
_GIFT = frozenset({HelpForm.GIFT})
_STAFF = frozenset({HelpForm.TECHNICAL_ASSISTANCE})
_RESIDENTS = frozenset({HelpForm.TECHNICAL_ASSISTANCE, HelpForm.PUBLIC_PARTICIPATION})

# Answers, from the best prepared to the one that has hardly begun.
_LONG_STANDING = Questionnaire(stays_years=10, policy_dated_on=date(2012, 5, 14), context_sources=4)
_PREPARED = Questionnaire(stays_years=5, policy_dated_on=date(2021, 3, 2))
_SHORT_OF_BREATH = Questionnaire(
    stays_years=1, policy_dated_on=date(2019, 11, 20), context_sources=3
)
_WITHOUT_POLICY = Questionnaire(stays_years=4, policy=Answer.NO)
_YEARS_NOT_SAID = Questionnaire(stays_years=None, policy_dated_on=date(2018, 6, 1))
_NO_PARTNERS = Questionnaire(
    stays_years=3, policy_dated_on=date(2020, 9, 9), partners=Answer.UNANSWERED
)
_NO_ENDURANCE = Questionnaire(
    endurance=Answer.UNANSWERED, stays_years=None, policy_dated_on=date(2023, 1, 16)
)
_ONE_SOURCE = Questionnaire(stays_years=6, policy_dated_on=date(2016, 2, 8), context_sources=1)
_MOTIVES_UNCLEAR = Questionnaire(
    motives=Answer.UNANSWERED, communication=Answer.NO, stays_years=None, policy=Answer.UNANSWERED
)
_GOVERNMENT_DOUBTS = Questionnaire(
    stays_years=5,
    policy_dated_on=date(2015, 4, 27),
    national_position=NationalPosition.DISCOURAGING,
)
_NOT_CALM = Questionnaire(stays_years=8, policy_dated_on=date(2017, 10, 3), calm_at_home=Answer.NO)


def _services(
    *topics: NeedTopic,
    languages: Collection[str],
    forms: frozenset[HelpForm] = _STAFF,
    capacity: int = 1,
    host: bool = False,
    interpreter: bool = False,
    done: int = 0,
    excluded: Collection[str] = (),
) -> Promise:
    """Return a pledge of a city's own departments."""
    return Promise(
        activities=frozenset({_A.SERVICE_DEPARTMENTS}),
        topics=frozenset(topics),
        forms=forms,
        languages=frozenset(languages),
        capacity=capacity,
        has_host_partner=host,
        has_interpreter=interpreter,
        projects_done=done,
        excluded=frozenset(excluded),
    )


def _through_organisations(
    *activities: Activity,
    languages: Collection[str],
    capacity: int = 2,
    platform: bool = True,
    host: bool = False,
    done: int = 0,
) -> Promise:
    """Return a pledge of a city that acts through organisations it belongs to."""
    return Promise(
        activities=frozenset(activities),
        actor=ActorMode.THROUGH_ORGANISATIONS,
        languages=frozenset(languages),
        capacity=capacity,
        has_platform=platform,
        has_host_partner=host,
        has_interpreter=True,
        projects_done=done,
    )


def _meetings(
    *activities: Activity,
    languages: Collection[str],
    capacity: int = 1,
    can_host: bool = True,
    host: bool = False,
    interpreter: bool = False,
    done: int = 0,
) -> Promise:
    """Return a pledge to receive people, to visit them, or to meet with them."""
    return Promise(
        activities=frozenset(activities),
        languages=frozenset(languages),
        capacity=capacity,
        can_host=can_host,
        has_host_partner=host,
        has_interpreter=interpreter,
        projects_done=done,
    )


_WEST: Final = (
    Helper(
        key="strasbourg",
        geonames=2973783,
        name="Strasbourg",
        country="FR",
        answers=_LONG_STANDING,
        pledges=(
            _through_organisations(
                _A.ATTENTION, _A.FORUMS, languages=("fr", "en", "de"), capacity=4, done=5
            ),
            _services(
                _T.HOUSING, languages=("fr", "en"), forms=_RESIDENTS, host=True, interpreter=True
            ),
        ),
    ),
    Helper(
        key="bergerac",
        geonames=3033391,
        name="Bergerac",
        country="FR",
        answers=_WITHOUT_POLICY,
        pledges=(
            _services(_T.HOUSING, _T.SCHOOLS, languages=("fr",), forms=_RESIDENTS, host=True),
        ),
    ),
    Helper(
        key="lille",
        geonames=2998324,
        name="Lille",
        country="FR",
        answers=_GOVERNMENT_DOUBTS,
        pledges=(_services(_T.TRANSPORT, languages=("fr", "en", "ar"), done=2),),
    ),
    Helper(
        key="nantes",
        geonames=2990969,
        name="Nantes",
        country="FR",
        answers=_YEARS_NOT_SAID,
        pledges=(_services(_T.WATER, languages=("fr", "en"), host=True, interpreter=True),),
    ),
    Helper(
        key="gent",
        geonames=2797656,
        name="Gent",
        country="BE",
        answers=_PREPARED,
        pledges=(_meetings(_A.VISITS, _A.LEGITIMACY, languages=("nl", "en"), host=True, done=1),),
    ),
    Helper(
        key="liege",
        geonames=2792413,
        name="Liège",
        country="BE",
        answers=_MOTIVES_UNCLEAR,
        pledges=(_services(_T.WASTE, languages=("fr",), forms=_GIFT),),
    ),
    Helper(
        key="utrecht",
        geonames=2745912,
        name="Utrecht",
        country="NL",
        answers=_LONG_STANDING,
        pledges=(
            _services(
                _T.PLANNING,
                _T.WATER,
                languages=("nl", "en"),
                forms=_RESIDENTS,
                capacity=2,
                host=True,
                done=4,
            ),
        ),
    ),
    Helper(
        key="tilburg",
        geonames=2746301,
        name="Tilburg",
        country="NL",
        answers=_SHORT_OF_BREATH,
        pledges=(_services(_T.WASTE, _T.ENERGY, languages=("nl", "en"), forms=_GIFT, host=True),),
    ),
    Helper(
        key="koeln",
        geonames=2886242,
        name="Köln",
        name_latin="Cologne",
        country="DE",
        answers=_LONG_STANDING,
        pledges=(
            _services(
                _T.WASTE, _T.WATER, languages=("de", "en"), forms=_RESIDENTS, capacity=2, done=3
            ),
        ),
    ),
    Helper(
        key="bremen",
        geonames=2944388,
        name="Bremen",
        country="DE",
        answers=_PREPARED,
        pledges=(
            _meetings(_A.EVENTS, _A.FORUMS, languages=("de", "en"), host=True, done=2, capacity=2),
        ),
    ),
    Helper(
        key="leipzig",
        geonames=2879139,
        name="Leipzig",
        country="DE",
        answers=_PREPARED,
        pledges=(
            _services(_T.ENERGY, languages=("de", "en"), host=True, interpreter=True, done=2),
        ),
    ),
    Helper(
        key="graz",
        geonames=2778067,
        name="Graz",
        country="AT",
        answers=_ONE_SOURCE,
        pledges=(_meetings(_A.VISITS, _A.EVENTS, languages=("de", "en", "hr"), host=True, done=1),),
    ),
    Helper(
        key="bern",
        geonames=2661552,
        name="Bern",
        country="CH",
        answers=_YEARS_NOT_SAID,
        pledges=(
            _through_organisations(_A.FORUMS, _A.VISITS, languages=("de", "fr", "en"), done=3),
        ),
    ),
    Helper(
        key="newport",
        geonames=2641598,
        name="Newport",
        country="GB",
        answers=_PREPARED,
        pledges=(_services(_T.HOUSING, languages=("en",), forms=_RESIDENTS, done=1),),
    ),
    Helper(
        key="glasgow",
        geonames=2648579,
        name="Glasgow",
        country="GB",
        answers=_WITHOUT_POLICY,
        pledges=(_services(_T.WASTE, languages=("en",), forms=_STAFF, done=1),),
    ),
    Helper(
        key="dublin",
        geonames=2964574,
        name="Dublin",
        country="IE",
        answers=_PREPARED,
        pledges=(
            _meetings(_A.VISITS, _A.LEGITIMACY, languages=("en",), host=True, done=3, capacity=2),
        ),
    ),
)

_NORTH: Final = (
    Helper(
        key="tartu",
        geonames=588335,
        name="Tartu",
        country="EE",
        answers=_LONG_STANDING,
        pledges=(
            _services(
                _T.WATER, _T.ADMINISTRATION, languages=("et", "en"), forms=_RESIDENTS, done=2
            ),
            Promise(
                activities=frozenset({_A.ZONES_OF_PEACE}),
                languages=frozenset({"et", "en"}),
                has_host_partner=True,
                projects_done=1,
            ),
        ),
    ),
    Helper(
        key="utena",
        geonames=593672,
        name="Utena",
        country="LT",
        answers=_PREPARED,
        pledges=(_services(_T.SCHOOLS, _T.YOUTH, languages=("lt", "en"), forms=_RESIDENTS),),
    ),
    Helper(
        key="kaunas",
        geonames=598316,
        name="Kaunas",
        country="LT",
        answers=_NO_PARTNERS,
        pledges=(_services(_T.ENERGY, _T.HEALTH, languages=("lt", "en", "uk"), host=True),),
    ),
    Helper(
        key="riga",
        geonames=456172,
        name="Rīga",
        name_latin="Riga",
        country="LV",
        answers=_PREPARED,
        pledges=(_meetings(_A.EVENTS, languages=("lv", "en"), capacity=3, done=1),),
    ),
    Helper(
        key="tampere",
        geonames=634963,
        name="Tampere",
        country="FI",
        answers=_PREPARED,
        pledges=(
            _services(_T.SCHOOLS, languages=("fi", "en"), forms=_STAFF, host=True, done=1),
            _meetings(_A.EVENTS, languages=("fi", "en"), interpreter=True),
        ),
    ),
    Helper(
        key="umea",
        geonames=602150,
        name="Umeå",
        country="SE",
        answers=_NO_ENDURANCE,
        pledges=(_meetings(_A.EVENTS, _A.VISITS, languages=("sv", "en"), host=True),),
    ),
    Helper(
        key="malmo",
        geonames=2692969,
        name="Malmö",
        country="SE",
        answers=_NO_ENDURANCE,
        pledges=(_services(_T.WASTE, _T.HOUSING, languages=("sv", "ar", "en"), host=True),),
    ),
    Helper(
        key="stavanger",
        geonames=3137115,
        name="Stavanger",
        country="NO",
        answers=_PREPARED,
        pledges=(
            _services(_T.HEALTH, _T.TRANSPORT, languages=("no", "en"), interpreter=True, done=2),
        ),
    ),
    Helper(
        key="trondheim",
        geonames=3133880,
        name="Trondheim",
        country="NO",
        answers=_SHORT_OF_BREATH,
        pledges=(_through_organisations(_A.SECONDMENT, languages=("no", "en"), host=True, done=2),),
    ),
    Helper(
        key="aarhus",
        geonames=2624652,
        name="Aarhus",
        country="DK",
        answers=None,
        pledges=(_services(_T.WATER, languages=("da", "en"), host=True),),
    ),
    Helper(
        key="reykjavik",
        geonames=3413829,
        name="Reykjavík",
        country="IS",
        answers=_YEARS_NOT_SAID,
        pledges=(
            Promise(
                activities=frozenset({_A.SERVICE_DEPARTMENTS}),
                topics=frozenset({_T.ENERGY}),
                forms=_STAFF,
                languages=frozenset({"is", "en"}),
                has_host_partner=True,
                has_interpreter=True,
                starts=ahead(500),
                ends=ahead(900),
            ),
        ),
    ),
)

_EAST: Final = (
    Helper(
        key="lublin",
        geonames=765876,
        name="Lublin",
        country="PL",
        answers=_LONG_STANDING,
        pledges=(
            _services(
                _T.ENERGY,
                _T.ADMINISTRATION,
                languages=("pl", "uk"),
                forms=_RESIDENTS,
                host=True,
                capacity=2,
                done=5,
            ),
        ),
    ),
    Helper(
        key="rzeszow",
        geonames=759734,
        name="Rzeszów",
        country="PL",
        answers=_PREPARED,
        pledges=(
            _meetings(_A.EVENTS, languages=("pl", "uk"), host=True, capacity=2, done=3),
            _services(
                _T.HEALTH, _T.HOUSING, languages=("pl", "uk"), forms=_GIFT, host=True, done=4
            ),
        ),
    ),
    Helper(
        key="tarnobrzeg",
        geonames=757033,
        name="Tarnobrzeg",
        country="PL",
        answers=_WITHOUT_POLICY,
        pledges=(_meetings(_A.LEGITIMACY, _A.VISITS, languages=("pl", "uk"), host=True, done=1),),
    ),
    Helper(
        key="bialystok",
        geonames=776069,
        name="Białystok",
        country="PL",
        answers=_PREPARED,
        pledges=(_services(_T.SCHOOLS, _T.TRANSPORT, languages=("pl", "en"), done=1),),
    ),
    Helper(
        key="poznan",
        geonames=3088171,
        name="Poznań",
        country="PL",
        answers=_YEARS_NOT_SAID,
        pledges=(
            _services(
                _T.HOUSING, languages=("pl", "en"), forms=_STAFF, interpreter=True, capacity=2
            ),
        ),
    ),
    Helper(
        key="hradec-kralove",
        geonames=3074967,
        name="Hradec Králové",
        country="CZ",
        answers=_PREPARED,
        pledges=(
            _through_organisations(_A.FORUMS, _A.ATTENTION, languages=("cs", "en", "uk"), done=1),
        ),
    ),
    Helper(
        key="brno",
        geonames=3078610,
        name="Brno",
        country="CZ",
        answers=_ONE_SOURCE,
        pledges=(
            _services(_T.PLANNING, languages=("cs", "en"), forms=_RESIDENTS, host=True, done=1),
        ),
    ),
    Helper(
        key="kosice",
        geonames=724443,
        name="Košice",
        country="SK",
        answers=_PREPARED,
        pledges=(
            Promise(
                activities=frozenset({_A.EVENTS, _A.VISITS}),
                languages=frozenset({"sk", "uk"}),
                can_host=True,
                has_host_partner=True,
                is_paused=True,
            ),
        ),
    ),
    Helper(
        key="pecs",
        geonames=3046526,
        name="Pécs",
        country="HU",
        answers=_GOVERNMENT_DOUBTS,
        pledges=(
            _services(_T.CULTURE, _T.SCHOOLS, languages=("hu", "en"), host=True, excluded=("UA",)),
        ),
    ),
    Helper(
        key="maribor",
        geonames=3195506,
        name="Maribor",
        country="SI",
        answers=_PREPARED,
        pledges=(_meetings(_A.EVENTS, _A.VISITS, languages=("sl", "hr", "de"), host=True, done=2),),
    ),
    Helper(
        key="osijek",
        geonames=3193935,
        name="Osijek",
        country="HR",
        answers=_LONG_STANDING,
        pledges=(
            _meetings(
                _A.VISITS, _A.FORUMS, languages=("hr", "en", "de"), host=True, capacity=2, done=3
            ),
        ),
    ),
    Helper(
        key="tuzla",
        geonames=3188582,
        name="Tuzla",
        country="BA",
        answers=_LONG_STANDING,
        pledges=(_meetings(_A.VISITS, _A.LEGITIMACY, languages=("bs", "en"), host=True, done=5),),
    ),
    Helper(
        key="thessaloniki",
        geonames=734077,
        name="Θεσσαλονίκη",
        name_latin="Thessaloniki",
        country="GR",
        answers=_SHORT_OF_BREATH,
        pledges=(_meetings(_A.EVENTS, languages=("el", "en"), host=True),),
    ),
    Helper(
        key="gaziantep",
        geonames=314830,
        name="Gaziantep",
        country="TR",
        answers=_PREPARED,
        pledges=(
            _services(_T.HOUSING, _T.HEALTH, languages=("tr", "ar"), forms=_STAFF, capacity=2),
        ),
    ),
    Helper(
        key="tbilisi",
        geonames=611717,
        name="თბილისი",
        name_latin="Tbilisi",
        country="GE",
        answers=_PREPARED,
        pledges=(_services(_T.SCHOOLS, _T.TRANSPORT, languages=("ka", "en"), host=True, done=2),),
    ),
    Helper(
        key="lviv",
        geonames=702550,
        name="Львів",
        name_latin="Lviv",
        country="UA",
        answers=_NOT_CALM,
        pledges=(
            _services(
                _T.ADMINISTRATION,
                _T.HEALTH,
                _T.ENERGY,
                languages=("uk", "pl", "en"),
                forms=_RESIDENTS,
                host=True,
                done=5,
            ),
            _meetings(_A.EVENTS, languages=("uk", "en"), host=True, done=2),
        ),
    ),
)

_SOUTH: Final = (
    Helper(
        key="barcelona",
        geonames=3128760,
        name="Barcelona",
        country="ES",
        answers=_LONG_STANDING,
        pledges=(
            _through_organisations(
                _A.FORUMS, _A.ATTENTION, languages=("es", "ca", "en", "ar"), capacity=5, done=5
            ),
        ),
    ),
    Helper(
        key="bilbao",
        geonames=3128026,
        name="Bilbao",
        country="ES",
        answers=_PREPARED,
        pledges=(_services(_T.WATER, languages=("es", "eu"), forms=_RESIDENTS, host=True, done=2),),
    ),
    Helper(
        key="vitoria-gasteiz",
        geonames=3104499,
        name="Vitoria-Gasteiz",
        country="ES",
        answers=_NO_PARTNERS,
        pledges=(_services(_T.PLANNING, _T.HOUSING, languages=("es", "eu"), forms=_RESIDENTS),),
    ),
    Helper(
        key="sevilla",
        geonames=2510911,
        name="Sevilla",
        name_latin="Seville",
        country="ES",
        answers=_PREPARED,
        pledges=(_meetings(_A.VISITS, languages=("es", "en"), host=True, done=1),),
    ),
    Helper(
        key="torino",
        geonames=3165524,
        name="Torino",
        name_latin="Turin",
        country="IT",
        answers=_PREPARED,
        pledges=(
            _services(_T.WASTE, _T.WATER, languages=("it", "fr"), forms=_STAFF, host=True, done=2),
            _meetings(_A.FORUMS, languages=("it", "en"), interpreter=True),
        ),
    ),
    Helper(
        key="padova",
        geonames=3171728,
        name="Padova",
        name_latin="Padua",
        country="IT",
        answers=_WITHOUT_POLICY,
        pledges=(_meetings(_A.LEGITIMACY, _A.EVENTS, languages=("it", "en"), host=True),),
    ),
    Helper(
        key="amman",
        geonames=250441,
        name="عمّان",
        name_latin="Amman",
        country="JO",
        answers=_PREPARED,
        pledges=(
            _meetings(_A.FORUMS, _A.EVENTS, languages=("ar", "en"), capacity=2, done=2),
            _services(_T.WATER, _T.WASTE, languages=("ar", "en"), forms=_STAFF, host=True),
        ),
    ),
    Helper(
        key="madaba",
        geonames=248370,
        name="مادبا",
        name_latin="Madaba",
        country="JO",
        answers=_NO_PARTNERS,
        pledges=(_services(_T.WASTE, _T.CULTURE, languages=("ar",), host=True, forms=_RESIDENTS),),
    ),
)

_OVERSEAS: Final = (
    Helper(
        key="montreal",
        geonames=6077243,
        name="Montréal",
        country="CA",
        answers=_LONG_STANDING,
        pledges=(
            Promise(
                activities=frozenset({_A.ZONES_OF_PEACE, _A.VISITS}),
                languages=frozenset({"fr", "en", "es"}),
                has_host_partner=True,
                capacity=2,
                projects_done=3,
            ),
        ),
    ),
    Helper(
        key="saskatoon",
        geonames=6141256,
        name="Saskatoon",
        country="CA",
        answers=_NO_ENDURANCE,
        pledges=(_meetings(_A.EVENTS, languages=("en", "uk"), can_host=False),),
    ),
    Helper(
        key="winnipeg",
        geonames=6183235,
        name="Winnipeg",
        country="CA",
        answers=_PREPARED,
        pledges=(
            _through_organisations(
                _A.SECONDMENT, languages=("en", "fr", "uk"), platform=False, host=True, done=1
            ),
        ),
    ),
    Helper(
        key="medellin",
        geonames=3674962,
        name="Medellín",
        country="CO",
        answers=_LONG_STANDING,
        pledges=(
            _services(
                _T.WATER,
                _T.PLANNING,
                _T.TRANSPORT,
                languages=("es",),
                forms=_RESIDENTS,
                host=True,
                capacity=2,
                done=5,
            ),
        ),
    ),
    Helper(
        key="manizales",
        geonames=3675443,
        name="Manizales",
        country="CO",
        answers=_WITHOUT_POLICY,
        pledges=(_services(_T.PLANNING, languages=("es",), host=True, forms=_RESIDENTS, done=1),),
    ),
    Helper(
        key="quito",
        geonames=3652462,
        name="Quito",
        country="EC",
        answers=_PREPARED,
        pledges=(_meetings(_A.VISITS, _A.FORUMS, languages=("es", "en"), host=True, done=2),),
    ),
)

_ASKING_AND_HELPING: Final = (
    Helper(
        key="kutaisi",
        geonames=613607,
        name="ქუთაისი",
        name_latin="Kutaisi",
        country="GE",
        answers=_YEARS_NOT_SAID,
        pledges=(
            _meetings(_A.EVENTS, _A.VISITS, languages=("ka", "en"), interpreter=True, host=True),
        ),
    ),
    Helper(
        key="beli-manastir",
        geonames=3204320,
        name="Beli Manastir",
        country="HR",
        answers=_YEARS_NOT_SAID,
        pledges=(
            Promise(
                activities=frozenset({_A.VISITS, _A.SERVICE_DEPARTMENTS}),
                topics=frozenset({_T.ADMINISTRATION}),
                forms=_STAFF,
                languages=frozenset({"hr", "en"}),
                has_host_partner=True,
                has_interpreter=True,
                projects_done=1,
            ),
        ),
    ),
    Helper(
        key="chernivtsi",
        geonames=710719,
        name="Чернівці",
        name_latin="Chernivtsi",
        country="UA",
        answers=_NOT_CALM,
        pledges=(
            Promise(
                activities=frozenset({_A.EVENTS, _A.SERVICE_DEPARTMENTS}),
                topics=frozenset({_T.ENERGY, _T.SCHOOLS}),
                forms=_STAFF,
                languages=frozenset({"uk", "ro"}),
                can_host=True,
                has_host_partner=True,
                starts=ago(200),
                ends=ahead(250),
                projects_done=2,
            ),
        ),
    ),
)

HELPERS: Final = (*_WEST, *_NORTH, *_EAST, *_SOUTH, *_OVERSEAS, *_ASKING_AND_HELPING)
