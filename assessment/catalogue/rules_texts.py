"""Rules 4, 12-17, 35 and 44: what a text may hold, whether its languages agree, and how much there is to read."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assessment.catalogue.files import Files, Section, digest
from assessment.catalogue.findings import Findings
from assessment.catalogue.reading import UNPRINTABLE, Node, check_characters, read
from assessment.catalogue.shape import Words

PLACEHOLDERS = frozenset({"partner"})  # what a page may fill in
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
HTML = re.compile(r"</?[A-Za-z][^<>]*>|<!--|&[A-Za-z]+;|&#")
LINK = re.compile(r"(?:https?://|www\.)[^\s)»”\"]+")
NUMBER = re.compile(r"[0-9]+(?:[.,\u00a0\u202f][0-9]+)*")
THOUSANDS = re.compile(r"[0-9]{1,3}(?:[.,\u00a0\u202f][0-9]{3})+")
UNIT = re.compile(r"%|\bUSD\b|US\$|€")
WORD = re.compile(r"[^\W\d_]+")
LONGEST_READING = 4000  # words of a section in one language: twenty minutes
READ_A_MINUTE = 200  # words, by somebody who weighs them
LONG = 20  # characters from which the lengths of two languages are compared
SHORTEST, LONGEST = 0.6, 1.8


def texts(files: Files, findings: Findings) -> None:
    """Run the rules about texts on every text of a version."""
    path = files.reference / "glossary.yaml"
    glossary = read(path, Findings()) if path.is_file() else None
    terms, left_over = _terms(glossary, files.languages), _left_over(glossary)
    for words in files.all_texts:
        contents(words, files.languages, PLACEHOLDERS, findings)
        _alike(words, files.languages, findings)
        for term in terms:
            term.judge(words, files.languages[0], findings)
        for language, foreign in left_over.items():
            _untranslated(words, language, foreign, findings)
    for section in files.sections:
        _translations(section, files, findings)
        _reading(section, files, findings)


def contents(words: Words, languages: tuple[str, ...], placeholders: frozenset[str], findings: Findings) -> None:
    """Rules 4, 13 and 15 on one text."""
    for language in languages:
        spoken, line = words.say(language), words.node.get(language).line
        if HTML.search(spoken):
            findings.add("html", words.file, line, words.owner, language=language)
        if UNPRINTABLE.search(spoken) or not unicodedata.is_normalized("NFC", spoken):
            check_characters(spoken, words.file, line, "", findings)
        for name in PLACEHOLDER.findall(spoken):
            if name not in placeholders:
                findings.add("placeholder_unknown", words.file, line, words.owner, name="{" + name + "}")
    _same_facts(words, languages, findings)
    plain = LINK.sub("", words.say("es"))
    for opening, closing in ("¿?", "¡!"):
        if plain.count(opening) != plain.count(closing):
            line = words.node.get("es").line
            findings.add("sign_not_opened", words.file, line, words.owner, opening=opening, closing=closing)


def _facts(spoken: str) -> dict[str, Counter[str]]:
    """What every translation must keep: placeholders, links, numbers (however punctuated) and units."""
    plain = LINK.sub("", spoken)
    numbers = (
        re.sub(r"[^0-9]", "", found) if THOUSANDS.fullmatch(found) else re.sub(r"[^0-9]", ".", found)
        for found in NUMBER.findall(plain)
    )
    return {
        "placeholders": Counter(PLACEHOLDER.findall(spoken)),
        "links": Counter(link.rstrip(".,;") for link in LINK.findall(spoken)),
        "numbers": Counter(numbers),
        "units": Counter("USD" if unit == "US$" else unit for unit in UNIT.findall(plain)),
    }


def _same_facts(words: Words, languages: tuple[str, ...], findings: Findings) -> None:
    """Rule 13."""
    first = next((language for language in languages if words.say(language)), "")
    wanted = _facts(words.say(first))
    for language in (code for code in languages if code != first and words.say(code)):
        for kind, there in _facts(words.say(language)).items():
            if there != wanted[kind]:
                findings.add(
                    f"{kind}_differ", words.file, words.node.get(language).line, words.owner,
                    first=first, other=language, only_first=_listed(wanted[kind] - there),
                    only_other=_listed(there - wanted[kind]),
                )  # fmt: skip


def _listed(counter: Counter[str]) -> str:
    return ", ".join(sorted(counter.elements())) or "–"


def _alike(words: Words, languages: tuple[str, ...], findings: Findings) -> None:
    """Rules 12 and 16: a translation is neither a copy nor of a quite different length."""
    source = words.say(languages[0]).strip()
    for language in languages[1:]:
        target, line = words.say(language).strip(), words.node.get(language).line
        if not source or not target:
            continue
        if source == target and len(source.split()) > 3:
            findings.add("not_translated", words.file, line, words.owner, first=languages[0], other=language)
        ratio = len(target) / len(source)
        if max(len(source), len(target)) >= LONG and not SHORTEST <= ratio <= LONGEST:
            findings.add("lengths_differ", words.file, line, words.owner, percent=round(100 * ratio), other=language)


# --- rule 14 --------------------------------------------------------------------------------


def source_hash(texts: Iterable[Words], language: str) -> str:
    """The 16 hexadecimal digits that say which words of ``language`` a translation was made from."""
    return digest([words.say(language) for words in texts])[:16]


def _translations(section: Section, files: Files, findings: Findings) -> None:
    """Rule 14: each translation was confirmed against the words that stand there now."""
    severity = "error" if files.index.get("status").words == "published" else "warning"
    stated = section.node.get("translation")
    for language in dict.fromkeys((*files.languages[1:], *map(str, stated.entries))):
        source = next((code for code in files.languages if code != language), "")
        if not source or language not in files.languages:
            continue
        now, then = source_hash(section.texts, source), stated.get(language).get("source_hash")
        if then.words != now:
            code = "translation_out_of_date" if then.words else "translation_not_confirmed"
            facts = {"language": language, "hash": now}
            findings.add_as(severity, code, section.file, then.line, section.node.get("domain").words, facts)


# --- rule 17 --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the first language, and the patterns that find it and its accepted translations."""

    name: str
    language: str
    named: re.Pattern[str]
    translated: re.Pattern[str]

    def judge(self, words: Words, source: str, findings: Findings) -> None:
        """Rule 17 for this term in one text."""
        translation = words.say(self.language)
        if translation and self.named.search(words.say(source)) and not self.translated.search(translation):
            line = words.node.get(self.language).line
            facts = {"term": self.name, "language": self.language}
            findings.add("term_translated_otherwise", words.file, line, words.owner, **facts)


def _terms(glossary: Node | None, languages: tuple[str, ...]) -> list[Term]:
    """The terms of reference/glossary.yaml; none where there is no such file (rule 0 judges it)."""
    terms = []
    for entry in glossary.get("terms").items if glossary else []:
        names = [item.words for item in entry.get(languages[0]).items if item.words]
        for language in languages[1:]:
            accepted = [_inflected(item.words) for item in entry.get(language).items if item.words]
            if names and accepted:
                named = "|".join(rf"\b{re.escape(name)}(?:s|es)?\b" for name in names)
                patterns = (re.compile(pattern, re.IGNORECASE) for pattern in (named, "|".join(accepted)))
                terms.append(Term(names[0], language, *patterns))
    return terms


def _inflected(term: str) -> str:
    """A pattern for a term in the plural or the other gender, or with a few words between its own."""
    words = re.findall(r"\w+", term)
    stems = (word[:-2] if len(word) > 5 else word[:-1] if len(word) > 3 else word for word in words)
    return r"\b" + r"(?:\W+\w+){0,4}?\W+".join(rf"{re.escape(stem)}\w*" for stem in stems)


# --- rules 35 and 44 ------------------------------------------------------------------------


def _left_over(glossary: Node | None) -> dict[str, frozenset[str]]:
    """By language the words that a text in it does not have, from reference/glossary.yaml."""
    listed = glossary.get("left_over").entries.items() if glossary else ()
    return {str(language): frozenset(item.words for item in node.items) for language, node in listed}


def _untranslated(words: Words, language: str, foreign: frozenset[str], findings: Findings) -> None:
    """Rule 44: words of another language left in a translation; names in capitals are no words."""
    spoken = WORD.findall(LINK.sub("", words.say(language)))
    found = {word.lower() for word in spoken if not (word.isupper() and len(word) > 1)} & foreign
    if found:
        line = words.node.get(language).line
        facts = {"language": language, "words": ", ".join(sorted(found))}
        findings.add("word_left_over", words.file, line, words.owner, **facts)


def _reading(section: Section, files: Files, findings: Findings) -> None:
    """Rule 35: what a respondent has to read on the page of a section; advice is not on it."""
    advice = {
        id(stem)
        for indicator in section.node.get("indicators").items
        for stem in indicator.get("advice").entries.values()
    }
    read_there = [words for words in section.texts if id(words.node) not in advice]
    domain = section.node.get("domain")
    for language in files.languages:
        count = sum(len(words.say(language).split()) for words in read_there)
        if count > LONGEST_READING:
            facts = {"words": count, "most": LONGEST_READING, "minutes": round(count / READ_A_MINUTE)}
            findings.add("reading_too_long", section.file, domain.line, domain.words, language=language, **facts)
