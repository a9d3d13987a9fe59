"""How a number came about: the tree from one node down to the answers, built on demand."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.core.aggregation import Combination, Figures, Node, aggregate, combine
from assessment.core.answers import AnswerSheet
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import OVERALL, Explanation, ScoreCard, Standing
from assessment.core.scoring import Leaf, leaf_figures, score, score_leaves, score_tree


@dataclass(frozen=True, slots=True)
class _Workings:
    """Everything an explanation reads."""

    card: ScoreCard
    asked: AnswerSheet
    leaves: Mapping[str, Leaf]
    figures: Mapping[str, Figures | None]


def explain(questionnaire: Questionnaire, sheet: AnswerSheet, node_id: str = OVERALL) -> Explanation:
    """How a node came by its figures; the contributions of its children sum to its score.

    KeyError when the questionnaire scores no node of that name.
    """
    tree = score_tree(questionnaire)
    node = _find(tree, node_id)
    if node is None:
        raise KeyError(node_id)
    asked = questionnaire.as_asked(sheet)
    leaves = score_leaves(questionnaire, asked)
    figures = aggregate(tree, {id: leaf_figures(leaf) for id, leaf in leaves.items()})
    return _explain(node, _Workings(score(questionnaire, sheet), asked, leaves, figures), share=None)


def _find(node: Node, node_id: str) -> Node | None:
    if node.id == node_id:
        return node
    return next((found for child in node.children if (found := _find(child, node_id))), None)


def _explain(node: Node, workings: _Workings, share: float | None) -> Explanation:
    """The explanation of a node that takes part in its parent with ``share`` (None: it takes no part, or is the root)."""
    own = workings.card.nodes[node.id]
    contribution = None if share is None or own.score is None else share * own.score
    if node.threshold is None:
        leaf, value = workings.leaves[node.id], workings.asked[node.id].value
        return Explanation(
            own, node.weight, share, contribution, None, None, None, leaf.state, value, leaf.evidence_pending
        )
    combination = None
    if own.standing is not Standing.NOT_APPLICABLE:
        combination = combine([(child.weight, workings.figures[child.id]) for child in node.children], node.threshold)
    return Explanation(
        node=own,
        weight=node.weight,
        share=share,
        contribution=contribution,
        required=node.threshold.share,
        required_by=node.threshold.by,
        reached=combination.reached if combination else None,
        children=tuple(_explain(child, workings, _share(child, workings, combination)) for child in node.children),
    )


def _share(child: Node, workings: _Workings, parent: Combination | None) -> float | None:
    """The child's weight over that of all children with a value; None when the child or the parent has no value."""
    if parent is None or parent.figures.score is None or child.weight <= 0:
        return None
    return None if workings.card.nodes[child.id].score is None else child.weight / parent.weight
