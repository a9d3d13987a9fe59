"""Settings from the environment, read once at start."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUESTIONNAIRES = Path(os.environ.get("ASSESSMENT_QUESTIONNAIRES") or ROOT / "questionnaires")
CURRENT_QUESTIONNAIRE = QUESTIONNAIRES / "consular-cooperation" / "2026"
DEMONSTRATION_QUESTIONNAIRES = QUESTIONNAIRES / "demonstration"
EARLIER_QUESTIONNAIRE = DEMONSTRATION_QUESTIONNAIRES / "consular-cooperation" / "2024"
"""The invented earlier variant under which the demonstration's first round was answered."""
CURRENT_CIVIL_QUESTIONNAIRE = QUESTIONNAIRES / "civil-society" / "2026"
REFERENCE = QUESTIONNAIRES / "reference"
MIGRATIONS = ROOT / "migrations"
DEFAULT_ADDRESS = "http://127.0.0.1:8000"
"""Where the embedded tool answers unless it is told otherwise."""


DATABASES = ("sqlite", "postgresql+psycopg")


class SettingInvalid(RuntimeError):
    """A setting is missing or cannot be used; the message says which, in both languages."""


@dataclass(frozen=True)
class Smtp:
    """The server that takes our mail; ``security`` is starttls, tls (from the first byte) or none."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = "starttls"


SMTP_PORTS = {"starttls": 587, "tls": 465, "none": 25}
"""How the way to the mail server is secured, each with its usual port."""


@dataclass(frozen=True)
class Settings:
    """Where the tool keeps its data, and how it is served.

    ``production`` (ASSESSMENT_ENV=production) demands a SECRET_KEY and secure
    cookies; the embedded tool keeps its own secrets in files that only their
    owner can read. ``address`` is where people reach the tool, for links that
    are handed over; empty, pages name the address they were asked under.
    Mail goes to the server ``smtp``; without one it is written into a folder,
    but in production not at all.
    """

    instance: Path
    database_url: str
    secret_key: str
    password_salt: str
    production: bool = False
    address: str = ""
    smtp: Smtp | None = None

    @property
    def mail_folder(self) -> Path | None:
        """Where mail is written instead of being sent."""
        return None if self.smtp or self.production else self.instance / "mail"

    @property
    def evidence(self) -> Path:
        """The folder of the files that countries hand in as evidence; never served as such."""
        return self.instance / "evidence"

    @property
    def demonstration_password_file(self) -> Path:
        """Where the password of the demonstration accounts is kept."""
        return self.instance / "demonstration-password"


def kept_secret(path: Path) -> str:
    """The secret in this file; made at random, readable by its owner only, when there is none.

    SettingInvalid when the folder or the file cannot be used.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(32))
        return path.read_text().strip()
    except OSError as error:
        raise SettingInvalid(
            f"{path} cannot be read or written ({error.strerror}). Name another folder in ASSESSMENT_INSTANCE. / "
            f"No se puede leer o escribir {path} ({error.strerror}). Indique otra carpeta en ASSESSMENT_INSTANCE."
        ) from error


def database_address(url: str) -> str:
    """The address with its driver named: ``postgres://`` and ``postgresql://`` both mean PostgreSQL through psycopg.

    Raises SettingInvalid for any other kind of database.
    """
    scheme, separator, rest = url.strip().partition("://")
    if scheme in ("postgres", "postgresql"):
        scheme = "postgresql+psycopg"
    if scheme not in DATABASES or not separator:
        raise SettingInvalid(
            "DATABASE_URL must begin with postgresql:// or sqlite:/// (as in postgresql://user:password@host/name). / "
            "DATABASE_URL debe comenzar con postgresql:// o sqlite:/// (como en postgresql://usuario:clave@host/nombre)."
        )
    return f"{scheme}://{rest}"


def read_smtp(environ: Mapping[str, str]) -> Smtp | None:
    """The mail server this environment names, if it does; raises SettingInvalid for half a description of one."""
    host, sender = environ.get("ASSESSMENT_SMTP_HOST", ""), environ.get("ASSESSMENT_SMTP_FROM", "")
    if not host:
        return None
    security = environ.get("ASSESSMENT_SMTP_TLS") or "starttls"
    port = environ.get("ASSESSMENT_SMTP_PORT") or str(SMTP_PORTS.get(security, ""))
    if not sender or security not in SMTP_PORTS or not (port.isdecimal() and 0 < int(port) < 65536):
        raise SettingInvalid(
            "ASSESSMENT_SMTP_HOST needs ASSESSMENT_SMTP_FROM (an e-mail address); ASSESSMENT_SMTP_TLS is starttls, tls "
            "or none, ASSESSMENT_SMTP_PORT a number. / "
            "ASSESSMENT_SMTP_HOST requiere ASSESSMENT_SMTP_FROM (una dirección de correo); ASSESSMENT_SMTP_TLS es "
            "starttls, tls o none, y ASSESSMENT_SMTP_PORT, un número."
        )
    user, password = environ.get("ASSESSMENT_SMTP_USER", ""), environ.get("ASSESSMENT_SMTP_PASSWORD", "")
    return Smtp(host, int(port), sender, user, password, security)


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings this environment asks for.

    Raises SettingInvalid when production lacks its secrets, for a
    DATABASE_URL that names neither SQLite nor PostgreSQL, or for a mail server
    that is described by halves.
    """
    instance = Path(environ.get("ASSESSMENT_INSTANCE", ROOT / "instance")).resolve()
    production = environ.get("ASSESSMENT_ENV") == "production"
    if production:
        missing = [name for name in ("SECRET_KEY", "PASSWORD_SALT", "DATABASE_URL") if not environ.get(name)]
        if missing:
            raise SettingInvalid(
                f"Set {', '.join(missing)}: production has no defaults for them. / "
                f"Defina {', '.join(missing)}: en producción no tienen valores predeterminados."
            )
    return Settings(
        instance=instance,
        database_url=database_address(environ.get("DATABASE_URL") or f"sqlite:///{instance / 'assessment.sqlite3'}"),
        secret_key=environ.get("SECRET_KEY") or kept_secret(instance / "secret-key"),
        password_salt=environ.get("PASSWORD_SALT") or kept_secret(instance / "password-salt"),
        production=production,
        address=environ.get("ASSESSMENT_ADDRESS", "").rstrip("/"),
        smtp=read_smtp(environ),
    )
