"""The types of the arrays: numbers (NaN: no value) and yes/no."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
