"""The words of the thematic map in human languages.

Names are short and stand in tables; sentences stand alone. They paraphrase the report.
"""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from activities.engine.contents import Part
from activities.engine.law import Standing
from activities.engine.values import (
    Activity,
    ActorMode,
    Aim,
    Basis,
    CommonInterest,
    HelperTest,
    Kind,
    LinkBasis,
    Mode,
    Need,
    Obligation,
    PartnerNeed,
    PartnerRole,
    Risk,
    Rule,
    Situation,
    Variant,
    Venue,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

ACTIVITY_LABELS: "Final[Mapping[Activity, StrPromise]]" = {
    Activity.SECONDMENT: pgettext_lazy("activity", "Lending specialists"),
    Activity.SERVICE_DEPARTMENTS: pgettext_lazy("activity", "Help for municipal services"),
    Activity.ATTENTION: pgettext_lazy("activity", "Raising attention"),
    Activity.EVENTS: pgettext_lazy("activity", "Sport and culture"),
    Activity.FORUMS: pgettext_lazy("activity", "International forums"),
    Activity.VISITS: pgettext_lazy("activity", "Visits"),
    Activity.ZONES_OF_PEACE: pgettext_lazy("activity", "Zones of peace"),
    Activity.LEGITIMACY: pgettext_lazy("activity", "Earning legitimacy"),
}

ACTIVITY_SENTENCES: "Final[Mapping[Activity, StrPromise]]" = {
    Activity.SECONDMENT: _(
        "A city lends its specialists to those who are already there: peacekeepers, a "
        "transitional administration, aid organisations or those who rebuild."
    ),
    Activity.SERVICE_DEPARTMENTS: _(
        "A city helps the departments of another directly: water, waste, planning, registers."
    ),
    Activity.ATTENTION: _(
        "Cities make known abroad what local authorities in the conflict are going through."
    ),
    Activity.EVENTS: _("Teams, artists and citizens meet who would not meet otherwise."),
    Activity.FORUMS: _(
        "Partner cities from the sides of a conflict speak to each other where others listen."
    ),
    Activity.VISITS: _("A delegation goes and sees: human rights, peace accords, the rule of law."),
    Activity.ZONES_OF_PEACE: _(
        "Where one municipality is calm amid a conflict, cities help it to work as normally as "
        "it can."
    ),
    Activity.LEGITIMACY: _(
        "Through frequent meetings and work together a city earns a standing that counts when "
        "times are hard."
    ),
}

FIT_LABELS: "Final[Mapping[int, StrPromise]]" = {
    0: pgettext_lazy("fit of an activity", "Does not fit"),
    1: pgettext_lazy("fit of an activity", "Possible, with reasons"),
    2: pgettext_lazy("fit of an activity", "Fits well"),
}

BASIS_LABELS: "Final[Mapping[Basis, StrPromise]]" = {
    Basis.TEXT: pgettext_lazy("basis of a fit", "from the text"),
    Basis.LAYOUT: pgettext_lazy("basis of a fit", "from the layout of the table"),
    Basis.INFERRED: pgettext_lazy("basis of a fit", "inferred by us"),
    Basis.OURS: pgettext_lazy("basis of a fit", "changed by us"),
}

MODE_LABELS: "Final[Mapping[Mode, StrPromise]]" = {
    Mode.DIRECT: pgettext_lazy("mode of an activity", "Direct help"),
    Mode.INDIRECT: pgettext_lazy("mode of an activity", "Indirect help"),
    Mode.PRESENCE: pgettext_lazy("mode of an activity", "Presence"),
}

VENUE_LABELS: "Final[Mapping[Venue, StrPromise]]" = {
    Venue.INSIDE: pgettext_lazy("venue", "In the zone"),
    Venue.OUTSIDE: pgettext_lazy("venue", "Outside the zone"),
}

ACTOR_LABELS: "Final[Mapping[ActorMode, StrPromise]]" = {
    ActorMode.SINGLE: pgettext_lazy("actor", "A single city"),
    ActorMode.THROUGH_ORGANISATIONS: pgettext_lazy("actor", "Cities through organisations"),
}

PARTNER_LABELS: "Final[Mapping[PartnerRole, StrPromise]]" = {
    PartnerRole.HOST: _("An organisation in the zone that receives the helpers"),
    PartnerRole.ACCESS_SECURITY_LOGISTICS: _(
        "Someone who gives access and looks after security and transport"
    ),
    PartnerRole.ACCESS_SECURITY: _("Someone who gives access and looks after security"),
    PartnerRole.PLATFORM: _("An organisation that offers the place and the audience"),
}

PARTNER_NEED_LABELS: "Final[Mapping[PartnerNeed, StrPromise]]" = {
    PartnerNeed.NONE: _("No partner is needed."),
    PartnerNeed.PLATFORM: _("A partner that offers a platform is needed."),
    PartnerNeed.HOST_UNLESS_TWINNED: _(
        "A partner in the zone is needed, unless there is a twinning."
    ),
    PartnerNeed.HOST: _("A partner in the zone is needed."),
}

HELPER_TEST_LABELS: "Final[Mapping[HelperTest, StrPromise]]" = {
    HelperTest.H1: _("Clear motives that can be stated at home and abroad"),
    HelperTest.H2: _("Clear aims, possibly modest, known to council and citizens"),
    HelperTest.H3: _("Endurance beyond the conflict"),
    HelperTest.H4: _("A policy of city diplomacy, preferably in writing"),
    HelperTest.H5: _("Knowledge of the situation from several sources"),
    HelperTest.H6: _("Reliable partners and realistic aims"),
    HelperTest.H7: _("Calm at home, and not the one who asks"),
    HelperTest.H8: _("The position of the national government is on record"),
}

NEED_LABELS: "Final[Mapping[Need, StrPromise]]" = {
    Need.ACCEPTANCE_BY_ALL_PARTIES: _("All parties accept it."),
    Need.BOTH_SIDES_ON_EQUAL_TERMS: _("Both sides are invited on equal terms."),
    Need.DELEGATION_PROFILE: _("The delegation is solid and understands the politics."),
    Need.GREAT_LOCAL_KNOWLEDGE: _("The helper knows the place very well."),
    Need.INVITATION_FROM_AUTHORITY: _("The local authority has invited the helper."),
    Need.LINK_BASIS: _("There is a reason why this helper comes to this zone."),
    Need.LOCAL_CONTACTS: _("There are good contacts in the place."),
    Need.PARTNER_CITY_KNOWN: _("The partner city is known."),
    Need.POLITICAL_FINESSE: _("It is prepared with political tact."),
}

KIND_LABELS: "Final[Mapping[Kind, StrPromise]]" = {
    Kind.GIFT: _("A gift, such as vehicles: the weakest form"),
    Kind.TECHNICAL_ASSISTANCE: _("Technical advice and training"),
    Kind.PUBLIC_PARTICIPATION: _("Letting citizens take part"),
}

COMMON_INTEREST_LABELS: "Final[Mapping[CommonInterest, StrPromise]]" = {
    CommonInterest.WATER: pgettext_lazy("common interest", "Water"),
    CommonInterest.WASTE: pgettext_lazy("common interest", "Waste"),
}

AIM_LABELS: "Final[Mapping[Aim, StrPromise]]" = {
    Aim.EXTERNAL_HELP: _("To bring help from outside"),
    Aim.RESPECT_RIGHTS_AND_ACCORDS: _("To have rights and accords respected"),
    Aim.LEGITIMISE_DIALOGUE: _("To give standing to those who talk with each other"),
}

LINK_BASIS_LABELS: "Final[Mapping[LinkBasis, StrPromise]]" = {
    LinkBasis.TWINNING: _("A twinning"),
    LinkBasis.NATIONAL_DYNAMICS: _("A movement in the helper's country that carries it"),
    LinkBasis.KNOWN_NGO: _("An organisation that both know"),
}

VARIANT_LABELS: "Final[Mapping[Variant, StrPromise]]" = {
    Variant.IMPRISONED_HUMAN_RIGHTS_DEFENDERS: _(
        "Visiting imprisoned defenders of human rights: exceptional, and approved by the "
        "secretariat."
    ),
    Variant.BESIEGED_TOWNS: _(
        "Visiting a besieged town: exceptional, and approved by the secretariat."
    ),
}

RISK_LABELS: "Final[Mapping[Risk, StrPromise]]" = {
    Risk.HOST_WILL_NOT_ADAPT: _("A large host does not change its ways for a city."),
    Risk.DEPENDENCE: _("The place comes to depend on the helpers."),
    Risk.NO_PUBLIC: _("In a conflict zone there may be no common public to serve."),
    Risk.SERVICE_BY_ARMED_GROUP: _(
        "An armed group already provides the service to its own: staff may be in danger."
    ),
    Risk.ACCESS_IS_POLITICAL: _("Who gets access to a service is a political question."),
    Risk.NEUTRALITY_NOT_BELIEVED: _("People do not believe that the helper is neutral."),
    Risk.SCORING_AT_HOME: _("It looks as if done to please voters at home."),
    Risk.LOCAL_RELATIONS_WORSEN: _("Relations between groups in the place get worse."),
    Risk.ROOT_CAUSES_UNTOUCHED: _("The causes of the conflict stay untouched."),
    Risk.CARELESS_CHOICE_INFLAMES: _("A careless choice of teams or guests inflames the conflict."),
    Risk.LED_ASTRAY: _("Parties to the conflict lead the delegation astray."),
    Risk.REPRISALS: _("Those who were visited are punished afterwards."),
    Risk.SECURITY_IS_MAJOR: _("Security is a major problem."),
    Risk.BENEFITS_COME_LATER: _("The benefits show much later."),
}

OBLIGATION_LABELS: "Final[Mapping[Obligation, StrPromise]]" = {
    Obligation.IMPARTIALITY: _("The service must become impartial."),
    Obligation.PARTICIPATION: _("Citizens must have a say in it."),
    Obligation.DEMOCRATIC_CONTROL: _("It must come under democratic control."),
}

RULE_LABELS: "Final[Mapping[Rule, StrPromise]]" = {
    Rule.COUNTED_ONLY_WITH_NEGATIVE_PEACE: _(
        "It counts as city diplomacy only where the fighting has ended."
    ),
    Rule.PROPOSE_REGULAR_DIALOGUE: _("If it went well, a regular dialogue is proposed next."),
    Rule.LINK_NEVER_AT_RANDOM: _("A zone is never chosen at random."),
    Rule.USED_AFTER_THE_CONFLICT: _("After the conflict, the standing that was earned is used."),
}

SITUATION_LABELS: "Final[Mapping[Situation, StrPromise]]" = {
    Situation.ZONE_OF_PEACE: _("Possible inside a zone of peace."),
    Situation.VENUE_OUTSIDE: _("Possible if it is held outside the zone."),
}

SITUATION_STRONG_LABELS: "Final[Mapping[Situation, StrPromise]]" = {
    Situation.ZONE_OF_PEACE: _("Fits well inside a zone of peace."),
    Situation.VENUE_OUTSIDE: _("Fits well if it is held outside the zone."),
}

SITUATION_NAMES: "Final[Mapping[Situation, StrPromise]]" = {
    Situation.ZONE_OF_PEACE: pgettext_lazy("situation", "inside a zone of peace"),
    Situation.VENUE_OUTSIDE: pgettext_lazy("situation", "held outside the zone"),
}

PARTNER_VENUE_LABELS: "Final[Mapping[Venue, StrPromise]]" = {
    Venue.INSIDE: _("Is a partner needed in the zone?"),
    Venue.OUTSIDE: _("Is a partner needed outside the zone?"),
}

PART_LABELS: "Final[Mapping[Part, StrPromise]]" = {
    Part.FIT: pgettext_lazy("part of the map", "Fit in a phase"),
    Part.SPECIAL_FIT: pgettext_lazy("part of the map", "Fit in a special situation"),
    Part.ACTOR: pgettext_lazy("part of the map", "Who leads"),
    Part.MODE: pgettext_lazy("part of the map", "Direct or indirect"),
    Part.THROUGH_HOST: pgettext_lazy("part of the map", "Through a host"),
    Part.PARTNER_ROLE: pgettext_lazy("part of the map", "What a partner brings"),
    Part.PARTNER_NEED: pgettext_lazy("part of the map", "Whether a partner is needed"),
    Part.REQUIRED: pgettext_lazy("part of the map", "Must hold in the zone"),
    Part.WEIGHED: pgettext_lazy("part of the map", "Is weighed"),
    Part.HELPER_REQUIRED: pgettext_lazy("part of the map", "Must hold for the helper"),
    Part.NEED: pgettext_lazy("part of the map", "What it needs"),
    Part.LINK_BASIS: pgettext_lazy("part of the map", "Why this helper comes"),
    Part.VARIANT: pgettext_lazy("part of the map", "Exceptional form"),
    Part.RULE: pgettext_lazy("part of the map", "What also holds"),
    Part.RISK: pgettext_lazy("part of the map", "What can go wrong"),
    Part.OBLIGATION: pgettext_lazy("part of the map", "What it must bring along"),
    Part.KIND: pgettext_lazy("part of the map", "Rank of a form"),
    Part.COMMON_INTEREST: pgettext_lazy("part of the map", "Service whose lack hurts everyone"),
    Part.AIM: pgettext_lazy("part of the map", "What it can be for"),
}

STANDING_LABELS: "Final[Mapping[Standing, StrPromise]]" = {
    Standing.NOT_ASKED: pgettext_lazy("standing of a prerequisite", "Not asked for"),
    Standing.WEIGHED: pgettext_lazy("standing of a prerequisite", "Is weighed"),
    Standing.REQUIRED: pgettext_lazy("standing of a prerequisite", "Must hold"),
}
