"""People and their roles. The one module of this room that may import flask_security."""

import unicodedata
from datetime import datetime
from typing import Any

from flask_security.core import RoleMixin, UserMixin
from flask_security.utils import hash_password
from sqlalchemy import Boolean, Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.storage.civil_society import Organisation, organisation_account
from assessment.storage.models import Base, Country

user_role = Table(
    "user_role",
    Base.metadata,
    Column("user_id", ForeignKey("user.id"), primary_key=True),
    Column("role_id", ForeignKey("role.id"), primary_key=True),
)


class Role(Base, RoleMixin):
    """What a person may do; the rights of each role are listed in ``services.accounts``."""

    __tablename__ = "role"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)


class User(Base, UserMixin):
    """A person who signs in.

    ``iso3`` is the one country a focal point, contributor or officer answers
    for; ``organisation`` the one that a civil-society account answers for.
    ``time_zone`` is an IANA name, None for the one of the country.
    """

    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(Boolean)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    iso3: Mapped[str | None] = mapped_column(ForeignKey("country.iso3"))
    language: Mapped[str] = mapped_column(String(5))
    time_zone: Mapped[str | None] = mapped_column(String(40))
    country: Mapped[Country | None] = relationship(lazy="joined")
    organisation: Mapped[Organisation | None] = relationship(secondary=organisation_account, lazy="joined")
    roles: Mapped[list[Role]] = relationship(secondary=user_role, lazy="selectin")  # type: ignore[assignment]

    def get_security_payload(self) -> dict[str, Any]:
        """Nothing about a person leaves through the library's JSON answers."""
        return {}


class Invitation(Base):
    """The one link under which a person may choose a password; of its random token only the SHA-256 is kept."""

    __tablename__ = "invitation"
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """A failed sign-in, for throttling; ``subject`` is a hashed address of account or client."""

    __tablename__ = "sign_in_attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime]


def hashed(password: str) -> str:
    """The argon2 hash under which this password is stored; needs the running application.

    NFKD, as Flask-Security normalises what is typed at sign-in: an accent may
    reach us as one character or as two.
    """
    return hash_password(unicodedata.normalize("NFKD", password))
