"""Rules 39-41 and 45: short labels that fit, what a section asked once per partner State needs, known facts offered."""

from collections.abc import Mapping

from assessment.catalogue.files import Files, Part
from assessment.catalogue.findings import Findings
from assessment.catalogue.reading import Node, read
from assessment.catalogue.rules_answers import LEVELS, distinct
from assessment.catalogue.rules_conditions import tests_of

LONGEST_LABEL = 45  # characters of a level in a list to choose from
LONGEST_TITLE = 22  # characters of an indicator at the head of a column
PLACEHOLDER = "{partner}"


def partners(files: Files, findings: Findings) -> None:
    """Run the rules about short labels and sections asked per partner."""
    for indicator in files.indicators:
        _fits(indicator, indicator.node.get("short_title"), LONGEST_TITLE, files, findings)
        if _domain_of(indicator) in files.per_partner:
            _rests_on_a_ladder(indicator, findings)
    for question in files.questions:
        _short_labels(question, files, findings)
        _mirror(question, files, findings)
    _same_row(files, findings)
    _instruments(files, findings)
    _offers(files, findings)
    _placeholders(files, findings)


def _offers(files: Files, findings: Findings) -> None:
    """Rule 45: an offer is about an option, and about a scheme of the reference data."""
    path = files.reference / "schemes.yaml"
    root = read(path, Findings()) if path.is_file() else None
    schemes = {scheme.get("code").words for scheme in root.get("schemes").items} if root else set()
    for question in files.questions:
        for option, scheme in question.node.get("offered").entries.items():
            if option not in question.node.get("options").entries or scheme.words not in schemes:
                _add("offer_unknown", question, scheme, findings, option=option, scheme=scheme.words)


def _add(code: str, part: Part, node: Node, findings: Findings, /, **facts: object) -> None:
    findings.add(code, part.file, node.key_line or node.line, part.id, **facts)


def _domain_of(part: Part) -> str:
    """The id of the domain a part belongs to."""
    while part.parent is not None:
        part = part.parent
    return part.id


# --- rule 39 --------------------------------------------------------------------------------


def _fits(part: Part, text: Node, most: int, files: Files, findings: Findings) -> None:
    for language in files.languages:
        words = text.get(language)
        if len(words.words) > most:
            facts = {"language": language, "length": len(words.words), "most": most}
            findings.add("label_too_long", part.file, words.line, part.id, **facts)


def _short_labels(question: Part, files: Files, findings: Findings) -> None:
    short = question.node.get("short")
    if short.entries and set(short.entries) != set(LEVELS):
        _add("short_levels_differ", question, short, findings)
    distinct(question, short, files.languages, "level_repeated", findings)
    for label in short.entries.values():
        _fits(question, label, LONGEST_LABEL, files, findings)


# --- rule 40 --------------------------------------------------------------------------------


def _rests_on_a_ladder(indicator: Part, findings: Findings) -> None:
    """The ladder is the main question, and the details are not scored: a column shows levels."""
    questions = indicator.node.get("questions").items
    mains = [question for question in questions if question.get("score").get("part").words == "main"]
    if not mains or mains[0].get("type").words != "ladder":
        at = mains[0].get("type") if mains else indicator.node.get("id")
        _add("partner_main_not_ladder", indicator, at, findings)
    for question in questions:
        if question.get("score").there and question not in mains:
            score = question.get("score")
            findings.add("partner_detail_scored", indicator.file, score.key_line, question.get("id").words)


def _same_row(files: Files, findings: Findings) -> None:
    """A condition reads within the row of one partner, or wholly outside such rows."""
    homes = {question.id: _domain_of(question) for question in files.questions}
    for question in files.questions:
        for test in tests_of(question.node.get("show_when")):
            source, home = homes.get(test.get("q").words), homes[question.id]
            if source is not None and source != home and {source, home} & files.per_partner:
                _add("source_of_another_row", question, test.get("q"), findings, source=test.get("q").words)


def _instruments(files: Files, findings: Findings) -> None:
    """The instruments offered exist, and only a section asked per partner offers any."""
    known = _known_instruments(files)
    for domain in files.domains:
        offer = domain.node.get("instruments")
        if offer.there and domain.id not in files.per_partner:
            _add("only_per_partner", domain, offer, findings, key="instruments")
        seen: set[str] = set()
        for code in offer.get("offered").items:
            if code.words and (code.words not in known or code.words in seen):
                findings.add("instrument_unknown", domain.file, code.line, domain.id, instrument=code.words)
            seen.add(code.words)


def _known_instruments(files: Files) -> frozenset[str]:
    """The codes of reference/instruments.yaml; none where there is no such file (rule 0 judges it)."""
    path = files.reference / "instruments.yaml"
    root = read(path, Findings()) if path.is_file() else None
    return frozenset(entry.get("code").words for entry in root.get("instruments").items) if root else frozenset()


def _placeholders(files: Files, findings: Findings) -> None:
    """{partner} is filled in questions asked per partner, and nowhere else."""
    named = {question.id for question in files.questions if _domain_of(question) in files.per_partner}
    for words in files.all_texts:
        for language in files.languages:
            if PLACEHOLDER in words.say(language) and words.owner not in named:
                line = words.node.get(language).line
                findings.add("only_per_partner", words.file, line, words.owner, key=PLACEHOLDER)


# --- rule 41 --------------------------------------------------------------------------------


def _mirror(question: Part, files: Files, findings: Findings) -> None:
    """What the partner should answer leads back to what was answered; an option not named mirrors itself."""
    mirror, options = question.node.get("mirror"), question.node.get("options").entries
    if mirror.there and _domain_of(question) not in files.per_partner:
        _add("only_per_partner", question, mirror, findings, key="mirror")
    other: Mapping[object, object] = {code: node.words for code, node in mirror.entries.items()}
    for code, node in mirror.entries.items():
        unknown = [choice for choice in (code, node.words) if choice and choice not in options]
        for choice in unknown:
            _add("mirror_of_no_option", question, node, findings, choice=choice)
        if not unknown and other.get(node.words, node.words) != code:
            _add("mirror_one_way", question, node, findings, choice=code)
