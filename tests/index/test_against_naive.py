"""The engine agrees with a second, naive implementation on a thousand random structures with missing values."""

import numpy as np
import pytest

from assessment.index import InputRefused, Results, run
from tests.index import naive
from tests.index.drawing import Case, numbers

CLOSE = 1e-9
CASES, PARTS = 1000, 10
LEAST_COMPARED = 0.8


def close(found: object, expected: object) -> None:
    np.testing.assert_allclose(found, expected, rtol=CLOSE, atol=CLOSE)


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.thorough) for part in range(1, PARTS))])
def test_a_thousand_random_structures_come_out_alike(part: int) -> None:
    compared = 0
    for seed in range(part * CASES // PARTS, (part + 1) * CASES // PARTS):
        case = Case(seed)
        try:
            used = naive.used(case.plain, case.table)
        except ZeroDivisionError:  # a column that cannot be normalised
            with pytest.raises(InputRefused):
                run(case.structure, case.values, case.method)
            continue
        given = case.structure.weights[[case.structure.index[code] for code in case.structure.below_top]]
        given = np.array([[case.draw.uniform(0, 2) * weight for weight in given] for _ in range(3)])
        results = run(case.structure, case.values, case.method, given)
        compare(case, used, results, given)
        compared += 1
    assert compared >= LEAST_COMPARED * CASES / PARTS


def table(rows: list[list[object]]) -> np.ndarray:
    return np.array([numbers(row) for row in rows])


def compare(case: Case, used: dict, results: Results, given: np.ndarray) -> None:
    plain, codes, rows = case.plain, case.structure.codes, list(used.values())
    scores = [[naive.score(plain, code, row) for row in rows] for code in codes]
    ranks = [list(naive.ranks(dict(zip(used, column, strict=True))).values()) for column in scores]
    close(results.scores.T, table(scores))
    close(results.ranks.T, table(ranks))
    close(results.coverage.T, table([[naive.coverage(plain, code, row) for row in rows] for code in codes]))
    close(results.effective_weights, [naive.effective_weight(plain, code) for code in codes])
    if plain.normalise == "none":
        for ends, filling in ((results.lowest, 0), (results.highest, 100)):
            raw = case.table.values()
            close(ends.T, table([[naive.end_of_range(plain, code, row, filling) for row in raw] for code in codes]))
    compare_leaving_out(case, used, results)
    compare_repetitions(case, used, results, given)
    compare_groups(case, results)
    compare_correlations(case, results)


def compare_leaving_out(case: Case, used: dict, results: Results) -> None:
    scores, ranks = [], []
    for code in case.structure.below_top:
        without = case.plain.without(code)
        found = {unit: naive.score(without, without.top, row) for unit, row in used.items()}
        scores.append(list(found.values()))
        ranks.append(list(naive.ranks(found).values()))
    close(results.leave_one_out.scores, table(scores))
    close(results.leave_one_out.ranks, table(ranks))


def compare_repetitions(case: Case, used: dict, results: Results, given: np.ndarray) -> None:
    sets = [dict(zip(case.structure.below_top, row.tolist(), strict=True)) for row in given]
    found = [naive.top_ranks(case.plain.weighted(weights), used) for weights in sets]
    of_units = [[ranks[unit] for ranks in found if ranks[unit] is not None] for unit in used]
    stats = results.rank_stats
    figures = np.array([stats.mean, stats.median, stats.q05, stats.q95, stats.sd])
    close(figures.T, table([naive.rank_figures(ranks) for ranks in of_units]))


def compare_groups(case: Case, results: Results) -> None:
    figures, expected = [], []
    for f in results.groups:
        column = results.scores[:, case.structure.index[f.code]]
        found = [s for s, u in zip(column, case.units, strict=True) if case.groups[u] == f.group and s == s]
        quartiles = [naive.quantile(found, share) if found else None for share in (0, 0.25, 0.5, 0.75, 1)]
        mean, _, _, _, sd = naive.rank_figures(found)
        figures.append([f.n, f.mean, f.sd, f.minimum, f.q1, f.median, f.q3, f.maximum])
        expected.append([len(found), mean, sd, *quartiles])
    close(table(figures), table(expected))


def compare_correlations(case: Case, results: Results) -> None:
    families = [[*children, parent] for parent, children in case.plain.children.items()]
    expected = {frozenset((a, b)) for family in families for a in family for b in family if a != b}
    assert {frozenset((c.first, c.second)) for c in results.correlations} == expected
    assert len(results.correlations) == len(expected)
    columns = dict(zip(case.structure.codes, np.round(results.scores, 9).T.tolist(), strict=True))
    figures, naively = [], []
    for c in results.correlations:
        pairs = [(x, y) for x, y in zip(columns[c.first], columns[c.second], strict=True) if x == x and y == y]
        figures.append([c.n, c.pearson, c.spearman])
        naively.append([len(pairs), naive.pearson(pairs), naive.spearman(pairs)])
    np.testing.assert_allclose(table(figures), table(naively), atol=1e-6)
