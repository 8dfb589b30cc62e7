import pytest

from activities import labels
from activities.engine import values
from activities.engine.contents import Part
from activities.engine.law import Standing

WORDS = [
    (values.Activity, labels.ACTIVITY_LABELS),
    (values.Activity, labels.ACTIVITY_SENTENCES),
    (values.ActorMode, labels.ACTOR_LABELS),
    (values.Aim, labels.AIM_LABELS),
    (values.Basis, labels.BASIS_LABELS),
    (values.CommonInterest, labels.COMMON_INTEREST_LABELS),
    (values.HelperTest, labels.HELPER_TEST_LABELS),
    (values.Kind, labels.KIND_LABELS),
    (values.LinkBasis, labels.LINK_BASIS_LABELS),
    (values.Mode, labels.MODE_LABELS),
    (values.Need, labels.NEED_LABELS),
    (values.Obligation, labels.OBLIGATION_LABELS),
    (values.PartnerNeed, labels.PARTNER_NEED_LABELS),
    (values.PartnerRole, labels.PARTNER_LABELS),
    (values.Risk, labels.RISK_LABELS),
    (values.Rule, labels.RULE_LABELS),
    (values.Situation, labels.SITUATION_LABELS),
    (values.Situation, labels.SITUATION_NAMES),
    (values.Situation, labels.SITUATION_STRONG_LABELS),
    (values.Venue, labels.PARTNER_VENUE_LABELS),
    (Part, labels.PART_LABELS),
    (Standing, labels.STANDING_LABELS),
    (values.Variant, labels.VARIANT_LABELS),
    (values.Venue, labels.VENUE_LABELS),
]


@pytest.mark.parametrize(("codes", "words"), WORDS)
def test_every_code_of_the_map_has_words(codes, words):
    assert list(words) == list(codes)


@pytest.mark.parametrize("words", [words for _, words in WORDS])
def test_no_two_codes_share_their_words(words):
    assert len({str(label) for label in words.values()}) == len(words)
