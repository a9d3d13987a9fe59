"""How an answer was changed, in the reader's words."""

from collections.abc import Mapping

from assessment.i18n import Language, gettext_noop

WAYS: Mapping[str, str] = {
    "web": gettext_noop("On the web"),
    "excel": gettext_noop("From an Excel workbook"),
    "pre_fill": gettext_noop("Filled in from an offer and saved"),
    "clarification": gettext_noop("In answer to a request for clarification"),
    "restored": gettext_noop("An earlier value restored"),
    "demonstration": gettext_noop("Demonstration data"),
}


def way_text(lang: Language, way: str) -> str:
    """The way by which a change came; a way this version does not know is shown by its code."""
    return lang.gettext(WAYS[way]) if way in WAYS else way
