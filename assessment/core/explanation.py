"""How a number came about: the tree from one node down to the answers, built on demand."""

from dataclasses import dataclass

from assessment.core.aggregation import Figures, Parent
from assessment.core.answers import AnswerSheet
from assessment.core.partners import laid_out
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import OVERALL, Explanation
from assessment.core.scoring import Tree, Workings, node_score, score_tree, work_through


def explain(questionnaire: Questionnaire, sheet: AnswerSheet, node_id: str = OVERALL) -> Explanation:
    """How a node came by its figures; the contributions of its children sum to its score.

    The node itself has no ``share``: that is told where its parent is
    explained. KeyError when the questionnaire scores no node of that name.
    """
    questionnaire = laid_out(questionnaire, sheet.partners)
    tree = score_tree(questionnaire)
    weights = {OVERALL: 1.0} | {child: weight for parent in tree.parents.values() for weight, child in parent.children}
    return _Explainer(tree, work_through(questionnaire, sheet)).explain(node_id, weights[node_id], share=None)


@dataclass(frozen=True, slots=True)
class _Explainer:
    """A tree with one sheet worked through it."""

    tree: Tree
    workings: Workings

    def explain(self, id: str, weight: float, share: float | None) -> Explanation:
        """The explanation of a node and all below it; ``share`` is its part in its parent's score."""
        node = node_score(id, self.workings.figures[id], self.tree.bands)
        contribution = None if share is None or node.score is None else share * node.score
        parent = self.tree.parents.get(id)
        if parent is None:
            leaf = self.workings.leaves[id]
            return Explanation(
                node=node,
                weight=weight,
                share=share,
                contribution=contribution,
                state=leaf.state,
                value=self.workings.asked[id].value,
                evidence_pending=leaf.evidence_pending,
            )
        own = self.workings.figures[id]
        return Explanation(
            node=node,
            weight=weight,
            share=share,
            contribution=contribution,
            required=parent.threshold.share,
            required_by=parent.threshold.by,
            reached=own.reached if own else None,
            children=self._children(parent, own),
        )

    def _children(self, parent: Parent, own: Figures | None) -> tuple[Explanation, ...]:
        """The children's explanations; those without a value, and all when the parent has none, have no share."""
        explanations = []
        for weight, id in parent.children:
            child, share = self.workings.figures[id], None
            if own and own.score is not None and child and child.score is not None and weight > 0:
                share = weight / own.weight
            explanations.append(self.explain(id, weight, share))
        return tuple(explanations)
