"""References for market/forecast/arima: statsmodels' SARIMAX and KPSS.

  arima.py real KLINES_DIR WINDOWS SMALL,LARGE   of each recorded 1h, 12h and 1d series, as JSON: all of it at fixed
                                            parameters; and windows of 500 log closes, at fixed parameters, and fitted
                                            with so many orders of p + q up to 3 and beyond
  arima.py fixture                          generated series with their references, as JSON
  arima.py time FILE                        seconds of processor time that SARIMAX.fit takes for [[closes], [p, d, q, trend]] of FILE
"""

import csv
import gzip
import json
import os
import sys
import time
import warnings
from pathlib import Path

# Small systems: threads only wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from statsmodels.tsa.statespace.sarimax import SARIMAX
from statsmodels.tsa.statespace.tools import constrain_stationary_univariate
from statsmodels.tsa.stattools import kpss

warnings.simplefilter("ignore")

SIZE = 500
AHEAD = [1, 5, 24]
FIXED = [(0, 0), (1, 0), (0, 1), (1, 1), (2, 1), (3, 0), (0, 3), (2, 2), (5, 0), (0, 5), (4, 3), (5, 5)]
SMALL = [(1, 0), (0, 1), (1, 1), (2, 0), (0, 2), (2, 1), (1, 2), (3, 0), (0, 3)]
LARGE = [(2, 2), (3, 1), (1, 3), (3, 3), (5, 0), (0, 5), (4, 2), (5, 5)]


def tests(levels):
    """KPSS of the level, of the differences, and of theirs: by so many lags as statsmodels calls legacy."""
    return [float(kpss(np.diff(levels, n=d), regression="c", nlags="legacy", result_object=False)[0]) for d in (0, 1, 2)]


def parameters(random, p, q, trend, series, edge):
    """Stationary and invertible ones, in the order of SARIMAX: intercept, AR, MA, variance."""
    free = random.normal(0, edge, p + q)
    stationary = lambda some: constrain_stationary_univariate(some) if len(some) > 0 else some
    ar, ma = stationary(free[:p]), -stationary(free[p:])
    mean = series.mean() * (1 + random.normal(0, 0.1))
    intercept = [mean * (1 - ar.sum())] if trend == "c" else []
    return np.concatenate([intercept, ar, ma, [series.var() * np.exp(random.normal(0, 0.3))]])


def exact(levels, order, trend, **options):
    """Without SARIMAX's habit of taking the filter for steady when variances change by less than 3e-10: those of returns are 1e-4."""
    model = SARIMAX(levels, order=order, trend=trend, **options)
    model.ssm.tolerance = 0
    return model


def forecast(result):
    ahead = result.get_forecast(max(AHEAD))
    pick = lambda column: [float(column[h - 1]) for h in AHEAD]
    return pick(ahead.predicted_mean), pick(ahead.var_pred_mean)


def fixed(levels, random, orders, kinds=((0, "c"), (1, "c"), (1, "n"), (2, "n"))):
    cases = []
    for p, q in orders:
        for d, trend in kinds:
            series = np.diff(levels, n=d)
            # Many roots near the circle are beyond double precision: by 60 digits, SARIMAX itself is off by 1e-3 there.
            edge = random.choice([0.3, 1.0, 3.0] if p + q <= 3 else [0.3, 0.8])
            given = parameters(random, p, q, trend, series, edge)
            result = exact(levels, (p, d, q), trend, simple_differencing=True).filter(given)
            mean, variance = forecast(result)
            whole = exact(levels, (p, d, q), trend, use_exact_diffuse=True).filter(given)
            level_mean, level_variance = forecast(whole)
            cases.append({
                "p": p, "d": d, "q": q, "hasMean": trend == "c", "parameters": given.tolist(), "logLikelihood": float(result.llf),
                "mean": mean, "variance": variance, "levelMean": level_mean, "levelVariance": level_variance,
            })
    return cases


def optima(levels, orders, kinds=((1, "n"), (1, "c"), (0, "c"))):
    cases = []
    for p, q in orders:
        for d, trend in kinds:
            model = SARIMAX(levels, order=(p, d, q), trend=trend, simple_differencing=True)
            try:
                found = float(model.fit(disp=False, maxiter=200).llf)
            except np.linalg.LinAlgError:
                continue
            cases.append({"p": p, "d": d, "q": q, "hasMean": trend == "c", "logLikelihood": found})
    return cases


def closes(path):
    with gzip.open(path, "rt") as lines:
        return np.array([float(row["close"]) for row in csv.DictReader(lines)])


def real(folder, windows, orders):
    found = []
    small, large = orders
    for path in sorted((folder / "spot").glob("*.csv.gz")):
        if path.name.split("_")[1].split(".")[0] not in ("1h", "12h", "1d"):
            continue
        all_closes = closes(path)
        random = np.random.default_rng(len(all_closes))
        whole = fixed(np.log(all_closes), random, [(2, 1)], [(1, "c")])
        found.append({"file": f"spot/{path.name}", "start": 0, "end": len(all_closes), "tests": tests(np.log(all_closes)), "fixed": whole, "optima": []})
        for end in np.linspace(SIZE, len(all_closes), windows + 1).astype(int)[1:]:
            levels = np.log(all_closes[end - SIZE : end])
            pick = lambda many, count: [many[i] for i in random.choice(len(many), count, replace=False)]
            found.append({
                "file": f"spot/{path.name}", "start": int(end) - SIZE, "end": int(end), "tests": tests(levels),
                "fixed": fixed(levels, random, pick(FIXED, 3)),
                "optima": optima(levels, pick(SMALL, small) + pick(LARGE, large), pick([(1, "n"), (1, "c"), (0, "c")], 2)),
            })
    json.dump(found, sys.stdout)


def fixture():
    random = np.random.default_rng(20250307)
    found = []
    for name, ar, ma, walk in (("walk", [], [], True), ("swing", [0.6, -0.3], [0.4], True), ("level", [0.9], [], False)):
        shocks = random.normal(0, 0.01, 200)
        series = np.zeros(200)
        for t in range(200):
            series[t] = shocks[t] + sum(c * series[t - 1 - i] for i, c in enumerate(ar) if t > i) + sum(c * shocks[t - 1 - i] for i, c in enumerate(ma) if t > i)
        prices = np.round(1000 * np.exp(np.cumsum(series) if walk else series), 2)
        levels = np.log(prices)
        found.append({
            "name": name, "closes": prices.tolist(), "tests": tests(levels),
            "fixed": fixed(levels, random, [(0, 0), (1, 1), (3, 2)]),
            "optima": optima(levels, [(1, 0), (0, 1), (1, 1), (2, 1), (2, 2)]),
        })
    json.dump({"cases": found}, sys.stdout, indent=1)
    print()


def timed(path):
    levels, (p, d, q, trend) = json.loads(Path(path).read_text())
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        SARIMAX(levels, order=(p, d, q), trend=trend, simple_differencing=True).fit(disp=False)
        best = min(best, time.process_time() - start)
    print(best)


if __name__ == "__main__":
    if sys.argv[1] == "real":
        real(Path(sys.argv[2]), int(sys.argv[3]), [int(count) for count in sys.argv[4].split(",")])
    elif sys.argv[1] == "fixture":
        fixture()
    else:
        timed(sys.argv[2])
