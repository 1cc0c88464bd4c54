"""References for market/pairs: NumPy, SciPy and statsmodels, written from the definitions of docs/spec/pairs.md.

  pairs.py real KLINES_DIR OUT_DIR   every pair of recorded series of one timeframe: float64 files and an index
  pairs.py fixture                   generated series with their references, as the JSON of test-data/reference.json
"""

import csv
import gzip
import itertools
import json
import os
import re
import sys
import warnings
from pathlib import Path

# Small regressions: threads only wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import stats
from statsmodels.tools.sm_exceptions import CollinearityWarning
from statsmodels.tsa.stattools import adfuller, coint

warnings.simplefilter("ignore", CollinearityWarning)
warnings.simplefilter("ignore", FutureWarning)

MEASURES = ["hedgeRatio", "intercept", "kalmanHedgeRatio", "spread", "spreadDeviation", "zScore", "correlation", "beta", "halfLife"]
CHUNK = 20_000


def rolling(y, x, window):
    """A row of MEASURES for each full window; NaN where a measure does not exist."""
    out = np.empty((len(y) - window + 1, len(MEASURES)))
    for start in range(0, len(out), CHUNK):
        end = min(len(out), start + CHUNK)
        part = slice(start, end + window - 1)
        out[start:end] = rolling_part(sliding_window_view(y[part], window), sliding_window_view(x[part], window))
    return out


def rolling_part(wy, wx):
    n = wy.shape[1]
    my, mx = wy.mean(1, keepdims=True), wx.mean(1, keepdims=True)
    dy, dx = wy - my, wx - mx
    sxx = (dx * dx).sum(1)
    slope = (dx * dy).sum(1) / sxx
    intercept = my[:, 0] - slope * mx[:, 0]
    rest = wy - intercept[:, None] - slope[:, None] * wx
    deviation = rest.std(1, ddof=1)
    z = (rest[:, -1] - rest.mean(1)) / deviation
    ry, rx = np.diff(wy, axis=1), np.diff(wx, axis=1)
    cy, cx = ry - ry.mean(1, keepdims=True), rx - rx.mean(1, keepdims=True)
    cov = (cy * cx).sum(1)
    correlation = cov / np.sqrt((cy * cy).sum(1) * (cx * cx).sum(1))
    beta = cov / (cx * cx).sum(1)
    before, after = rest[:, :-1], rest[:, 1:]
    b0 = before - before.mean(1, keepdims=True)
    phi = (b0 * (after - after.mean(1, keepdims=True))).sum(1) / (b0 * b0).sum(1)
    with np.errstate(invalid="ignore", divide="ignore"):
        half = np.where((phi > 0) & (phi < 1), -np.log(2) / np.log(phi), np.nan)
    return np.column_stack([slope, intercept, kalman(dy, dx, sxx), rest[:, -1], deviation, z, correlation, beta, half])


def kalman(dy, dx, sxx):
    """The covariance form, from a prior so wide that it does not count: another arithmetic than the code's."""
    n = dy.shape[1]
    noise = n / ((n / 4) ** 2 * sxx)
    ratio, variance = np.zeros(len(dy)), 1e18 / sxx
    for i in range(n):
        variance = variance + noise
        gain = variance * dx[:, i] / (1 + variance * dx[:, i] ** 2)
        ratio = ratio + gain * (dy[:, i] - dx[:, i] * ratio)
        variance = variance / (1 + variance * dx[:, i] ** 2)
    return ratio


def engle_granger(y, x):
    statistic, p, critical = coint(y, x, trend="c", autolag="aic")
    return {"statistic": statistic, "pValue": p, "criticalValues": list(critical)}


def used_lag(y, x):
    """What coint does not tell."""
    design = np.column_stack([x, np.ones(len(x))])
    rest = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return int(adfuller(rest, regression="n", autolag="aic")[2])


def price_stats(close, volume, quote):
    returns = np.diff(np.log(close))
    high = np.maximum.accumulate(close)
    return {
        "mean": close.mean(),
        "variance": close.var(ddof=1),
        "totalReturn": close[-1] / close[0] - 1,
        "meanReturn": returns.mean(),
        "volatility": returns.std(ddof=1),
        "skewness": float(stats.skew(returns, bias=False)),
        "kurtosis": float(stats.kurtosis(returns, bias=False)),
        "maxDrawdown": ((high - close) / high).max(),
        "drawdown": ((high - close) / high)[-1],
        "vwap": None if np.isnan(quote).any() or volume.sum() == 0 else quote.sum() / volume.sum(),
    }


def read(path):
    with gzip.open(path, "rt") as lines:
        rows = list(csv.DictReader(lines))
    number = lambda text: float(text) if text else float("nan")
    column = lambda name: np.array([number(row.get(name, "")) for row in rows])
    time = np.array([int(row["open_time"]) for row in rows])
    return {"time": time, "close": column("close"), "volume": column("volume"), "quote": column("quote_volume")}


def tests(y, x):
    found = []
    for window, count in ((60, 6), (250, 3), (2000, 1)):
        if len(y) < window:
            continue
        for end in np.linspace(window, len(y), count).astype(int):
            part = slice(end - window, end)
            found.append({"end": int(end), "window": window, **engle_granger(y[part], x[part])})
    return found


def real(klines, out):
    index = {"pairs": [], "stats": []}
    for folder in sorted(klines.iterdir()):
        series = [(*re.match(r"([A-Z]+USDT)(?:_UM)?_(\w+?)(?:_\d+_\d+)?\.csv", path.name).groups(), path, read(path)) for path in sorted(folder.glob("*.csv.gz"))]
        for symbol, timeframe, path, data in series:
            for end in range(500, len(data["time"]) + 1, 500):
                part = slice(end - 500, end)
                index["stats"].append({"file": f"{folder.name}/{path.name}", "timeframe": timeframe, "end": end, **price_stats(data["close"][part], data["volume"][part], data["quote"][part])})
        for (s1, t1, p1, d1), (s2, t2, p2, d2) in itertools.combinations(series, 2):
            if t1 != t2 or s1 == s2:
                continue
            times, i1, i2 = np.intersect1d(d1["time"], d2["time"], return_indices=True)
            if len(times) < 100:
                continue
            y, x = np.log(d1["close"][i1]), np.log(d2["close"][i2])
            name = f"{len(index['pairs'])}.f64"
            rolling(y, x, 60).tofile(out / name)
            index["pairs"].append({"file1": f"{folder.name}/{p1.name}", "file2": f"{folder.name}/{p2.name}", "timeframe": t1, "bars": len(times), "window": 60, "values": name, "tests": tests(y, x)})
    json.dump(index, sys.stdout)


def fixture():
    random = np.random.default_rng(20241121)
    cases = []
    for name, n, walk in (("together", 260, 0.02), ("apart", 260, 1.0), ("short", 24, 0.1)):
        x = np.log(3000) + np.cumsum(random.normal(0, 0.002, n))
        noise = np.zeros(n)
        for i in range(1, n):
            noise[i] = (1 - walk if walk < 1 else 1) * noise[i - 1] + random.normal(0, 0.001)
        price1, price2 = np.round(np.exp(2 + 1.1 * x + noise), 2), np.round(np.exp(x), 2)
        y, x = np.log(price1), np.log(price2)
        volume = np.round(random.exponential(10, n), 3)
        windows = [w for w in (20, 60, 250) if w <= n]
        cases.append({
            "name": name, "price1": price1.tolist(), "price2": price2.tolist(), "volume": volume.tolist(),
            "windows": [{"window": w, "values": dict(zip(MEASURES, [None if np.isnan(v) else v for v in rolling(y[-w:], x[-w:], w)[0]])), "test": None if w < 30 else {**engle_granger(y[-w:], x[-w:]), "usedLag": used_lag(y[-w:], x[-w:])}} for w in windows],
            "stats": price_stats(price1, volume, volume * price1),
        })
    json.dump({"cases": cases}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    if sys.argv[1] == "real":
        real(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        fixture()
