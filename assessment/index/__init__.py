"""The general engine: any weighted hierarchy on any table of units, with numpy.

    structure = read_structure(Path("structure.csv"))
    values = read_values(Path("values.csv"), structure)
    results = run(structure, values, Method(mean=(Mean.GEOMETRIC,)), Noise(repetitions=1000, seed=1))
    write(results, Path("out"))

The method, the choices made in it and their sources: docs/index-engine.md.
"""

from assessment.index.method import (
    Mean,
    Method,
    Normalisation,
    NotApplicable,
    Scale,
    ThresholdBy,
    Transform,
    ZeroWeight,
    listed,
    normalisation,
)
from assessment.index.problems import InputRefused, Problem
from assessment.index.reading import Input, read_input
from assessment.index.running import Results, run
from assessment.index.structure import Node, Structure, read_structure, structure_of
from assessment.index.uncertainty import LeaveOneOut, Noise, RankStats
from assessment.index.values import Values, read_values, values_of
from assessment.index.weights import read_repetitions, read_weights
from assessment.index.writing import as_files, write

__all__ = [
    "Input",
    "InputRefused",
    "LeaveOneOut",
    "Mean",
    "Method",
    "Node",
    "Noise",
    "Normalisation",
    "NotApplicable",
    "Problem",
    "RankStats",
    "Results",
    "Scale",
    "Structure",
    "ThresholdBy",
    "Transform",
    "Values",
    "ZeroWeight",
    "as_files",
    "listed",
    "normalisation",
    "read_input",
    "read_repetitions",
    "read_structure",
    "read_values",
    "read_weights",
    "run",
    "structure_of",
    "values_of",
    "write",
]
