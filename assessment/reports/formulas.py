"""The scoring method as spreadsheet formulas, shared by both calculation sheets.

In a column of scores a number is a score, the word ``out`` marks what is not
applicable or not asked, and any other word what has no value. All names used
here are the named cells of the method sheet.
"""

from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from assessment.core.questionnaire import Kind, Part, Question, Threshold

OPTION_TICKED, OPTION_LEFT, OPTION_NOT_OPEN = "yes", "no", "not_open"
"""What the row of one option says in an answers sheet."""


def reference(sheet: Worksheet, column: str, row: int) -> str:
    """A cell of another sheet."""
    return f"{quote_sheetname(sheet.title)}!{column}{row}"


def quoted(text: str) -> str:
    """A text as it stands inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def weight(question: Question, follow_ups: int) -> str:
    """The weight of a question inside its indicator; cells about partners weigh alike."""
    if question.partner is not None:
        return "1"
    return "weight_main" if question.part is Part.MAIN else f"weight_follow_ups/{follow_ups}"


def question_score(question: Question, scale: str, state: str, value: str, evidence: str, options: str) -> str:
    """The score of one answer.

    ``state``, ``value`` and ``evidence`` are cells; ``options`` is the range of
    a ``several``'s option rows. A ``state`` cell that holds neither of the
    states without a value counts as answered, so that it may hold the value itself.
    """
    out = f"OR({state}=state_not_applicable,{state}=state_not_asked)"
    missing = f'OR({state}=state_dont_know,{state}=state_blank,{state}="")'
    return f"IF({out},out,IF({missing},no_value,{_points(question, scale, value, evidence, options)}))"


def _points(question: Question, scale: str, value: str, evidence: str, options: str) -> str:
    keys, points = f"{scale}_keys", f"{scale}_points"
    if question.kind is Kind.SEVERAL:
        possible = f'SUMPRODUCT(--({options}<>"{OPTION_NOT_OPEN}"),{points})'
        return f'IF({possible}=0,out,100*SUMPRODUCT(--({options}="{OPTION_TICKED}"),{points})/{possible})'
    if question.evidence_rule:
        value = f"IF(AND({value}>={scale}_evidence_from,{evidence}<>word_yes),{scale}_otherwise,{value})"
    if question.bands:
        return f"INDEX({points},1+SUMPRODUCT(--({keys}<{value})))"
    if question.goalposts:
        low, high = f"INDEX({keys},1)", f"INDEX({keys},2)"
        return f"100*MIN(MAX(({value}-{low})/({high}-{low}),0),1)"
    return f"INDEX({points},MATCH({value},{keys},0))" if question.options else value


def share_reached(scores: str, weights: str, threshold: Threshold, carrier: str | None) -> str:
    """The share of its applicable parts that have a score; empty when nothing applies."""
    nothing, share = _share(scores, weights, threshold, carrier)
    return f'IF({nothing},"",{share})'


def node_score(scores: str, weights: str, reached: str, least: str) -> str:
    """The weighted mean of the parts that have a score, once the share reached is enough."""
    return f'IF({reached}="",out,{_mean_if(reached, scores, weights, least)})'


def node_score_at_once(scores: str, weights: str, threshold: Threshold, carrier: str | None, least: str) -> str:
    """``share_reached`` and ``node_score`` in one cell."""
    nothing, share = _share(scores, weights, threshold, carrier)
    return f"IF({nothing},out,{_mean_if(share, scores, weights, least)})"


def _share(scores: str, weights: str, threshold: Threshold, carrier: str | None) -> tuple[str, str]:
    """When nothing applies, and the share reached otherwise."""
    measure = f"--({weights}>0)" if threshold.by == "count" else weights
    applicable = f"SUMPRODUCT(--({scores}<>out),{measure})"
    nothing = f"OR({carrier}=out,{applicable}=0)" if carrier else f"{applicable}=0"
    return nothing, f"SUMPRODUCT(--ISNUMBER({scores}),{measure})/{applicable}"


def _mean_if(share: str, scores: str, weights: str, least: str) -> str:
    mean = f"SUMPRODUCT({weights},{scores})/SUMPRODUCT(--ISNUMBER({scores}),{weights})"
    return f"IF(AND({share}>0,{share}+slack>={least}),{mean},insufficient)"


def mean_of_applicable(figures: str, scores: str, weights: str, own_score: str) -> str:
    """The weighted mean of a figure (range, coverage) over all applicable parts, thresholds aside."""
    applicable = f"--({scores}<>out)"
    mean = f"SUMPRODUCT({applicable},{weights},{figures})/SUMPRODUCT({applicable},{weights})"
    return f'IF({own_score}=out,"",{mean})'


def difference(one: str, other: str) -> str:
    """How far two cells are apart: 0 for the same word, 100 for a word against a number or another word."""
    return f"IF(AND(ISNUMBER({one}),ISNUMBER({other})),ABS({one}-{other}),IF({one}={other},0,100))"
