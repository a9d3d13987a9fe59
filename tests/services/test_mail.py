"""Mail: over SMTP as the settings say, into a folder in development, and never lost in silence."""

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from assessment.config import SettingInvalid, Settings, Smtp, read_smtp
from assessment.services import mail
from assessment.services.mail import Delivery, MailFailed


class Server(socketserver.ThreadingTCPServer):
    """A mail server that takes everything, but for what goes to ``refused@example.org``."""

    allow_reuse_address, daemon_threads = True, True
    taken: list[bytes]


class Talk(socketserver.StreamRequestHandler):
    """As much of SMTP as a client without secrets needs."""

    server: Server

    def handle(self) -> None:
        """Greet, then answer line by line."""
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                self.server.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.wfile.write(b"250 taken\r\n")
            elif line.upper().startswith(b"QUIT"):
                self.wfile.write(b"221 bye\r\n")
            else:
                self.wfile.write(b"550 no such person\r\n" if b"refused@" in line else b"250 yes\r\n")


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Talk) as serving:
        serving.taken = []
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield serving
        serving.shutdown()


def settings(folder: Path, port: int | None = None, *, production: bool = False) -> Settings:
    smtp = Smtp("127.0.0.1", port, "sela@example.org", security="none") if port else None
    return Settings(folder, "sqlite:///", "tests only", "tests only", production, smtp=smtp)


def test_a_message_reaches_the_server_whole(server: Server, tmp_path: Path) -> None:
    message = mail.compose("ana@example.org", "Autoevaluación", "Señora Núñez:\n\nhttps://example.org/es/x\n")
    assert mail.send(settings(tmp_path, server.server_address[1]), message) is Delivery.SENT
    taken = message_from_bytes(server.taken[0], policy=default)
    assert (taken["From"], taken["To"], taken["Subject"]) == ("sela@example.org", "ana@example.org", "Autoevaluación")
    assert "Señora Núñez:" in taken.get_content()
    assert list(tmp_path.iterdir()) == []


def test_a_refused_message_and_a_server_that_does_not_answer_are_told(server: Server, tmp_path: Path) -> None:
    with pytest.raises(MailFailed):
        mail.send(settings(tmp_path, server.server_address[1]), mail.compose("refused@example.org", "x", "y"))
    assert server.taken == []
    with pytest.raises(MailFailed):
        mail.send(settings(tmp_path, 9), mail.compose("ana@example.org", "x", "y"))


def test_a_server_that_cannot_secure_the_way_gets_nothing(server: Server, tmp_path: Path) -> None:
    secured = Smtp("127.0.0.1", server.server_address[1], "sela@example.org", "user", "secret", "starttls")
    told = Settings(tmp_path, "sqlite:///", "tests only", "tests only", smtp=secured)
    with pytest.raises(MailFailed):
        mail.send(told, mail.compose("ana@example.org", "x", "y"))
    assert server.taken == []
    assert "secret" not in repr(told.smtp)


def test_in_development_it_goes_into_a_folder_and_in_production_without_a_server_nowhere(tmp_path: Path) -> None:
    assert mail.send(settings(tmp_path), mail.compose("ana@example.org", "Á", "texto")) is Delivery.FILED
    [file] = (tmp_path / "mail").iterdir()
    assert message_from_bytes(file.read_bytes(), policy=default)["Subject"] == "Á"
    assert file.stat().st_mode & 0o777 == 0o600
    told = mail.send(settings(tmp_path, production=True), mail.compose("ana@example.org", "x", "y"))
    assert told is Delivery.NOT_SET_UP
    assert len(list((tmp_path / "mail").iterdir())) == 1


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file, not a folder")
    with pytest.raises(MailFailed):
        mail.send(settings(tmp_path), mail.compose("ana@example.org", "x", "y"))


HOST = {"ASSESSMENT_SMTP_HOST": "mail.example.org", "ASSESSMENT_SMTP_FROM": "sela@example.org"}


def test_the_settings_name_the_server() -> None:
    assert read_smtp({}) is None
    assert read_smtp(HOST) == Smtp("mail.example.org", 587, "sela@example.org")
    assert read_smtp({**HOST, "ASSESSMENT_SMTP_TLS": "tls"}).port == 465
    more = {"ASSESSMENT_SMTP_PORT": "2525", "ASSESSMENT_SMTP_USER": "u", "ASSESSMENT_SMTP_PASSWORD": "p"}
    assert read_smtp({**HOST, **more}) == Smtp("mail.example.org", 2525, "sela@example.org", "u", "p")


@pytest.mark.parametrize(
    "wrong", [{"ASSESSMENT_SMTP_FROM": ""}, {"ASSESSMENT_SMTP_TLS": "ssl"}, {"ASSESSMENT_SMTP_PORT": "x"}]
)
def test_a_server_described_by_halves_is_refused_in_both_languages(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingInvalid, match=r"needs ASSESSMENT_SMTP_FROM.* / .*requiere"):
        read_smtp({**HOST, **wrong})
