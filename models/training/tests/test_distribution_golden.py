from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from wick_training.distribution import chance_at_most, probabilities

GOLDEN = json.loads((Path(__file__).parents[3] / "market/forecast/test-data/distribution.json").read_text())


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: case["name"])
def test_probabilities_are_those_of_the_app(case: dict):
    """[FC-70]: edge cases and all, one at a time and as a batch."""
    quantiles = np.array(case["quantiles"])
    assert probabilities(quantiles) == pytest.approx(case["probabilities"], abs=1e-12)
    assert probabilities(np.stack([quantiles] * 3))[2] == pytest.approx(case["probabilities"], abs=1e-12)
    found = [float(chance_at_most(quantiles, x)) for x in GOLDEN["at"]]
    assert found == pytest.approx(case["atMost"], abs=1e-12)
