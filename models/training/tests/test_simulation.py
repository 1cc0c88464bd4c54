"""[FC-53] A market whose truth is known: most of what can be learned is, and of shuffled outcomes nothing."""

from __future__ import annotations


import numpy as np
import pytest

from wick_training.recipes.registry import RECIPES
from wick_training.references import References
from wick_training.simulation.process import Process, simulate
from wick_training.simulation.run import fitted_skills, joined, shuffled_skills
from wick_training.simulation.shares import Skills, recovered, skills
from wick_training.simulation.truth import true_outlook
from wick_training.simulation.world import World, make_world

ENOUGH = 0.6
"""Of a market this small; `simulate` asks for more of a larger one."""

@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("simulated"), coins=3, bars=5000, seed=3, test_stride=3)


@pytest.fixture(scope="module")
def truth(world: World) -> Skills:
    return skills(world.test, world.truth(), References.of(joined(world)))


def test_a_simulated_market_is_what_it_says():
    process = Process()
    market = simulate(process, 40_000, seed=1)
    noise = market.returns[1:] - process.phi * market.returns[:-1]
    assert noise.std() == pytest.approx(process.sigma, rel=0.1)
    assert np.corrcoef(market.returns[1:], market.returns[:-1])[0, 1] == pytest.approx(process.phi, abs=0.03)
    standard = noise / np.sqrt(market.next_variance[:-1])
    assert standard.std() == pytest.approx(1, abs=0.02) and np.mean(standard**4) == pytest.approx(3, abs=0.2)
    assert np.all(market.low <= np.minimum(market.open, market.close)) and np.all(market.high >= np.maximum(market.open, market.close))
    assert np.array_equal(market.open[1:], market.close[:-1])


def test_the_truth_without_garch_is_the_normal_distribution_of_an_autoregression():
    process = Process(phi=0.3, alpha=0.0, beta=0.0, sigma=0.01)
    last, variance = np.array([0.02, -0.01]), np.full(2, 1e-4)
    quantiles, probabilities = true_outlook(process, last, variance, seed=2)
    weights = np.array([sum(0.3**k for k in range(5 - step)) for step in range(5)])
    mean, deviation = last * sum(0.3**k for k in range(1, 6)), 0.01 * np.sqrt((weights**2).sum())
    assert np.abs(quantiles[:, 2] - mean).max() < 0.08 * deviation
    assert quantiles[:, 3] - quantiles[:, 1] == pytest.approx(2 * 1.2816 * deviation, rel=0.08)
    assert probabilities.sum(axis=1) == pytest.approx(1)


def test_what_can_be_known_of_it_is_something(truth: Skills):
    assert truth.pinball is not None
    assert truth.direction.low > 0 and truth.pinball.low > 0


@pytest.mark.parametrize("name", ["lightgbm", "xgboost", "dlinear"])
def test_models_learn_most_of_it(name: str, world: World, truth: Skills):
    assert recovered(fitted_skills(world, RECIPES[name], References.of(joined(world))), truth) > ENOUGH


@pytest.mark.parametrize("name", ["lightgbm", "xgboost", "dlinear"])
def test_of_shuffled_outcomes_nothing_is_found(name: str, world: World):
    nothing = shuffled_skills(world, RECIPES[name])
    for one in (nothing.direction, nothing.pinball):
        assert one is None or one.low <= 0 <= one.high
