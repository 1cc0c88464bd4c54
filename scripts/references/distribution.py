"""Reference for market/forecast/distribution.ts, and for its port in models/training: SciPy's Student t, from the rule [FC-70].

  distribution.py    generated quantiles with their chances, as the JSON of market/forecast/test-data/distribution.json
"""

import json

import numpy as np
from scipy.stats import t as student

LEVELS = np.array([0.025, 0.1, 0.5, 0.9, 0.975])
SCORES = student.ppf(LEVELS, 4)
DOWN, UP = np.log(0.995), np.log(1.005)
AT = [-0.3, -0.02, DOWN, -1e-4, 0.0, 1e-4, UP, 0.02, 0.3]


def score(q, x):
    """Linear between the five points, the end segments going on; the last of points with one return counts."""
    if x < q[0]:
        rise = q[1] - q[0]
        return -np.inf if rise == 0 else SCORES[0] + (x - q[0]) / rise * (SCORES[1] - SCORES[0])
    if x > q[4]:
        rise = q[4] - q[3]
        return np.inf if rise == 0 else SCORES[4] + (x - q[4]) / rise * (SCORES[4] - SCORES[3])
    last = np.searchsorted(q, x, side="right") - 1
    if q[last] == x:
        return SCORES[last]
    return SCORES[last] + (x - q[last]) / (q[last + 1] - q[last]) * (SCORES[last + 1] - SCORES[last])


def case(name, quantiles):
    q = np.asarray(quantiles, dtype=float)
    down, up = student.cdf(score(q, DOWN), 4), student.sf(score(q, UP), 4)
    below = [float(student.cdf(score(q, x), 4)) for x in AT]
    return {
        "name": name,
        "quantiles": q.tolist(),
        "probabilities": [float(down), float(max(0, 1 - down - up)), float(up)],
        "atMost": below,
    }


def main():
    rng = np.random.default_rng(7)
    base = np.array([-2.1, -1.1, 0.0, 1.1, 2.1])
    cases = [case(f"σ of {s:g}", base * s) for s in (1e-9, 1e-4, 1e-3, 5e-3, 0.02, 0.3, 3)]
    cases += [
        case("all equal at 0", [0] * 5),
        case("all equal below", [-0.1] * 5),
        case("all equal above", [0.1] * 5),
        case("all equal at the threshold of up", [UP] * 5),
        case("lower two equal", [-0.02, -0.02, 0, 0.01, 0.03]),
        case("upper two equal", [-0.03, -0.01, 0, 0.02, 0.02]),
        case("middle three equal", [-0.03, 0, 0, 0, 0.03]),
        case("upper two equal below the threshold", [-0.03, -0.02, -0.01, 0, 0]),
        case("lower two equal above the threshold", [0, 0, 0.01, 0.02, 0.03]),
        case("a quantile on each threshold", [-0.03, DOWN, 0, UP, 0.03]),
        case("both thresholds below", [0.01, 0.02, 0.03, 0.04, 0.05]),
        case("both thresholds above", [-0.05, -0.04, -0.03, -0.02, -0.01]),
        case("next to equal", [-1e-300, 0, 1e-300, 2e-300, 3e-300]),
    ]
    for i in range(60):
        scale = 10 ** rng.uniform(-4, -1)
        gaps = rng.gamma(1.5, 1, 4) * scale
        gaps[rng.random(4) < 0.05] = 0
        cases.append(case(f"random {i}", rng.normal(0, 0.3) * scale + np.cumsum([0, *gaps]) - gaps[:2].sum()))
    print(json.dumps({"at": AT, "cases": cases}, indent=1))


main()
