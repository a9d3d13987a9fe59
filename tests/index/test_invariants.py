"""What must hold of every hierarchy and table (the numbered invariants of the scoring method), on drawn ones."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from assessment.index import InputRefused, Mean, Method, Node, Noise, Results, Values, run, structure_of, values_of
from tests.index.drawing import Case

CASES = 40
CLOSE = 1e-9
FREE = Method()
"""No thresholds, arithmetic means."""


def drawn() -> list[tuple[Case, Results]]:
    """Cases whose values are not normalised and whose means exist, with their results."""
    found = []
    for seed in range(5000, 5000 + CASES):
        case = Case(seed)
        if case.plain.normalise == "none":
            found.append((case, run(case.structure, case.values, case.method)))
    return found


DRAWN = drawn()


def same(found: np.ndarray, expected: np.ndarray) -> bool:
    return np.allclose(found, expected, rtol=CLOSE, atol=CLOSE, equal_nan=True)


def parents_of(case: Case) -> list[tuple[int, list[int]]]:
    at = case.structure.index
    return [(at[parent], [at[child] for child in children]) for parent, children in case.structure.children.items()]


def filled(case: Case, value: float | None = None) -> Values:
    """The case's table without gaps."""
    table = {u: {leaf: value or case.draw.uniform(1, 100) for leaf in case.structure.leaves} for u in case.units}
    return values_of(case.structure, table)


def test_a_score_lies_within_its_children() -> None:  # 1
    for case, results in DRAWN:
        for parent, children in parents_of(case):
            scores = results.scores[:, parent]
            known = ~np.isnan(scores)
            low, high = (pick(results.scores[known][:, children], axis=1) for pick in (np.nanmin, np.nanmax))
            assert (low - CLOSE <= scores[known]).all()
            assert (scores[known] <= high + CLOSE).all()


def test_children_that_are_equal_give_their_value_at_every_level() -> None:  # 1
    for case, _ in DRAWN:
        scores = run(case.structure, filled(case, 40.0), replace(case.method, threshold=(0.0,))).scores
        assert same(scores[~np.isnan(scores)], {"none": 40, "floor1": 40, "shift99": 40.6}[case.plain.transform])


def test_weights_times_a_constant_within_a_parent_change_nothing() -> None:  # 2
    for case, results in DRAWN:
        scale = {parent: case.draw.choice([0.25, 3, 10]) for parent in case.structure.children}
        scaled = [replace(n, weight=n.weight * scale.get(n.parent or "", 1)) for n in case.nodes]
        again = run(structure_of(scaled), case.values, case.method)
        assert same(again.scores, results.scores)
        assert same(again.leave_one_out.scores, results.leave_one_out.scores)


def test_the_order_of_codes_and_units_changes_nothing() -> None:  # 2
    for case, results in DRAWN:
        nodes, units = case.nodes[:], case.units[::-1]
        case.draw.shuffle(nodes)
        turned = structure_of(nodes)
        again = run(turned, values_of(turned, {u: case.table[u] for u in units}), case.method)
        places = [turned.index[code] for code in case.structure.codes]
        assert np.array_equal(again.scores[::-1, places], results.scores, equal_nan=True)
        assert np.array_equal(again.ranks[::-1, places], results.ranks, equal_nan=True)


def test_raising_one_answer_moves_the_top_by_its_effective_weight_times_the_step() -> None:  # 3
    for case in [case for case, _ in DRAWN if not empty_branch(case)]:
        values = filled(case)
        before = run(case.structure, values, FREE)
        for place, leaf in enumerate(case.structure.leaves):
            higher = values.numbers.copy()
            higher[:, place] += 5
            after = run(case.structure, replace(values, numbers=higher), FREE)
            step = after.scores[:, case.structure.index["top"]] - before.scores[:, case.structure.index["top"]]
            expected = 5 * before.effective_weights[case.structure.index[leaf]]
            assert same(step, np.full_like(step, expected))


def empty_branch(case: Case) -> bool:
    """Whether a parent has no child with weight, so that its weight goes to its siblings."""
    return any(all(case.plain.weights[child] == 0 for child in found) for found in case.structure.children.values())


def test_without_thresholds_a_score_lies_in_its_range_which_closes_when_nothing_is_missing() -> None:  # 4
    for case, _ in DRAWN:
        free = replace(case.method, threshold=(0.0,))
        found = run(case.structure, case.values, free)
        known = ~np.isnan(found.scores)
        assert (found.lowest[known] - CLOSE <= found.scores[known]).all()
        assert (found.scores[known] <= found.highest[known] + CLOSE).all()
        whole = run(case.structure, filled(case), free)
        assert same(whole.lowest, whole.scores)
        assert same(whole.highest, whole.scores)


def test_another_unit_never_changes_a_score_or_a_coverage() -> None:  # 5
    for case, results in DRAWN:
        first = case.units[0]
        alone = run(case.structure, values_of(case.structure, {first: case.table[first]}), case.method)
        assert np.array_equal(alone.scores[0], results.scores[0], equal_nan=True)
        assert np.array_equal(alone.coverage[0], results.coverage[0], equal_nan=True)


def test_dont_know_is_like_blank_and_not_applicable_as_missing_is_too() -> None:  # 6, 7
    for case, results in DRAWN:
        swap = {"DK": None, None: "DK"}
        table = {unit: {leaf: swap.get(cell, cell) for leaf, cell in row.items()} for unit, row in case.table.items()}
        if case.plain.na == "missing":
            table = {u: {leaf: None if c == "NA" else c for leaf, c in row.items()} for u, row in table.items()}
        again = run(case.structure, values_of(case.structure, table), case.method)
        for name in ("scores", "coverage", "lowest", "highest"):
            assert np.array_equal(getattr(again, name), getattr(results, name), equal_nan=True)


def test_what_does_not_apply_is_as_if_it_were_not_in_the_structure() -> None:  # 6
    nodes = [Node("top", 2, None), Node("a", 1, "top", 3), Node("b", 1, "top", 1)]
    both, one = structure_of(nodes), structure_of(nodes[:2])
    method = Method(threshold=(1.0,))
    found = run(both, values_of(both, {"u": {"a": 30.0, "b": "NA"}}), method)
    alone = run(one, values_of(one, {"u": {"a": 30.0}}), method)
    for name in ("scores", "coverage", "lowest", "highest"):
        assert np.array_equal(getattr(found, name)[:, :2], getattr(alone, name))


def test_a_higher_threshold_only_takes_values_away_and_none_at_all_leaves_what_has_one_answer() -> None:  # 8
    for case, _ in DRAWN:
        lowest_only = [replace(case.method, threshold=(t, *[0.0] * (case.levels - 2))) for t in (0, 0.5, 1)]
        found = [run(case.structure, case.values, method) for method in lowest_only]
        second = [case.structure.index[node.code] for node in case.structure.nodes if node.level == 2]
        for low, high in pairwise(found):
            kept = ~np.isnan(high.scores[:, second])
            assert same(high.scores[:, second][kept], low.scores[:, second][kept])
        free = found[0]
        assert (np.isnan(free.scores) == ~(np.nan_to_num(free.coverage) > 0))[:, second].all()


def test_harmonic_is_at_most_geometric_which_is_at_most_arithmetic() -> None:  # 9
    for case, _ in DRAWN:
        kinds = (Mean.HARMONIC, Mean.GEOMETRIC, Mean.ARITHMETIC)
        h, g, a = (run(case.structure, case.values, replace(FREE, mean=(kind,))).scores for kind in kinds)
        known = ~np.isnan(a)
        assert (h[known] <= g[known] + CLOSE).all()
        assert (g[known] <= a[known] + CLOSE).all()


def test_reversing_every_value_reverses_every_score() -> None:  # 9
    for case, _ in DRAWN:
        turned = replace(case.values, numbers=100 - case.values.numbers)
        found, other = (run(case.structure, values, FREE).scores for values in (case.values, turned))
        assert same(other, 100 - found)


def test_identical_units_share_score_and_rank_and_a_binary_fraction_never_decides() -> None:  # 10, 11
    structure = structure_of([Node("top", 2, None), Node("a", 1, "top", 1), Node("b", 1, "top", 1)])
    table = {"x": {"a": 0.1, "b": 0.2}, "y": {"a": 0.15, "b": 0.15}, "z": {"a": 0.1, "b": 0.1}, "w": {"a": None}}
    found = run(structure, values_of(structure, table))
    assert found.ranks[:3, 0].tolist() == [1, 1, 3]
    assert np.isnan(found.ranks[3, 0])


def test_repetitions_without_noise_give_the_nominal_rank_and_the_same_seed_the_same() -> None:  # 12
    for case, results in DRAWN[:20]:
        top = results.ranks[:, case.structure.index["top"]]
        still = run(case.structure, case.values, case.method, Noise(7, seed=3, width=0)).rank_stats
        for figures in (still.mean, still.median, still.q05, still.q95):
            assert np.array_equal(figures, top, equal_nan=True)
        one, two = (run(case.structure, case.values, case.method, Noise(30, 5)).rank_stats for _ in range(2))
        assert np.array_equal(one.mean, two.mean, equal_nan=True)


def test_a_unit_ahead_everywhere_stays_ahead() -> None:  # 12
    for case, _ in DRAWN[:20]:
        values = filled(case)
        values.numbers[0] = 101
        stats = run(case.structure, values, FREE, Noise(50, 1, 1.0)).rank_stats
        assert np.isnan(stats.mean[0]) or stats.q95[0] == 1


def test_repetitions_do_not_depend_on_how_many_are_worked_out_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case(5001)
    whole = run(case.structure, case.values, FREE, Noise(50, 1)).rank_stats
    monkeypatch.setattr("assessment.index.uncertainty._CHUNK", 7)
    monkeypatch.setattr("assessment.index.uncertainty._AT_ONCE", 1)
    parts = run(case.structure, case.values, FREE, Noise(50, 1)).rank_stats
    assert np.array_equal(parts.mean, whole.mean, equal_nan=True)
    assert np.array_equal(parts.sd, whole.sd, equal_nan=True)


def test_leaving_a_code_out_may_leave_a_mean_undefined_which_is_no_value() -> None:
    nodes = [Node("top", 3, None), Node("A", 2, "top"), Node("a1", 1, "A"), Node("a2", 1, "A")]
    structure = structure_of(nodes)
    method = Method(mean=(Mean.ARITHMETIC, Mean.GEOMETRIC))
    found = run(structure, values_of(structure, {"u": {"a1": 0.0, "a2": 8.0}}), method)
    assert found.scores[0, 0] == pytest.approx(4)
    scores = dict(zip(structure.below_top, found.leave_one_out.scores[:, 0], strict=True))
    assert scores["a1"] == pytest.approx(8)
    assert np.isnan(scores["a2"])


def test_a_zero_is_refused_only_where_a_mean_of_it_is_to_be_taken() -> None:
    structure = structure_of([Node("top", 2, None), Node("a", 1, "top"), Node("b", 1, "top", 0), Node("c", 1, "top")])
    geometric = Method(mean=(Mean.GEOMETRIC,), threshold=(0.6,))
    weightless = run(structure, values_of(structure, {"u": {"a": 9.0, "b": 0.0, "c": 4.0}}), geometric)
    assert weightless.scores[0, 0] == pytest.approx(6)
    below = run(structure, values_of(structure, {"u": {"a": 0.0, "c": None}}), geometric)
    assert np.isnan(below.scores[0, 0])
    assert (below.lowest[0, 0], below.highest[0, 0]) == (0, 0)
    with pytest.raises(InputRefused):
        run(structure, values_of(structure, {"u": {"a": 0.0, "c": 4.0}}), geometric)


def test_a_very_deep_hierarchy_is_no_trouble() -> None:
    depth = 2000
    nodes = [Node(f"n{level}", level, f"n{level + 1}" if level < depth else None) for level in range(1, depth + 1)]
    assert structure_of(nodes).upward == tuple(node.code for node in nodes)
