"""The member states of the Council of Europe.

Source: the Council of Europe's list of its 46 member states (2022, after the exclusion of Russia).
"""

from typing import Final

MEMBER_STATES: Final = frozenset(
    {
        *("AD", "AL", "AM", "AT", "AZ", "BA", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE"),
        *("ES", "FI", "FR", "GB", "GE", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU"),
        *("LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO", "RS", "SE", "SI"),
        *("SK", "SM", "TR", "UA"),
    }
)
