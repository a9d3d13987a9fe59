"""The member States in groups for laying out a matrix: by scheme, and by sub-region those in none of them."""

from assessment.catalogue.reference import Reference
from assessment.core.questionnaire import Text

SCHEMES = ("CAN", "MERCOSUR", "PA", "SICA", "CARICOM")
"""The order of the schemes. A State stands with the first of them to which it belongs other than as an associate."""


def groups_by_scheme(reference: Reference) -> tuple[tuple[Text, tuple[str, ...]], ...]:
    """The groups that hold a State, each with its name and its States (iso3): an order, and no statement about them."""
    belongs = {(m.country, m.scheme) for m in reference.memberships if m.status != "associate"}
    names = {scheme.code: scheme.short for scheme in reference.schemes} | dict(reference.subregions)
    place = {
        member.iso3: next((code for code in SCHEMES if (member.iso3, code) in belongs), member.subregion)
        for member in reference.members
    }
    order = (*SCHEMES, *reference.subregions)
    groups = ((names[code], tuple(iso3 for iso3, group in place.items() if group == code)) for code in order)
    return tuple((name, states) for name, states in groups if states)
