"""The words of places: what kinds of zones, intermediaries, ties and imports there are."""

from enum import StrEnum


class ZoneKind(StrEnum):
    """How large a zone is. Verdicts are about municipalities; the others give context."""

    COUNTRY = "country"
    REGION = "region"
    DISTRICT = "district"
    MUNICIPALITY = "municipality"
    SETTLEMENT = "settlement"  # a town or village inside a municipality
    CITY_DISTRICT = "city_district"


class CodeScheme(StrEnum):
    """Whose code it is."""

    KATOTTG = "katottg"
    GEONAMES = "geonames"
    WIKIDATA = "wikidata"
    ISO3166 = "iso3166"


class IntermediaryKind(StrEnum):
    """Who channels appeals and knows the zone (report, L102-108)."""

    PEACEKEEPERS = "peacekeepers"
    UN_TRANSITIONAL_ADMINISTRATION = "un_transitional_administration"
    HUMANITARIAN_ORGANISATION = "humanitarian_organisation"
    PEACE_MOVEMENT = "peace_movement"
    NGO = "ngo"
    LOCAL_DEMOCRACY_AGENCY = "local_democracy_agency"
    NETWORK = "network"
    CONGRESS = "congress"


class KnowledgeDepth(StrEnum):
    """How well an intermediary knows a zone, shallow to deep."""

    REGIONAL = "regional"
    LOCAL = "local"
    DAILY = "daily"

    @property
    def rank(self) -> int:
        """Return 0 for the shallowest."""
        return list(KnowledgeDepth).index(self)


class TieKind(StrEnum):
    """What binds two municipalities."""

    TWINNING = "twinning"
    COOPERATION_AGREEMENT = "cooperation_agreement"
    AGENCY = "agency"  # both stand behind one Local Democracy Agency


class ImportState(StrEnum):
    """Where a run of an importer stands. A refused file leaves no run at all."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"  # batches before the stop are kept; the same command goes on from there


class QuarantineReason(StrEnum):
    """Why a row of a file was set aside."""

    MISSING_VALUE = "missing_value"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DATE = "not_a_date"
    UNKNOWN_WORD = "unknown_word"
    UNKNOWN_PLACE = "unknown_place"
    UNKNOWN_COUNTRY = "unknown_country"
    IMPOSSIBLE_COORDINATES = "impossible_coordinates"
    ENDS_BEFORE_IT_STARTS = "ends_before_it_starts"
    SAME_PLACE_TWICE = "same_place_twice"
    SAME_KEY_TWICE = "same_key_twice"
    TOO_LONG = "too_long"
    UNSAFE_TEXT = "unsafe_text"
