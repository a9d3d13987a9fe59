"""The sentences in which results are told: ``findings.yaml`` beside a questionnaire version, checked and built."""

from collections.abc import Mapping
from pathlib import Path

from assessment.catalogue import shape
from assessment.catalogue.building import read_text
from assessment.catalogue.files import Files, read_version
from assessment.catalogue.findings import Finding, Findings, QuestionnaireInvalid
from assessment.catalogue.reading import Node, read
from assessment.catalogue.rules_texts import contents
from assessment.catalogue.shape import number, record, text, word
from assessment.core.questionnaire import Text
from assessment.core.sentences import COUNTED, FACTS, FORMS, FROM_TWO, OTHER, Sentences, Template

NAME = "findings.yaml"


def _sentence(template: Template) -> shape.Shape:
    """A text, or one a form where the sentence counts."""
    if template not in COUNTED:
        return text
    due = [OTHER] if template in FROM_TWO else ["one", OTHER]
    return record(dict.fromkeys(due, text), dict.fromkeys((form for form in FORMS if form not in due), text))


SHAPE = record(
    {
        "edition": word(shape.VERSION, '"1.0"'),
        "band": word(),
        "fewest": number(2, 99, whole=True),
        "sentences": record({str(template): _sentence(template) for template in Template}),
    }
)


def check_sentences(path: Path | str) -> list[Finding]:
    """All problems of the sentences beside a version (``path``: its folder), by line."""
    return list(_judged(Path(path))[1])


def load_sentences(path: Path | str) -> Sentences:
    """The sentences beside a version (``path``: its folder); QuestionnaireInvalid, with all findings, on errors.

    A version without the file has no sentences: that is an error too.
    """
    root, findings = _judged(Path(path))
    if any(finding.severity == "error" for finding in findings):
        raise QuestionnaireInvalid(findings)
    return Sentences(
        edition=root.get("edition").words,
        band=root.get("band").words,
        fewest=int(root.get("fewest").number or 0),
        words={template: _forms(root.get("sentences").get(template)) for template in Template},
    )


def _forms(sentence: Node) -> Mapping[str, Text]:
    """The forms of a sentence; one without a count has only ``other``."""
    if OTHER in sentence.entries:
        return {str(form): read_text(node) for form, node in sentence.entries.items()}
    return {OTHER: read_text(sentence)}


def _judged(folder: Path) -> tuple[Node, tuple[Finding, ...]]:
    """The file as far as it can be read, and all that is wrong with it; the version has checks of its own."""
    findings, name = Findings(), str(folder / NAME)
    version = read_version(folder, Findings())
    root = read(folder / NAME, findings) or Node(1, {}, there=False)
    if root.there:
        walk = shape.Walk(name, findings, version.languages)
        SHAPE(root, walk)
        owners = _owners(root.get("sentences"))
        for words in walk.texts:
            template = owners.get(id(words.node))
            allowed = FACTS[template] if template is not None else frozenset[str]()
            contents(words, version.languages, allowed, findings)
        _band_known(root.get("band"), version, name, findings)
    return root, findings.sorted()


def _owners(sentences: Node) -> dict[int, Template]:
    """The template that every text belongs to, by the identity of its node."""
    known = [(Template(str(key)), node) for key, node in sentences.entries.items() if str(key) in list(Template)]
    return {id(node): t for t, sentence in known for node in (sentence, *sentence.entries.values())}


def _band_known(band: Node, version: Files, file: str, findings: Findings) -> None:
    codes = [node.get("code").words for node in version.index.get("method").get("bands").items]
    if codes and band.words and band.words not in codes:
        findings.add("reference_unknown", file, band.line, value=band.words, list="bands")
