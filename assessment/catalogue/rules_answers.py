"""Rules 24-34, 42 and 43: scales that cover their range, points that reach 0 and 100, weights, advice and tags."""

from collections.abc import Collection, Iterable

from assessment.catalogue.files import Files, Part
from assessment.catalogue.findings import Findings
from assessment.catalogue.reading import Node
from assessment.core.answers import NONE_OF_THESE

LEVELS = (0, 1, 2, 3, 4)
OBJECTIVES = range(1, 24)  # of the Global Compact
LENS = frozenset("abcdef")  # the actions of Objective 14
NEVER_SCORED = frozenset({"countries", "year", "month", "text"})
SCALE_KEYS = {"yes_no": {"points"}, "one": {"points"}, "several": {"points"}, "number": {"bands", "between"}}


def answers(files: Files, findings: Findings) -> None:
    """Run the rules about types and scoring."""
    _method(files, findings)
    for domain in files.domains:
        _weight(domain, domain.node.get("weight"), findings)
    for indicator in files.indicators:
        _weight(indicator, indicator.node.get("weight"), findings)
        _parts(indicator, findings)
        _tags(indicator, files.index.get("themes"), findings)
    for question in files.questions:
        _ladder(question, files.languages, findings)
        _choices(question, files.languages, findings)
        _limits(question, findings)
        _small_counts(question, findings)
        _confidential(question, files.per_partner, findings)
        _not_applicable(question, findings)
        _points(question, findings)
    _country_list(files, findings)


def _add(code: str, part: Part, node: Node, findings: Findings, /, **facts: object) -> None:
    findings.add(code, part.file, node.key_line or node.line, part.id, **facts)


# --- scales: rules 24 to 28 -----------------------------------------------------------------


def _ladder(question: Part, languages: tuple[str, ...], findings: Findings) -> None:
    """Rules 24 and 32."""
    if question.node.get("type").words != "ladder":
        return
    levels, rule = question.node.get("levels"), question.node.get("evidence")
    if levels.there and set(levels.entries) != set(LEVELS):
        _add("ladder_levels", question, levels, findings)
    distinct(question, levels, languages, "level_repeated", findings)
    needed, instead = rule.get("required_from").number, rule.get("otherwise_counts_as").number
    if needed is not None and instead is not None and not (needed in LEVELS and instead in LEVELS and instead < needed):
        _add("evidence_levels", question, rule, findings, needed=needed, instead=instead)


def distinct(part: Part, labels: Node, languages: tuple[str, ...], code: str, findings: Findings) -> None:
    """No two labels alike in one language."""
    for language in languages:
        seen: set[str] = set()
        for label in labels.entries.values():
            words = label.get(language)
            spoken = " ".join(words.words.casefold().split())
            if spoken and spoken in seen:
                findings.add(code, part.file, words.line, part.id, label=words.words, language=language)
            seen.add(spoken)


def _choices(question: Part, languages: tuple[str, ...], findings: Findings) -> None:
    """Rule 25, for options, breakdowns and attributes."""
    node = question.node
    for key in ("options", "breakdown", "attribute"):
        choices = node.get(key)
        if choices.there and len(choices.entries) < 2:
            _add("too_few_choices", question, choices, findings, key=key)
        if NONE_OF_THESE in choices.entries:
            _add("none_among_options", question, choices.get(NONE_OF_THESE), findings)
        codes: set[str] = set()
        for code, label in choices.entries.items():
            if str(code).lower() in codes:
                _add("code_repeated", question, label, findings, choice=code)
            codes.add(str(code).lower())
        distinct(question, choices, languages, "label_repeated", findings)
    if node.get("type").words == "several" and not node.get(NONE_OF_THESE).there:
        _add("none_missing", question, node.get("type"), findings)


def _limits(question: Part, findings: Findings) -> None:
    """Rule 26 for the limits and bands of a number."""
    limits = question.node.get("limits")
    low, high = limits.get("min").number, limits.get("max").number
    if low is not None and high is not None and low >= high:
        _add("limits_reversed", question, limits, findings, low=low, high=high)
        return
    bands = question.node.get("score").get("bands").items
    for place, band in enumerate(bands):
        edge, last = band.get("up_to").number, place == len(bands) - 1
        before = bands[place - 1].get("up_to").number if place else low
        if last is not (edge is None):
            _add("last_band_closed" if last else "band_open", question, band, findings)
        elif edge is not None and before is not None and (edge < before if place == 0 else edge <= before):
            _add("bands_fall", question, band, findings, edge=edge, before=before)
        elif edge is not None and high is not None and edge >= high:
            _add("band_beyond_limits", question, band, findings, edge=edge, high=high)


def _small_counts(question: Part, findings: Findings) -> None:
    """Rule 42: what is counted are persons or cases, and no score tells a number that is not shown."""
    node, limits = question.node, question.node.get("limits")
    if node.get("small_counts").value is not True:
        return
    if limits.there and (limits.get("decimals").number or limits.get("min").number != 0):
        _add("small_counts_not_whole", question, limits, findings)
    if node.get("score").there:
        _add("small_counts_scored", question, node.get("score"), findings)


def _confidential(question: Part, per_partner: Collection[str], findings: Findings) -> None:
    """Rule 43: neither a score nor the state of a pair of States tells what is confidential."""
    marked, score = question.node.get("confidential"), question.node.get("score")
    if marked.value is not True:
        return
    if score.there:
        _add("confidential_scored", question, score, findings)
    if question.parent and question.parent.parent and question.parent.parent.id in per_partner:
        _add("confidential_about_partner", question, marked, findings)


def _country_list(files: Files, findings: Findings) -> None:
    """Rule 27: there is a list of countries to draw from (one's own is left out where it is asked)."""
    path = files.reference / "countries.yaml"
    for question in files.questions:
        if question.node.get("type").words == "countries" and not path.is_file():
            _add("country_list_missing", question, question.node.get("type"), findings)


def _not_applicable(question: Part, findings: Findings) -> None:
    """Rule 28."""
    rule = question.node.get("not_applicable")
    if rule.get("allowed").value is True and rule.get("reason").words != "required":
        reason = rule.get("reason")
        _add("reason_not_required", question, reason if reason.there else rule, findings)


# --- scoring: rules 29 to 34 ----------------------------------------------------------------


def _weight(part: Part, weight: Node, findings: Findings) -> None:
    """Rule 31."""
    if weight.number is not None and weight.number <= 0:
        _add("weight_not_positive", part, weight, findings, weight=weight.number)


def _parts(indicator: Part, findings: Findings) -> None:
    """Rules 29 and 33: one main question beside any follow-ups, and advice for what scores."""
    scores = [question.get("score").get("part") for question in indicator.node.get("questions").items]
    scores = [part for part in scores if part.words in ("main", "follow_up")]
    mains = [part for part in scores if part.words == "main"]
    for extra in mains[1:]:
        _add("second_main", indicator, extra, findings)
    if scores and not mains:
        _add("no_main", indicator, scores[0], findings)
    advice = indicator.node.get("advice")
    for key in ("below_50", "below_75"):
        if scores and not advice.get(key).there:
            _add("advice_missing", indicator, advice if advice.there else indicator.node.get("id"), findings, key=key)


def _points(question: Part, findings: Findings) -> None:
    """Rule 30: a way from every answer to 0-100, with both ends in reach."""
    node, score, kind = question.node, question.node.get("score"), question.node.get("type").words
    if not score.there:
        return
    if kind in NEVER_SCORED:
        return _add("never_scored", question, score, findings, kind=kind)
    for key in ("points", "bands", "between"):
        if kind and score.get(key).there and key not in SCALE_KEYS.get(kind, set()):
            _add("scale_of_another_type", question, score.get(key), findings, key=key, kind=kind)
    points = score.get("points")
    if kind in ("yes_no", "one"):
        codes: Iterable[object] = ("yes", "no") if kind == "yes_no" else node.get("options").entries
        _each_has_points(question, points if points.there else score, points, set(codes), findings)
        _both_ends(question, points, points.entries.values(), findings)
    elif kind == "several":
        _shares(question, points, findings)
    elif kind == "number":
        bands, ends = score.get("bands"), score.get("between")
        if bands.there is ends.there:
            _add("no_scale", question, score, findings)
        _both_ends(question, bands, [band.get("gives") for band in bands.items], findings)
        _goalposts(question, ends, findings)


def _each_has_points(question: Part, at: Node, points: Node, codes: set[object], findings: Findings) -> None:
    if set(points.entries) != codes:
        wanted, given = (", ".join(sorted(map(str, found))) or "–" for found in (codes, points.entries))
        _add("points_and_options_differ", question, at, findings, wanted=wanted, given=given)


def _both_ends(question: Part, at: Node, values: Iterable[Node], findings: Findings) -> None:
    """The worst answer gives 0 and the best 100."""
    numbers = [node.number for node in values if node.number is not None]
    if numbers and (min(numbers) != 0 or max(numbers) != 100):
        _add("ends_not_reached", question, at, findings, low=min(numbers), high=max(numbers))


def _shares(question: Part, points: Node, findings: Findings) -> None:
    """The shares of a "several" belong to its options and are positive, so that all of them make 100."""
    for code, share in points.entries.items():
        if code not in question.node.get("options").entries:
            _add("points_of_no_option", question, share, findings, choice=code)
        elif share.number is not None and share.number <= 0:
            _add("weight_not_positive", question, share, findings, weight=share.number)


def _goalposts(question: Part, ends: Node, findings: Findings) -> None:
    """Two different ends within the limits."""
    if not ends.there:
        return
    low, high = (question.node.get("limits").get(key).number for key in ("min", "max"))
    numbers = [node.number for node in ends.items if node.number is not None]
    inside = all((low is None or low <= n) and (high is None or n <= high) for n in numbers)
    if len(ends.items) != 2 or len(set(numbers)) != 2 or not inside:
        _add("goalposts_wrong", question, ends, findings)


def _tags(indicator: Part, themes: Node, findings: Findings) -> None:
    """Rule 34."""
    tags = indicator.node.get("tags")
    lists: dict[str, set[object]] = {"gcm": set(OBJECTIVES), "obj14": set(LENS), "theme": set(themes.entries)}
    for key, known in lists.items():
        seen: set[object] = set()
        for tag in tags.get(key).items:
            value = tag.value if isinstance(tag.value, str | int) and not isinstance(tag.value, bool) else None
            if value is None or value not in known or value in seen:
                _add("tag_unknown", indicator, tag, findings, tag=tag.plain(), key=key)
            seen.add(value)
    if tags.get("gcm").there and not tags.get("gcm").items:
        _add("objective_missing", indicator, tags.get("gcm"), findings)
    if tags.get("obj14").items and 14 not in [tag.value for tag in tags.get("gcm").items]:
        _add("lens_without_objective", indicator, tags.get("obj14"), findings)


# --- the method: rules 26, 30 and 31 --------------------------------------------------------


def _method(files: Files, findings: Findings) -> None:
    method = files.index.get("method")
    points = method.get("ladder_points")
    numbers = [points.get(level).number for level in LEVELS]
    given = [number for number in numbers if number is not None]
    rises = given == sorted(given) and given[:1] + given[-1:] == [0, 100]
    if points.there and (set(points.entries) != set(LEVELS) or not rises):
        findings.add("ladder_points_wrong", files.file, points.key_line)
    for weight in method.get("weights").entries.values():
        if weight.number is not None and weight.number <= 0:
            findings.add("weight_not_positive", files.file, weight.line, weight=weight.number)
    _edges(files, method.get("bands"), "code", falling=False, findings=findings)
    _edges(files, method.get("coverage_grades"), "grade", falling=True, findings=findings)


def _edges(files: Files, steps: Node, name: str, *, falling: bool, findings: Findings) -> None:
    """Rule 26 for the bands and grades of the method: every value falls into exactly one."""
    edges = [step.get("from").number for step in steps.items]
    numbers = [edge for edge in edges if edge is not None]
    names = [step.get(name).words for step in steps.items]
    right = sorted(set(numbers), reverse=falling) == numbers and 0 in numbers and len(set(names)) == len(names)
    if steps.items and len(numbers) == len(edges) and not right:
        findings.add("edges_wrong", files.file, steps.key_line)
