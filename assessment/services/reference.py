"""Bringing the reference data of the files into the database."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from assessment.catalogue import Reference
from assessment.storage.models import Country, Membership, Scheme


def load_reference_data(session: Session, reference: Reference) -> None:
    """Write member States, schemes and memberships as the files have them, over what is there already."""
    for member in reference.members:
        session.merge(
            Country(
                iso3=member.iso3,
                iso2=member.iso2,
                name=dict(member.name),
                official_name=dict(member.official),
                subregion=member.subregion,
                languages=list(member.languages),
                number_style=member.number_style,
                time_zone=member.time_zone,
                tile_row=member.tile.row,
                tile_column=member.tile.col,
            )
        )
    for scheme in reference.schemes:
        session.merge(Scheme(code=scheme.code, short_name=dict(scheme.short), name=dict(scheme.name), kind=scheme.kind))
    session.flush()
    session.execute(delete(Membership))
    session.add_all(
        Membership(
            scheme_code=membership.scheme,
            iso3=membership.country,
            status=membership.status,
            since=membership.since,
            sources=list(membership.source),
            verified=membership.verified,
            note=dict(membership.note) if membership.note else None,
        )
        for membership in reference.memberships
    )
    session.flush()
