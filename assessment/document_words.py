"""Documents and evidence in words, and what can be wrong with a file that is handed in."""

from collections.abc import Mapping

from assessment.core.answers import Document, Evidence
from assessment.i18n import Language, gettext_noop

LANGUAGES: Mapping[str, str] = {
    "es": gettext_noop("Spanish"),
    "en": gettext_noop("English"),
    "pt": gettext_noop("Portuguese"),
    "fr": gettext_noop("French"),
    "nl": gettext_noop("Dutch"),
    "other": gettext_noop("Another language"),
}
PROBLEMS: Mapping[str, str] = {
    "neither_link_nor_document": gettext_noop(
        "The link must begin with https:// or http://, or be the code of a document of your country, for example E1"
    ),
    "document_unknown": gettext_noop("Your country has no document %(code)s. Add it on the page of documents first"),
    "document_repeated": gettext_noop("This same file is kept already, as document %(code)s. Use that code"),
    "document_in_use": gettext_noop(
        "Document %(code)s is evidence in %(questions)s. Take it out of those answers first"
    ),
    "too_many_documents": gettext_noop("At most %(max)s documents are accepted for one country in one round"),
    "description_missing": gettext_noop("Say briefly what the document is"),
    "language_missing": gettext_noop("Choose the language of the document"),
    "file_or_link_missing": gettext_noop("Choose a file, or write a link"),
    "file_and_link": gettext_noop(
        "There is a file and also a link. Keep one of the two; a file has to be chosen again"
    ),
    "no_room": gettext_noop(
        "The server has no room left for this file, and nothing was changed. Please tell the secretariat and try later"
    ),
    "file_kind_unknown": gettext_noop(
        "“%(name)s” is not one of the files accepted: its name must end in .pdf, .docx, .xlsx, .png or .jpg"
    ),
    "file_empty": gettext_noop("The file is empty"),
    "file_too_large": gettext_noop(
        "The file is larger than %(max)s MB, the most that is accepted. Make it smaller, or give a link to it"
    ),
    "file_is_other_kind": gettext_noop(
        "The name of the file ends in .%(extension)s, but its content is something else. "
        "Open it, save it anew as .%(extension)s and choose it again"
    ),
    "file_damaged": gettext_noop("The file is damaged or incomplete. Open it, save it anew and choose it again"),
    "file_encrypted": gettext_noop("The file is protected by a password. Save it without one and choose it again"),
    "file_macros": gettext_noop("The file contains macros. Save it without them, or as PDF, and choose it again"),
    "file_with_programs": gettext_noop(
        "The file contains a program or an embedded object. Take it out, or save the document as PDF, "
        "and choose it again"
    ),
    "file_active_content": gettext_noop(
        "The PDF contains scripts or starts programs. Print it to a new PDF and choose that one"
    ),
    "file_unpacks_too_large": gettext_noop(
        "The content of the file is far too large once it is unpacked (at most %(max)s MB). "
        "Save the document as PDF and choose that one"
    ),
    "file_too_many_parts": gettext_noop(
        "The file has too many parts (at most %(max)s). Save the document as PDF and choose that one"
    ),
    "file_unsafe_names": gettext_noop(
        "The file has parts with names that no Word or Excel file has. Open it, save it anew and choose it again"
    ),
    "file_unsafe_xml": gettext_noop(
        "The file contains definitions that no Word or Excel file needs. Open it, save it anew and choose it again"
    ),
    "image_too_large": gettext_noop(
        "The image is too large: at most %(max)s points on each side and %(pixels)s million in all are accepted"
    ),
}


def document_text(code: str, document: Document) -> str:
    """A document as it is named: ``E3: Migration law (law.pdf), article 12``."""
    named = f"{code}: {document.description}" + (f" ({document.name})" if document.name else "")
    return f"{named}, {document.page}" if document.page else named


def evidence_text(evidence: Evidence, documents: Mapping[str, Document]) -> str:
    """A piece of evidence by its description: the document it names, or the description of a link, or the link."""
    document = documents.get(evidence.link)
    if document is None:
        return evidence.description or evidence.link
    return " – ".join(filter(None, (document_text(evidence.link, document), evidence.description)))


def evidence_line(evidence: Evidence, documents: Mapping[str, Document]) -> str:
    """A piece of evidence on paper, its address written out."""
    document = documents.get(evidence.link)
    address = document.link if document else evidence.link
    said = evidence_text(evidence, documents)
    return said if said == address else " – ".join(filter(None, (said, address)))


def language_label(lang: Language, code: str) -> str:
    """The name of a document's language."""
    return lang.gettext(LANGUAGES[code])


def size_text(lang: Language, size: int) -> str:
    """The size of a file: kB below one megabyte, MB from there on."""
    kilobytes = size / 1024
    if kilobytes < 1024:
        return f"{lang.number(max(kilobytes, 1), 0)}\u00a0kB"
    return f"{lang.number(kilobytes / 1024, 1)}\u00a0MB"
