"""Random hierarchies, tables and methods, for the engine and for the naive implementation alike."""

from random import Random

import numpy as np

from assessment.index import (
    Mean,
    Method,
    Node,
    NotApplicable,
    Structure,
    ThresholdBy,
    Transform,
    Values,
    ZeroWeight,
    listed,
    normalisation,
    structure_of,
    values_of,
)
from tests.index.naive import Plain

WEIGHTS = (1, 1, 1, 2, 0.5, 3.7, 0.1, 0.2, 0)
THRESHOLDS = (0, 0, 0.5, 0.5, 0.66, 1 / 3, 1)


class Case:
    """One drawn structure, table and method, in both forms."""

    def __init__(self, seed: int) -> None:
        self.draw = Random(seed)
        self.levels = self.draw.choice([2, 3, 3, 4])
        self.nodes = self._nodes()
        self.structure: Structure = structure_of(self.nodes)
        self.plain = self._plain()
        self.units = [f"u{number}" for number in range(self.draw.randint(1, 5))]
        self.table = {unit: {leaf: self._cell() for leaf in self.structure.leaves} for unit in self.units}
        self.groups = {unit: self.draw.choice(["", "north", "south"]) for unit in self.units}
        self.values: Values = values_of(self.structure, self.table, self.groups)
        self.method = method_of(self.plain)

    def _nodes(self) -> list[Node]:
        nodes, above = [Node("top", self.levels, None)], [("top", self.levels)]
        while above:
            parent, level = above.pop()
            for number in range(self.draw.randint(1, 3)):
                code = f"{parent}.{number}".removeprefix("top.")
                below = (
                    level - 1 if self.draw.random() < 0.9 or level == self.levels else self.draw.randint(1, level - 1)
                )
                below = below if number else level - 1
                nodes.append(Node(code, below, parent, self.draw.choice(WEIGHTS)))
                if below > 1:
                    above.append((code, below))
        self.draw.shuffle(nodes)
        return nodes

    def _plain(self) -> Plain:
        children: dict[str, list[str]] = {}
        for node in self.nodes:
            if node.parent is not None:
                children.setdefault(node.parent, []).append(node.code)
        by_level = range(self.levels - 1)
        means = ["arithmetic", "geometric", "harmonic"] if self.draw.random() < 0.5 else ["arithmetic"]
        scales = ["none"] * 3
        if means == ["arithmetic"]:
            scales += ["minmax", "minmax:1:10", "zscore", "goalposts:20:80", "goalposts:90:10", "prank"]
        return Plain(
            children=children,
            weights={node.code: node.weight for node in self.nodes},
            level={node.code: node.level for node in self.nodes},
            top="top",
            mean=[self.draw.choice(means) for _ in by_level],
            threshold=[self.draw.choice(THRESHOLDS) for _ in by_level],
            by=[self.draw.choice(["count", "weight"]) for _ in by_level],
            zero_weight=self.draw.choice(["out", "counted"]),
            na=self.draw.choice(["excluded", "missing"]),
            transform=self.draw.choice(["none", "shift99", "floor1"]),
            normalise=self.draw.choice(scales),
        )

    def _cell(self) -> float | str | None:
        fate = self.draw.random()
        if fate < 0.3:
            return self.draw.choice([None, "NA", "DK"])
        return self.draw.choice([1, 25, 50, 75, 100]) if fate < 0.6 else self.draw.uniform(0.5, 100)


def method_of(plain: Plain) -> Method:
    return Method(
        mean=listed(Mean, ",".join(plain.mean)),
        threshold=tuple(plain.threshold),
        threshold_by=listed(ThresholdBy, ",".join(plain.by)),
        zero_weight=ZeroWeight(plain.zero_weight),
        not_applicable=NotApplicable(plain.na),
        transform=Transform(plain.transform),
        normalisation=normalisation(plain.normalise),
    )


def numbers(values: list[object]) -> np.ndarray:
    """Numbers, None and "NA" as the engine gives them: NaN for what is no number."""
    return np.array([np.nan if value in (None, "NA") else float(value) for value in values])  # type: ignore[arg-type]
