"""What says in a sheet that an answer is still missing: formulas that follow the conditions of the questionnaire."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.core.answers import State
from assessment.core.conditions import All, Any, Condition, Not, Test
from assessment.core.questionnaire import Kind, Question
from assessment.forms import CHOICES
from assessment.i18n import Language
from assessment.offline.slots import SEPARATOR, ChoiceSlot
from assessment.wording import state_label


@dataclass(frozen=True)
class Written:
    """Where a question stands: the cell of its value, of its state, and the cells that are empty without an answer."""

    question: Question
    value: str
    state: str
    cells: str
    slot: ChoiceSlot | None
    options: Mapping[str, str]


@dataclass(frozen=True)
class Marks:
    """The formulas of one workbook; ``written`` says where every question stands."""

    words: Language
    written: Mapping[str, Written]

    def formula(self, key: str) -> str:
        """The mark of a question: to be answered, not asked, or nothing."""
        here, _ = self.written[key], self.words.gettext
        without_state = "" if here.question.kind in CHOICES else f',{here.state}=""'
        missing = f'IF(AND(COUNTA({here.cells})=0{without_state}),{quoted(_("Missing"))},"")'
        condition = here.question.show_when
        asked = self.asked(condition) if condition is not None else None
        return missing if asked is None else f"IF({asked},{missing},{quoted(_('Not asked'))})"

    def asked(self, condition: Condition) -> str | None:
        """Whether a condition holds, as a formula; None where no formula can tell."""
        if isinstance(condition, Not):
            part = self.asked(condition.part)
            return None if part is None else f"NOT({part})"
        if isinstance(condition, All | Any):
            parts = [self.asked(part) for part in condition.parts]
            name = "AND" if isinstance(condition, All) else "OR"
            return None if None in parts else f"{name}({','.join(map(str, parts))})"
        source = self.written.get(condition.question)
        test = None if source is None else self._test(condition, source)
        if source is None or test is None or source.question.show_when is None:
            return test
        above = self.asked(source.question.show_when)
        return None if above is None else f"AND({above},{test})"

    def _test(self, test: Test, source: Written) -> str | None:
        """One test of one cell."""
        if test.operator in ("dont_know", "not_applicable"):
            return f"{source.state}={quoted(state_label(self.words, State(test.operator)))}"
        if source.question.kind is Kind.LADDER and test.operator in ("at_least", "at_most", "equals"):
            level = f"IFERROR(VALUE(LEFT({source.value},1)),{99 if test.operator == 'at_most' else -1})"
            return f"{level}{_SIGNS[test.operator]}{test.value}"
        if source.question.kind is Kind.NUMBER and test.operator in ("at_least", "at_most", "equals"):
            return f"AND(ISNUMBER({source.value}),{source.value}{_SIGNS[test.operator]}{test.value})"
        if source.slot is not None and test.operator in ("equals", "any_of"):
            return self._is_one_of(test, source, source.slot)
        if source.options and test.operator in ("any_of", "all_of"):
            wanted = [f'{source.options[str(code)]}<>""' for code in _listed(test.value) if str(code) in source.options]
            return f"{'OR' if test.operator == 'any_of' else 'AND'}({','.join(wanted)})" if wanted else None
        return None

    def _is_one_of(self, test: Test, source: Written, slot: ChoiceSlot) -> str:
        """Whether a choice is one of some, by its words."""
        wanted = [slot.choices.labels[str(code)] for code in _listed(test.value) if str(code) in slot.choices.labels]
        starts = [label.split(SEPARATOR)[0] if source.question.kind is not Kind.YES_NO else label for label in wanted]
        return f"OR({','.join(f'LEFT({source.value},{len(start)})={quoted(start)}' for start in starts)})"


_SIGNS = {"at_least": ">=", "at_most": "<=", "equals": "="}


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


def quoted(text: str) -> str:
    """A text in a formula."""
    return '"' + text.replace('"', '""') + '"'
