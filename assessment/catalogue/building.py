"""From checked trees to the frozen questionnaire of assessment.core."""

from collections.abc import Mapping

from assessment.catalogue.files import Files, Section
from assessment.catalogue.reading import Node
from assessment.core.answers import NONE_OF_THESE
from assessment.core.changes import Change, ChangeKind
from assessment.core.civil_society import CivilQuestionnaire, Item, ItemSection
from assessment.core.conditions import All, Any, Condition, Not, Test
from assessment.core.questionnaire import (
    Band,
    Domain,
    EvidenceRule,
    Indicator,
    Kind,
    Limits,
    Method,
    Option,
    Part,
    Question,
    Questionnaire,
    Role,
    ScoreBand,
    Text,
    Threshold,
)

# The labels of yes/no questions, which no file repeats; SELA's official languages.
YES_NO_LABELS = {
    "yes": {"en": "Yes", "es": "Sí", "fr": "Oui", "pt": "Sim"},
    "no": {"en": "No", "es": "No", "fr": "Non", "pt": "Não"},
}
DEFAULT_SHARE = 1  # of the possible points, for each option of "several"


def build(files: Files) -> Questionnaire:
    """The questionnaire of files in which no error was found."""
    index = files.index
    meaning_hash, texts_hash = files.hashes()
    points = {str(level): _number(node) for level, node in index.get("method").get("ladder_points").entries.items()}
    return Questionnaire(
        slug=index.get("slug").words,
        version=index.get("version").words,
        text_revision=int(_number(index.get("text_revision"))),
        languages=files.languages,
        title=read_text(index.get("title")),
        introduction=read_text(index.get("introduction")),
        method=_method(index.get("method")),
        domains=tuple(_domain(section, files.languages, points) for section in files.sections),
        themes={str(code): read_text(node) for code, node in index.get("themes").entries.items()},
        meaning_hash=meaning_hash,
        texts_hash=texts_hash,
        changes=tuple(map(_change, (*(node for _, node in files.changes), *index.get("changes").items))),
    )


def build_civil(files: Files) -> CivilQuestionnaire:
    """The civil-society questionnaire of files in which no error was found."""
    index = files.index
    meaning_hash, texts_hash = files.hashes()
    scale = tuple(
        Option(step.get("code").words, read_text(step.get("label")), _number(step.get("points")))
        for step in index.get("scale").items
    )
    return CivilQuestionnaire(
        slug=index.get("slug").words,
        version=index.get("version").words,
        text_revision=int(_number(index.get("text_revision"))),
        languages=files.languages,
        title=read_text(index.get("title")),
        introduction=read_text(index.get("introduction")),
        mapped_to=files.mapped_to,
        method_version=index.get("method").get("version").words,
        fewest=int(_number(index.get("method").get("fewest_organisations"))),
        sections=tuple(_item_section(section.node, scale) for section in files.sections),
        meaning_hash=meaning_hash,
        texts_hash=texts_hash,
    )


def _item_section(node: Node, scale: tuple[Option, ...]) -> ItemSection:
    return ItemSection(
        slug=node.get("slug").words,
        title=read_text(node.get("title")),
        introduction=read_text(node.get("introduction")),
        items=tuple(_item(item, scale) for item in node.get("items").items),
    )


def _item(node: Node, scale: tuple[Option, ...]) -> Item:
    question = Question(
        id=node.get("id").words,
        kind=Kind.ONE,
        ask=read_text(node.get("ask")),
        help=read_text_or_none(node.get("help")),
        options=scale,
        minutes=_number(node.get("minutes"), 1),
    )
    return Item(question, tuple(indicator.words for indicator in node.get("indicators").items))


def read_text(node: Node) -> Text:
    """The words of a text by language."""
    return {str(language): words.words for language, words in node.entries.items()}


def read_text_or_none(node: Node) -> Text | None:
    """The words of a text that may be absent."""
    return read_text(node) if node.there else None


def _change(node: Node) -> Change:
    return Change(
        node.get("version").words,
        node.get("id").words,
        ChangeKind(node.get("kind").words),
        node.get("descends_from").words or None,
    )


def _number(node: Node, default: float = 0) -> float:
    number = node.number
    return default if number is None else number


def _method(node: Node) -> Method:
    def threshold(level: str) -> Threshold:
        found = node.get("thresholds").get(level)
        return Threshold(_number(found.get("share")), found.get("by").words)

    return Method(
        version=node.get("version").words,
        main_weight=_number(node.get("weights").get("main")),
        follow_ups_weight=_number(node.get("weights").get("follow_ups")),
        indicator_threshold=threshold("indicator"),
        domain_threshold=threshold("domain"),
        overall_threshold=threshold("overall"),
        partners_threshold=threshold("partners"),
        bands=tuple(
            ScoreBand(band.get("code").words, _number(band.get("from")), read_text(band.get("label")))
            for band in node.get("bands").items
        ),
        coverage_grades=tuple(
            (grade.get("grade").words, _number(grade.get("from"))) for grade in node.get("coverage_grades").items
        ),
    )


def _domain(section: Section, languages: tuple[str, ...], points: Mapping[str, float]) -> Domain:
    node = section.node
    return Domain(
        id=node.get("domain").words,
        slug=node.get("slug").words,
        title=read_text(node.get("title")),
        introduction=read_text_or_none(node.get("introduction")),
        indicators=tuple(_indicator(item, languages, points) for item in node.get("indicators").items),
        weight=_number(node.get("weight"), 1),
        per_partner=node.get("per_partner").there,
        may_add_partners=node.get("per_partner").get("may_add").value is True,
        offered_instruments=tuple(code.words for code in node.get("instruments").get("offered").items),
    )


def _indicator(node: Node, languages: tuple[str, ...], points: Mapping[str, float]) -> Indicator:
    tags = node.get("tags")
    return Indicator(
        id=node.get("id").words,
        title=read_text(node.get("title")),
        about=read_text(node.get("about")),
        role=Role(node.get("role").words),
        questions=tuple(_question(item, languages, points) for item in node.get("questions").items),
        why=read_text_or_none(node.get("why")),
        counts_as_evidence=read_text_or_none(node.get("counts_as_evidence")),
        source=read_text_or_none(node.get("source")),
        gcm=tuple(int(_number(tag)) for tag in tags.get("gcm").items),
        objective_14=tuple(tag.words for tag in tags.get("obj14").items),
        themes=tuple(tag.words for tag in tags.get("theme").items),
        advice={str(key): read_text(stem) for key, stem in node.get("advice").entries.items()},
        weight=_number(node.get("weight"), 1),
        since=node.get("since").words,
        short_title=read_text_or_none(node.get("short_title")),
    )


def _question(node: Node, languages: tuple[str, ...], points: Mapping[str, float]) -> Question:
    score = node.get("score")
    return Question(
        id=node.get("id").words,
        kind=Kind(node.get("type").words),
        ask=read_text(node.get("ask")),
        help=read_text_or_none(node.get("help")),
        part=Part(score.get("part").words) if score.there else None,
        options=_options(node, languages, points),
        none_of_these=read_text_or_none(node.get(NONE_OF_THESE)),
        not_open_to_my_state=node.get("not_open_to_my_state").value is True,
        evidence_rule=_evidence_rule(node.get("evidence")),
        unit=read_text_or_none(node.get("unit")),
        limits=_limits(node.get("limits")),
        bands=tuple(Band(band.get("up_to").number, _number(band.get("gives"))) for band in score.get("bands").items),
        goalposts=_goalposts(score.get("between")),
        breakdown=_labels(node.get("breakdown")),
        attribute=_labels(node.get("attribute")),
        max_length=int(_number(node.get("max_length"), 2000)),
        may_be_not_applicable=node.get("not_applicable").get("allowed").value is True,
        show_when=condition(node.get("show_when")) if node.get("show_when").there else None,
        confidential=node.get("confidential").value is True,
        small_counts=node.get("small_counts").value is True,
        minutes=_number(node.get("minutes"), 1),
        offered={str(code): scheme.words for code, scheme in node.get("offered").entries.items()},
        mirror={str(code): other.words for code, other in node.get("mirror").entries.items()} or None,
    )


def _labels(node: Node) -> tuple[Option, ...]:
    """Options without points."""
    return tuple(Option(str(code), read_text(label)) for code, label in node.entries.items())


def _options(node: Node, languages: tuple[str, ...], points: Mapping[str, float]) -> tuple[Option, ...]:
    """The levels or choices of a question, with points where it is scored."""
    kind, score = node.get("type").words, node.get("score")
    given: Mapping[str, float | None] = {str(code): part.number for code, part in score.get("points").entries.items()}
    if kind == "ladder":
        given = points
        labels = [(str(level), read_text(label)) for level, label in sorted(node.get("levels").entries.items())]
    elif kind == "yes_no":
        labels = [
            (code, {language: words[language] for language in languages if language in words})
            for code, words in YES_NO_LABELS.items()
        ]
    else:
        labels = [(str(code), read_text(label)) for code, label in node.get("options").entries.items()]
    usual = DEFAULT_SHARE if kind == "several" else None
    short = {str(code): read_text(words) for code, words in node.get("short").entries.items()}
    return tuple(
        Option(code, label, given.get(code, usual) if score.there else None, short.get(code)) for code, label in labels
    )


def _evidence_rule(node: Node) -> EvidenceRule | None:
    if not node.there:
        return None
    return EvidenceRule(int(_number(node.get("required_from"))), int(_number(node.get("otherwise_counts_as"))))


def _limits(node: Node) -> Limits | None:
    if not node.there:
        return None
    return Limits(_number(node.get("min")), _number(node.get("max")), int(_number(node.get("decimals"))))


def _goalposts(node: Node) -> tuple[float, float] | None:
    ends = [_number(end) for end in node.items]
    return (ends[0], ends[1]) if len(ends) == 2 else None


def condition(node: Node) -> Condition:
    """The tree of a ``show_when``."""
    if node.get("not").there:
        return Not(condition(node.get("not")))
    for key, joined in (("all", All), ("any", Any)):
        if node.get(key).there:
            return joined(tuple(condition(part) for part in node.get(key).items))
    value = node.get("value")
    return Test(node.get("q").words, node.get("is").words, value.plain() if value.there else None)
