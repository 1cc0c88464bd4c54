"""Targets and baselines of market/forecast by NumPy, written from the definitions of docs/spec/forecasts.md.

  forecast_baselines.py BARS TIMEFRAME FIRST STRIDE OUT

BARS as `columns.read` takes them. Of every STRIDE-th bar from FIRST on a row of doubles, little endian, NaN where there
is no value: σ24; for each horizon y, v, naive's variance and five quantiles, drift's five, HAR's variance and five;
then naive's three class frequencies.
"""

import sys

import numpy as np
from columns import read

LEVELS = np.array([0.025, 0.1, 0.5, 0.9, 0.975])
NORMAL = np.array([-1.959963984540054, -1.2815515655446004, 0, 1.2815515655446004, 1.959963984540054])
STEP = {"1h": 3_600_000, "12h": 43_200_000, "1d": 86_400_000}


class Series:
    def __init__(self, bars, timeframe):
        self.time, self.close = bars.time, bars.close
        self.step = STEP[timeframe]
        self.horizons = [1, 5, 24] if timeframe == "1h" else [1, 5]
        self.lags = [1, 5, 24] if timeframe == "1h" else [1, 5, 22]
        squares = np.log(bars.high / bars.low) ** 2 / 2
        self.variance = np.maximum(1e-8, squares - (2 * np.log(2) - 1) * np.log(bars.close / bars.open) ** 2)
        self.log = np.log(bars.close)
        self.minus = np.diff(self.log)

    def row(self, i):
        count = min(24, i)
        values = [np.std(self.minus[i - count : i], ddof=1) + 1e-6]
        for horizon in self.horizons:
            values += [*self.target(i, horizon), *self.naive(i, horizon), *self.drift(i, horizon), *self.har(i, horizon)]
        return values + self.classes(i)

    def target(self, i, horizon):
        then = np.searchsorted(self.time, self.time[i] + horizon * self.step)
        whole = then < len(self.time) and self.time[then] == self.time[i] + horizon * self.step and then - i == horizon
        return [self.log[then] - self.log[i], self.variance[i + 1 : then + 1].sum()] if whole else [np.nan, np.nan]

    def pairs(self, i, horizon):
        """The bars of the last 500 that have one `horizon` bars of time before them."""
        ends = np.arange(max(horizon, i - 499), i + 1)
        return ends[self.time[ends] - self.time[ends - horizon] == horizon * self.step]

    def naive(self, i, horizon):
        ends = self.pairs(i, horizon)
        q = np.quantile(self.log[ends] - self.log[ends - horizon], LEVELS)
        q = [min(q[0], 0), min(q[1], 0), 0, max(q[3], 0), max(q[4], 0)]
        return [horizon * self.variance[i - 499 : i + 1].mean(), *q]

    def drift(self, i, horizon):
        minus = self.minus[i - 500 : i]
        return horizon * minus.mean() + NORMAL * minus.std(ddof=1) * np.sqrt(horizon * (1 + horizon / 500))

    def har(self, i, horizon):
        """Observations end with bar `at`, are of the means up to it, and explain the `horizon` bars after it."""
        start = i - 511
        at = np.arange(start + self.lags[-1] - 1, i + 1)
        x = np.stack([np.ones(len(at)), *(np.log(self.means(at, lag)) for lag in self.lags)], axis=1)
        seen = at[at + horizon <= i]
        target = np.log(self.means(seen + horizon, horizon))
        beta, *_ = np.linalg.lstsq(x[: len(seen)], target, rcond=None)
        fitted = x[: len(seen)] @ beta
        smear = np.exp(target - fitted).mean()
        now = np.clip(x[-1] @ beta, target.min(), target.max())
        forecast = horizon * smear * np.exp(now)
        sizes = np.abs(self.log[seen + horizon] - self.log[seen]) / np.sqrt(horizon * smear * np.exp(fitted))
        inner, outer = np.sqrt(forecast) * np.quantile(sizes, [0.8, 0.95])
        return [forecast, -outer, -inner, 0, inner, outer]

    def means(self, ends, count):
        return np.lib.stride_tricks.sliding_window_view(self.variance, count)[ends - count + 1].mean(axis=1)

    def classes(self, i):
        ends = self.pairs(i, 5)
        simple = self.close[ends] / self.close[ends - 5] - 1
        counts = 1 + np.array([(simple < -0.005).sum(), (np.abs(simple) <= 0.005).sum(), (simple > 0.005).sum()])
        return list(counts / counts.sum())


def main():
    path, timeframe, first, stride, out = sys.argv[1:]
    bars = read(path)
    series = Series(bars, timeframe)
    rows = [series.row(i) for i in range(int(first), len(bars.close), int(stride))]
    np.asarray(rows, dtype="<f8").tofile(out)
    print(len(rows))


main()
