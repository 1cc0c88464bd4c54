"""[FC-70], [FC-71]: chances from quantiles are those of the engine, by one golden file of SciPy's numbers."""

import json
from pathlib import Path

import numpy as np

from wick_training import distribution

GOLDEN = json.loads((Path(__file__).parents[3] / "market/forecast/test-data/distribution.json").read_text())
QUANTILES = np.array([case["quantiles"] for case in GOLDEN["cases"]])


def test_chances_of_returns_are_those_of_the_engine() -> None:
    for place, x in enumerate(GOLDEN["at"]):
        expected = np.array([case["atMost"][place] for case in GOLDEN["cases"]])
        assert np.abs(distribution.chance_at_most(QUANTILES, x) - expected).max() < 1e-12


def test_chances_of_down_neutral_and_up_are_those_of_the_engine() -> None:
    expected = np.array([case["probabilities"] for case in GOLDEN["cases"]])
    assert np.abs(distribution.probabilities(QUANTILES) - expected).max() < 1e-12
