"""The method once more, as plainly as it can be written: one unit, one code at a time, recursion, exactly rounded sums.

Written from the method page (shared with docs/index-engine.md), not from the
engine, and used only to hold the engine against it.
"""

import math
import statistics
from dataclasses import dataclass, replace

NA = "NA"
"""Beside numbers and None (no value)."""


@dataclass(frozen=True)
class Plain:
    """A structure as parent -> children and code -> weight; the switches as words, one entry a level of parents."""

    children: dict
    weights: dict
    level: dict
    top: str
    mean: list
    threshold: list
    by: list
    zero_weight: str = "out"
    na: str = "excluded"
    transform: str = "none"
    normalise: str = "none"

    def without(self, code):
        return replace(self, weights={**self.weights, code: 0})

    def weighted(self, weights):
        return replace(self, weights={**self.weights, **weights})


# --- leaves: number, None or "NA" -------------------------------------------------------


def used(plain, table):
    """The raw table (unit -> leaf -> number, None, "DK" or "NA") normalised, then transformed."""
    leaves = [code for code in plain.weights if code not in plain.children]
    table = {unit: {leaf: cleaned(plain, row[leaf]) for leaf in leaves} for unit, row in table.items()}
    for leaf in leaves:
        column = [row[leaf] for row in table.values() if row[leaf] not in (None, NA)]
        for row in table.values():
            if row[leaf] not in (None, NA):
                row[leaf] = transformed(plain, normalised(plain, row[leaf], column))
    return table


def cleaned(plain, cell):
    if cell == "DK" or (cell == NA and plain.na == "missing"):
        return None
    return cell if cell in (None, NA) else float(cell)


def normalised(plain, x, column):
    word, *ends = plain.normalise.split(":")
    if word == "minmax":
        a, b = map(float, ends or (0, 100))
        return a + (b - a) * (x - min(column)) / (max(column) - min(column))
    if word == "goalposts":
        low, high = map(float, ends)
        return 100 * max(0.0, min(1.0, (x - low) / (high - low)))
    if word == "zscore":
        mean = math.fsum(column) / len(column)
        return (x - mean) / math.sqrt(math.fsum((y - mean) ** 2 for y in column) / (len(column) - 1))
    if word == "prank":
        return sum(y < x for y in column) / (len(column) - 1)
    return x


def transformed(plain, x):
    return {"none": x, "shift99": 1 + 0.99 * x, "floor1": max(x, 1.0)}[plain.transform]


# --- up the tree --------------------------------------------------------------------------


def score(plain, code, row):
    """The value of a code: a number, None, or "NA"."""
    if code not in plain.children:
        return row[code]
    at = plain.level[code] - 2
    found = {child: score(plain, child, row) for child in plain.children[code]}
    heavy = [child for child in found if found[child] != NA and plain.weights[child] > 0]
    if not heavy:
        return NA
    present = [child for child in heavy if found[child] is not None]
    if not present:
        return None
    in_count = [c for c in found if found[c] != NA and (plain.weights[c] > 0 or plain.zero_weight == "counted")]
    if plain.by[at] == "count":
        share = sum(found[child] is not None for child in in_count) / len(in_count)
    else:
        share = weight_of(plain, present) / weight_of(plain, heavy)
    if share < plain.threshold[at] - 1e-12:
        return None
    return mean(plain.mean[at], [found[c] for c in present], [plain.weights[c] for c in present])


def weight_of(plain, codes):
    return math.fsum(plain.weights[code] for code in codes)


def mean(kind, values, weights):
    whole = math.fsum(weights)
    if kind == "arithmetic":
        return math.fsum(v * (w / whole) for v, w in zip(values, weights, strict=True))
    if any(v <= 0 for v in values):
        raise ZeroDivisionError(kind)
    if kind == "harmonic":
        return 1 / math.fsum(w / whole / v for v, w in zip(values, weights, strict=True))
    return math.prod(v ** (w / whole) for v, w in zip(values, weights, strict=True))


def coverage(plain, code, row):
    """The share of the applicable weight that is answered; None: nothing applies."""
    if code not in plain.children:
        return None if row[code] == NA else float(row[code] is not None)
    parts = [(plain.weights[child], coverage(plain, child, row)) for child in plain.children[code]]
    parts = [(weight, part) for weight, part in parts if weight > 0 and part is not None]
    whole = math.fsum(weight for weight, _ in parts)
    return math.fsum(weight / whole * part for weight, part in parts) if parts else None


def end_of_range(plain, code, raw, filling):
    """Everything missing as ``filling``, no threshold; a mean that needs more than 0 is 0 where it meets one."""
    free = replace(plain, threshold=[0] * len(plain.threshold))
    row = {leaf: cleaned(plain, cell) for leaf, cell in raw.items()}
    row = {leaf: float(filling) if cell is None else cell for leaf, cell in row.items()}
    row = {leaf: cell if cell == NA else transformed(plain, cell) for leaf, cell in row.items()}
    return _lenient(free, code, row)


def _lenient(plain, code, row):
    if code not in plain.children:
        return row[code]
    found = {child: _lenient(plain, child, row) for child in plain.children[code]}
    present = [child for child in found if found[child] != NA and plain.weights[child] > 0]
    if not present:
        return NA
    kind = plain.mean[plain.level[code] - 2]
    if kind != "arithmetic" and any(found[child] == 0 for child in present):
        return 0.0
    return mean(kind, [found[c] for c in present], [plain.weights[c] for c in present])


# --- over the units -------------------------------------------------------------------------


def ranks(scores):
    """unit -> score or None; the rank is 1 and one more for every unit strictly above."""
    known = {unit: round(float(score), 9) for unit, score in scores.items() if score not in (None, NA)}
    return {u: 1 + sum(other > known[u] for other in known.values()) if u in known else None for u in scores}


def top_ranks(plain, table):
    return ranks({unit: score(plain, plain.top, row) for unit, row in table.items()})


def quantile(numbers, share):
    """Type 7 of Hyndman and Fan."""
    ordered, place = sorted(numbers), (len(numbers) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def rank_figures(found):
    """mean, median, q05, q95, sd of some ranks."""
    if not found:
        return [None] * 5
    sd = statistics.stdev(found) if len(found) > 1 else None
    return [statistics.mean(found), statistics.median(found), quantile(found, 0.05), quantile(found, 0.95), sd]


def pearson(pairs):
    if len(pairs) < 2 or any(len(set(column)) == 1 for column in zip(*pairs, strict=True)):
        return None
    return statistics.correlation(*zip(*pairs, strict=True))


def average_rank(x, numbers):
    return sum(y < x for y in numbers) + (sum(y == x for y in numbers) + 1) / 2


def spearman(pairs):
    if not pairs:
        return None
    columns = [[round(x, 9) for x in column] for column in zip(*pairs, strict=True)]
    ranked = [[average_rank(x, column) for x in column] for column in columns]
    return pearson(list(zip(*ranked, strict=True)))


def effective_weight(plain, code):
    for parent, children in plain.children.items():
        if code in children:
            whole = weight_of(plain, children)
            own = plain.weights[code] / whole if whole else 0
            return own * effective_weight(plain, parent)
    return 1
