"""Plain mail: handed to the server the settings name, or written into a folder where there is none."""

import smtplib
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import localtime, make_msgid
from enum import StrEnum
from secrets import token_hex

from assessment.config import Settings, Smtp

SECONDS = 10
"""How long the mail server may take to answer; somebody waits for the page meanwhile."""
FOLDER_SENDER = "assessment@localhost"


class MailFailed(RuntimeError):
    """The server did not take the mail; what it was about must reach the person in another way."""


class Delivery(StrEnum):
    """What became of a mail: handed to the server, written into the folder, or neither for want of settings."""

    SENT = "sent"
    FILED = "filed"
    NOT_SET_UP = "not_set_up"


def compose(to: str, subject: str, text: str) -> EmailMessage:
    """A plain message to one person."""
    message = EmailMessage(policy=SMTPUTF8)
    message["To"], message["Subject"] = to, subject
    message["Date"], message["Message-ID"] = localtime(), make_msgid(domain="assessment")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def send(settings: Settings, message: EmailMessage) -> Delivery:
    """Send a message, or write it into the folder; raises MailFailed.

    Call it once the transaction is committed: a mail cannot be taken back.
    """
    try:
        if settings.smtp is not None:
            _hand_over(settings.smtp, message)
            return Delivery.SENT
        if settings.mail_folder is None:
            return Delivery.NOT_SET_UP
        message["From"] = FOLDER_SENDER
        settings.mail_folder.mkdir(parents=True, exist_ok=True)
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{token_hex(4)}.eml"
        file = settings.mail_folder / name
        file.touch(mode=0o600)  # links to choose a password stand in it
        file.write_bytes(message.as_bytes())
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        raise MailFailed(str(error)) from error
    return Delivery.FILED


def _hand_over(smtp: Smtp, message: EmailMessage) -> None:
    message["From"] = smtp.sender
    context = ssl.create_default_context()
    with (
        smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=SECONDS, context=context)
        if smtp.security == "tls"
        else smtplib.SMTP(smtp.host, smtp.port, timeout=SECONDS) as server
    ):
        if smtp.security == "starttls":
            server.starttls(context=context)
        if smtp.user:
            server.login(smtp.user, smtp.password)
        server.send_message(message)
