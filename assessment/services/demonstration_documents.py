"""Demonstration documents: small PDF files, made here and marked as such, and links, as evidence of drawn answers."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from sqlalchemy.orm import Session

from assessment.core.answers import AnswerSheet, Document, Evidence
from assessment.services.documents import add_file, add_link
from assessment.storage.models import Round

MARK = ("DATOS DE DEMOSTRACIÓN, sorteados al azar, no son reales", "DEMONSTRATION DATA, drawn at random, not real")
KEPT: Mapping[str, tuple[Document, ...]] = {
    "PER": (
        Document("Ley de ejemplo sobre protección consular", "es", "art. 12", name="ley-de-ejemplo.pdf"),
        Document("Memoria anual de ejemplo", "es", "p. 34", name="memoria-anual-de-ejemplo.pdf"),
        Document("Portal de ejemplo de trámites consulares", "es", link="https://example.org/tramites"),
    ),
    "ARG": (Document("Protocolo de ejemplo para casos urgentes", "es", "p. 5", name="protocolo-de-ejemplo.pdf"),),
    "TTO": (Document("Example handbook for consular staff", "en", "chapter 3", name="example-handbook.pdf"),),
}
"""The documents of those who have some."""


def with_documents(
    session: Session, found: Round, iso3: str, sheet: AnswerSheet, folder: Path, user_id: int | None
) -> AnswerSheet:
    """Keep the documents of a country that has some; its sheet, the evidence in it naming them in turn."""
    codes = [_keep(session, found, iso3, told, folder, user_id) for told in KEPT.get(iso3, ())]
    if not codes:
        return sheet
    answers, at = dict(sheet.answers), 0
    for key, answer in sheet.answers.items():
        if answer.evidence and "#" not in key and at < 2 * len(codes):  # the others keep the link that was drawn
            answers[key] = replace(answer, evidence=(Evidence(codes[at % len(codes)]),))
            at += 1
    return AnswerSheet(answers, sheet.partners)


def _keep(session: Session, found: Round, iso3: str, told: Document, folder: Path, user_id: int | None) -> str:
    if told.link:
        return add_link(session, found, iso3, told, user_id)
    file = BytesIO(pdf((*MARK, f"{iso3}: {told.description}")))
    return add_file(session, found, iso3, told, file, folder, user_id)


def pdf(lines: tuple[str, ...]) -> bytes:
    """A PDF of one page with these lines."""
    shown = "".join(f"({_escaped(line)}) Tj T* " for line in lines)
    drawn = f"BT /F1 14 Tf 20 TL 60 760 Td {shown}ET".encode("cp1252", "replace")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(b"%010d 00000 n \n" % len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, b"".join(places))
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(written))
    return written + table + trailer


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
