"""Ranks: 1 is the highest, ties share the smallest."""

import numpy as np

from assessment.index.arrays import Floats

DECIMALS = 9
_ROUNDED_BELOW = 1e6
"""Greater numbers have no nine decimals to round."""


def rounded(scores: Floats) -> Floats:
    """Scores to nine decimals, so that a binary fraction never decides about a rank."""
    small = np.abs(scores) < _ROUNDED_BELOW
    return np.where(small, np.round(np.where(small, scores, 0), DECIMALS), scores) + 0.0


def ranks(scores: Floats) -> Floats:
    """The rank of every unit within each row: 1 + the number strictly above; NaN where there is no score (NaN)."""
    unscored = np.isnan(scores)
    falling = np.where(unscored, np.inf, -rounded(scores))
    order = np.argsort(falling, axis=1, kind="stable")
    in_order = np.take_along_axis(falling, order, axis=1)
    places = np.broadcast_to(np.arange(scores.shape[1]), scores.shape)
    begins = np.ones(scores.shape, dtype=bool)
    begins[:, 1:] = in_order[:, 1:] != in_order[:, :-1]
    shared = np.maximum.accumulate(np.where(begins, places, 0), axis=1) + 1.0
    result = np.empty(scores.shape)
    np.put_along_axis(result, order, shared, axis=1)
    result[unscored] = np.nan
    return result


def average_ranks(numbers: Floats) -> Floats:
    """Rising ranks of one row without gaps, ties sharing their average (for Spearman's correlation)."""
    _, inverse, counts = np.unique(rounded(numbers), return_inverse=True, return_counts=True)
    ends: Floats = np.cumsum(counts).astype(np.float64)
    result: Floats = (ends - (counts - 1) / 2)[inverse]
    return result
