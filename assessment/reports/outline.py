"""The scored tree as sheets lay it out: nested nodes, their titles, and a row for each."""

from dataclasses import dataclass, field

from assessment.core.questionnaire import Questionnaire, Threshold
from assessment.core.results import OVERALL
from assessment.core.scoring import score_tree
from assessment.reports.context import ReportContext
from assessment.reports.style import HEADER_ROW


@dataclass(frozen=True, slots=True)
class Node:
    """A scored node with its parts; a question has neither threshold nor parts.

    ``weight`` is that inside its parent; ``carrier`` the part without which
    the node does not apply. A question put about each partner has its cells as
    parts, and none where there is no partner.
    """

    id: str
    weight: float
    threshold: Threshold | None = None
    children: tuple["Node", ...] = ()
    carrier: str | None = None

    @property
    def is_answer(self) -> bool:
        """Whether the node is an answer, and not made from parts."""
        return self.threshold is None


def outline(questionnaire: Questionnaire, node_id: str = OVERALL, weight: float = 1) -> Node:
    """A node and all that is scored below it."""
    parent = score_tree(questionnaire).parents.get(node_id)
    if parent is None:
        return Node(node_id, weight)
    children = tuple(outline(questionnaire, id, share) for share, id in parent.children)
    return Node(node_id, weight, parent.threshold, children, parent.carrier)


def node_title(context: ReportContext, node_id: str) -> str:
    """The title of any node, in the reader's language."""
    questionnaire = context.questionnaire
    if node_id == OVERALL:
        return context.gettext("Overall")
    if node_id in questionnaire.questions:
        return context.text(questionnaire.questions[node_id].ask)
    if node_id in questionnaire.indicators:
        return context.text(questionnaire.indicators[node_id].title)
    if any(node_id == indicator.over_partners for indicator in questionnaire.indicators.values()):
        return context.gettext("Mean over the partner States")
    return context.text(questionnaire.domain(node_id).title)


def node_code(node_id: str) -> str:
    """The code of a node as shown; the overall has none."""
    return "" if node_id == OVERALL else node_id


@dataclass
class Layout:
    """Where every node stands on a calculation sheet: results first, down to the questions.

    ``levels`` runs from the overall to the questions and, of those put about
    each partner, to the cells; ``heading`` holds the row of each level's heading.
    """

    tree: Node
    levels: list[tuple[Node, ...]] = field(default_factory=list)
    row: dict[str, int] = field(default_factory=dict)
    heading: list[int] = field(default_factory=list)
    last: int = HEADER_ROW

    def __post_init__(self) -> None:
        level: tuple[Node, ...] = (self.tree,)
        while level:
            self.levels.append(level)
            self.heading.append(self.last + 1)
            for offset, node in enumerate(level, start=1):
                self.row[node.id] = self.heading[-1] + offset
            self.last = self.heading[-1] + len(level)
            level = tuple(child for node in level for child in node.children)

    def children(self, node: Node, column: str, fixed: str = "") -> str:
        """The cells of a node's parts in a column; ``fixed`` is ``$`` for a column that stays when copied."""
        rows = [self.row[child.id] for child in node.children]
        return f"{fixed}{column}{rows[0]}:{fixed}{column}{rows[-1]}"


def level_titles(context: ReportContext) -> tuple[str, ...]:
    """The headings of a layout's levels."""
    _ = context.gettext
    return _("Overall"), _("Domains"), _("Indicators"), _("Scored questions"), _("Answers about each partner State")
