"""The indicators of market/indicators/library, by TA-Lib where it has them, else by their formula in NumPy.

Usage: long_tail.py CASES BARS OUT; for each line on the standard input it reads BARS, writes OUT, and prints a line.
BARS   doubles, little endian: open, high, low, close, volume of each bar
CASES  JSON: [[id, {parameter: number}], ...]
OUT    doubles: for each case and each of its outputs, in the order of the catalog, one number a bar; NaN is no value
"""

import json
import sys

import numpy as np
import talib
from numpy.lib.stride_tricks import sliding_window_view
from scipy.signal import lfilter


def windows(x, n, of):
    out = np.full(len(x), np.nan)
    if len(x) >= n:
        out[n - 1 :] = of(sliding_window_view(x, n))
    return out


def sma(x, n):
    return windows(x, n, lambda w: w.mean(axis=1))


def total(x, n):
    return windows(x, n, lambda w: w.sum(axis=1))


def ema(x, n):
    """Seeded by its first number; numbers that are not there come first and are passed over."""
    begin = int(np.argmax(~np.isnan(x)))
    a = 2 / (n + 1)
    y = x[begin:]
    out = np.full(len(x), np.nan)
    out[begin:] = lfilter([a], [1, a - 1], y, zi=[(1 - a) * y[0]])[0]
    return out


def wma(x, n):
    weights = np.arange(1, n + 1) / (n * (n + 1) / 2)
    return windows(x, n, lambda w: w @ weights)


def before(x, n):
    return np.concatenate([np.full(n, np.nan), x[:-n] if n else x])


def roc(x, n):
    return 100 * (x / before(x, n) - 1)


def ratio(a, b, empty):
    with np.errstate(all="ignore"):
        return np.where(np.isnan(a) | np.isnan(b), np.nan, np.where(b == 0, empty, a / b))


class Bars:
    def __init__(self, o, h, l, c, v):
        self.o, self.h, self.l, self.c, self.v = o, h, l, c, v
        self.mid = (h + l) / 2
        c1 = before(c, 1)
        self.change = c - c1
        self.true_high = np.fmax(h, c1)
        self.true_low = np.fmin(l, c1)
        self.true_range = np.where(np.isnan(c1), np.nan, self.true_high - self.true_low)
        self.flow = ratio((c - l) - (h - c), h - l, 0) * v


def zlema(b, period):
    lag = (period - 1) // 2
    return ema(2 * b.c - before(b.c, lag), period)


def alma(b, period, offset, sigma):
    at = np.arange(period)
    bell = np.exp(-((at - offset * (period - 1)) ** 2) / (2 * (period / sigma) ** 2))
    return windows(b.c, period, lambda w: w @ (bell / bell.sum()))


def chandelier(b, period, multiplier):
    true_range = b.true_range.copy()
    true_range[0] = b.h[0] - b.l[0]
    atr = lfilter([1 / period], [1, 1 / period - 1], true_range, zi=[(1 - 1 / period) * true_range[0]])[0]
    highest = windows(b.h, period, lambda w: w.max(axis=1))
    lowest = windows(b.l, period, lambda w: w.min(axis=1))
    return highest - multiplier * atr, lowest + multiplier * atr


def accelerator(b, fast, slow, signal):
    awesome = sma(b.mid, fast) - sma(b.mid, slow)
    return awesome - sma(awesome, signal)


def vortex(b, period):
    scale = total(b.true_range, period)
    plus = np.abs(b.h - before(b.l, 1))
    minus = np.abs(b.l - before(b.h, 1))
    return ratio(total(plus, period), scale, 0), ratio(total(minus, period), scale, 0)


def tsi(b, long, short):
    up = ema(ema(b.change, long), short)
    size = ema(ema(np.abs(b.change), long), short)
    return 100 * ratio(up, size, 0)


def cmo(b, period):
    up = total(np.where(np.isnan(b.change), np.nan, np.fmax(b.change, 0)), period)
    down = total(np.where(np.isnan(b.change), np.nan, np.fmax(-b.change, 0)), period)
    return 100 * ratio(up - down, up + down, 0)


def ultimate(b, short, medium, long):
    """TA-Lib counts a part without any range as 0; here it is the middle, 50, where nothing moved for the shortest."""
    value = talib.ULTOSC(b.h, b.l, b.c, short, medium, long)
    return np.where(total(b.true_range, short) == 0, 50, value)


def demarker(b, period):
    up = total(np.maximum(b.h - before(b.h, 1), 0), period)
    down = total(np.maximum(before(b.l, 1) - b.l, 0), period)
    return ratio(up, up + down, 0.5)


def intraday(b, period):
    body = b.c - b.o
    return 100 * ratio(total(np.maximum(body, 0), period), total(np.abs(body), period), 0.5)


def vhf(b, period):
    height = windows(b.c, period, lambda w: w.max(axis=1) - w.min(axis=1))
    return ratio(height, total(np.abs(b.change), period), 0)


def kst(b):
    parts = ((10, 10), (15, 10), (20, 10), (30, 15))
    return sum((i + 1) * sma(roc(b.c, n), m) for i, (n, m) in enumerate(parts))


def coppock(b, long, short, average):
    return wma(roc(b.c, long) + roc(b.c, short), average)


def bands(b, period, deviations):
    middle = sma(b.c, period)
    reach = deviations * windows(b.c, period, lambda w: w.std(axis=1))
    return middle - reach, middle, middle + reach


def bandwidth(b, **parameters):
    lower, middle, upper = bands(b, **parameters)
    return (upper - lower) / middle


def choppiness(b, period):
    highest = windows(b.true_high, period, lambda w: w.max(axis=1))
    lowest = windows(b.true_low, period, lambda w: w.min(axis=1))
    value = ratio(total(b.true_range, period), highest - lowest, period)
    return 100 * np.log10(value) / np.log10(period)


def mass_index(b, period):
    once = ema(b.h - b.l, 9)
    return total(ratio(once, ema(once, 9), 1), period)


def ulcer(b, period):
    def of(w):
        fall = 100 * (w / np.maximum.accumulate(w, axis=1) - 1)
        return np.sqrt((fall**2).mean(axis=1))

    return windows(b.c, period, of)


def ease(b, period):
    with np.errstate(all="ignore"):
        box = b.v / 1e8 / (b.h - b.l)
        move = (b.mid - before(b.mid, 1)) / box
    move = np.where((b.h == b.l) | (b.v == 0), 0, move)
    move[0] = np.nan
    return sma(move, period)


def pvt(b):
    moves = b.v * b.change / before(b.c, 1)
    moves[0] = 0
    return np.cumsum(moves)


def pvo(b, fast, slow):
    return 100 * ratio(ema(b.v, fast) - ema(b.v, slow), ema(b.v, slow), 0)


def volume_roc(b, period):
    return 100 * ratio(b.v - before(b.v, period), before(b.v, period), 0)


FORMULAS = {
    "dema": lambda b, period: talib.DEMA(b.c, period),
    "tema": lambda b, period: talib.TEMA(b.c, period),
    "t3": lambda b, period, factor: talib.T3(b.c, period, factor),
    "wma": lambda b, period: talib.WMA(b.c, period),
    "trima": lambda b, period: talib.TRIMA(b.c, period),
    "hma": lambda b, period: wma(2 * wma(b.c, period // 2) - wma(b.c, period), int(period**0.5)),
    "kama": lambda b, period: talib.KAMA(b.c, period),
    "zlema": zlema,
    "alma": alma,
    "vwma": lambda b, period: ratio(total(b.c * b.v, period), total(b.v, period), np.nan),
    "linear-regression": lambda b, period: (talib.LINEARREG(b.c, period), talib.LINEARREG_SLOPE(b.c, period)),
    "acceleration-bands": lambda b, period, width: (
        sma(b.h * (1 + width * ratio(b.h - b.l, b.h + b.l, 0)), period),
        sma(b.c, period),
        sma(b.l * (1 - width * ratio(b.h - b.l, b.h + b.l, 0)), period),
    ),
    "chandelier-exit": chandelier,
    "trix": lambda b, period: talib.TRIX(b.c, period),
    "apo": lambda b, fast, slow: talib.APO(b.c, fast, slow, 1),
    "ppo": lambda b, fast, slow: talib.PPO(b.c, fast, slow, 1),
    "momentum": lambda b, period: talib.MOM(b.c, period),
    "cmo": cmo,
    "dpo": lambda b, period: before(b.c, period // 2 + 1) - sma(b.c, period),
    "coppock": coppock,
    "kst": kst,
    "tsi": tsi,
    "ultimate": ultimate,
    "awesome": lambda b, fast, slow: sma(b.mid, fast) - sma(b.mid, slow),
    "accelerator": accelerator,
    "aroon": lambda b, period: talib.AROON(b.h, b.l, period)[::-1],
    "vortex": vortex,
    "elder-ray": lambda b, period: (b.h - talib.EMA(b.c, period), b.l - talib.EMA(b.c, period)),
    "bop": lambda b: talib.BOP(b.o, b.h, b.l, b.c),
    "qstick": lambda b, period: sma(b.c - b.o, period),
    "disparity": lambda b, period: 100 * (b.c / sma(b.c, period) - 1),
    "demarker": demarker,
    "intraday-momentum": intraday,
    "vhf": vhf,
    "natr": lambda b, period: talib.NATR(b.h, b.l, b.c, period),
    "bandwidth": bandwidth,
    "choppiness": choppiness,
    "mass-index": mass_index,
    "ulcer": ulcer,
    "ad": lambda b: talib.AD(b.h, b.l, b.c, b.v),
    "ad-oscillator": lambda b, fast, slow: talib.ADOSC(b.h, b.l, b.c, b.v, fast, slow),
    "cmf": lambda b, period: ratio(total(b.flow, period), total(b.v, period), 0),
    "pvt": pvt,
    "ease-of-movement": ease,
    "force-index": lambda b, period: ema(b.change * b.v, period),
    "pvo": pvo,
    "volume-roc": volume_roc,
}

cases, bars_path, out_path = sys.argv[1:]
for _ in sys.stdin:
    columns = np.fromfile(bars_path, dtype="<f8").reshape(-1, 5).T
    bars = Bars(*[np.ascontiguousarray(column) for column in columns])
    found = []
    for name, parameters in json.loads(cases):
        value = FORMULAS[name](bars, **parameters)
        found.extend(value if isinstance(value, (tuple, list)) else [value])
    np.concatenate(found).astype("<f8").tofile(out_path)
    print("written", flush=True)
