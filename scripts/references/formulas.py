"""What TA-Lib lacks, from its formula in NumPy, bar by bar or window by window. See columns.py for how it is run."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from columns import case, main

DAY = 86_400_000


def windows(xs, n):
    """One row for each bar: its window of n, of which the first n - 1 bars have none."""
    if len(xs) < n:
        return np.full((len(xs), n), np.nan)
    return np.concatenate([np.full((n - 1, n), np.nan), sliding_window_view(xs, n)])


def compute(bars):
    high, low, close, volume = bars.high, bars.low, bars.close, bars.volume
    typical = (high + low + close) / 3
    with np.errstate(divide="ignore", invalid="ignore"):
        for n in (24, 5):
            money = windows(typical * volume, n).sum(axis=1)
            traded = windows(volume, n).sum(axis=1)
            yield case("vwap", {"period": n}, "price", value=np.where(traded == 0, np.nan, money / traded))
        yield case("session-vwap", {}, "price", value=session_vwap(bars.time, typical, volume))
        returns = np.diff(np.log(close), prepend=np.nan)
        for n in (1, 5):
            change = np.full(len(close), np.nan)
            change[n:] = np.log(close[n:] / close[:-n])
            yield case("log-return", {"period": n}, "ratio", value=change)
        value = np.sqrt(np.mean(windows(returns, 20) ** 2, axis=1))
        yield case("realised-volatility", {"period": 20}, "ratio", value=value)
        mean = np.concatenate([[np.nan], windows(volume, 20).mean(axis=1)[:-1]])
        ratio = np.where(mean == 0, np.nan, volume / mean)
        yield case("relative-volume", {"period": 20}, "ratio", value=ratio)
        spike = np.where(np.isnan(ratio), np.nan, (ratio > 2).astype(float))
        yield case("volume-spike", {"period": 20, "threshold": 2}, "ratio", ratio=ratio, spike=spike)
        for n, k in ((20, 2), (5, 2.5)):
            yield case("bollinger", {"period": n, "deviations": k}, "price", **bands(close, n, k))
        for n, k in ((10, 3), (7, 1.5)):
            line, direction = supertrend(high, low, close, n, k)
            parameters = {"period": n, "multiplier": k}
            yield case("supertrend", parameters, "price", line=line, direction=direction)
        middle, reach = ema(close, 20), 2 * atr(high, low, close, 10)
        parameters = {"period": 20, "range": 10, "multiplier": 2}
        yield case(
            "keltner", parameters, "price", upper=middle + reach, middle=middle, lower=middle - reach
        )


def bands(close, n, k):
    """In two passes: the mean of the window, then the mean of the squared distances from it."""
    window = windows(close, n)
    mean = window.mean(axis=1)
    deviation = np.sqrt(((window - mean[:, None]) ** 2).mean(axis=1))
    return {"upper": mean + k * deviation, "middle": mean, "lower": mean - k * deviation}


def session_vwap(time, typical, volume):
    day = time // DAY
    value = np.full(len(day), np.nan)
    for one in np.unique(day):
        of = day == one
        traded = np.cumsum(volume[of])
        value[of] = np.where(traded == 0, np.nan, np.cumsum(typical[of] * volume[of]) / traded)
    return value


def ema(xs, n):
    value = np.full(len(xs), np.nan)
    if len(xs) < n:
        return value
    value[n - 1] = xs[:n].mean()
    for i in range(n, len(xs)):
        value[i] = value[i - 1] * (n - 1) / (n + 1) + xs[i] * 2 / (n + 1)
    return value


def atr(high, low, close, n):
    before = np.concatenate([[np.nan], close[:-1]])
    ranges = np.fmax(high - low, np.fmax(np.abs(high - before), np.abs(low - before)))
    value = np.full(len(close), np.nan)
    if len(close) <= n:
        return value
    value[n] = ranges[1 : n + 1].mean()
    for i in range(n + 1, len(close)):
        value[i] = (value[i - 1] * (n - 1) + ranges[i]) / n
    return value


def supertrend(high, low, close, n, k):
    reach = k * atr(high, low, close, n)
    basic_upper = (high + low) / 2 + reach
    basic_lower = (high + low) / 2 - reach
    upper, lower = basic_upper.copy(), basic_lower.copy()
    line, direction = np.full(len(close), np.nan), np.full(len(close), np.nan)
    for i in range(n, len(close)):
        if i == n:
            line[i], direction[i] = upper[i], -1
            continue
        if close[i - 1] <= upper[i - 1]:
            upper[i] = min(basic_upper[i], upper[i - 1])
        if close[i - 1] >= lower[i - 1]:
            lower[i] = max(basic_lower[i], lower[i - 1])
        falling = close[i] <= upper[i] if direction[i - 1] < 0 else close[i] < lower[i]
        direction[i] = -1 if falling else 1
        line[i] = upper[i] if falling else lower[i]
    return line, direction


if __name__ == "__main__":
    main(compute)
