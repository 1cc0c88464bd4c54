"""TA-Lib's values of klines, by its C library with unstable periods of 0. See columns.py for how it is run."""

import numpy as np
import talib

from columns import case, main


def compute(bars):
    high, low, close, volume = bars.high, bars.low, bars.close, bars.volume
    for n in (20, 2, 200):
        yield case("sma", {"period": n}, "price", value=talib.SMA(close, n))
    for n in (9, 21, 50, 200):
        yield case("ema", {"period": n}, "price", value=talib.EMA(close, n))
    for n in (14, 2):
        yield case("rsi", {"period": n}, "percent", value=talib.RSI(close, n))
    for fast, slow, signal in ((12, 26, 9), (3, 10, 16)):
        line, average, histogram = talib.MACD(close, fast, slow, signal)
        yield case(
            "macd",
            {"fast": fast, "slow": slow, "signal": signal},
            "price",
            macd=line,
            signal=average,
            histogram=histogram,
        )
    for n in (14, 3):
        yield case("atr", {"period": n}, "price", value=talib.ATR(high, low, close, n))
    upper, middle, lower = talib.BBANDS(close, 20, 2, 2, 0)
    yield case("bollinger", {"period": 20, "deviations": 2}, "price", upper=upper, middle=middle, lower=lower)
    for n, smoothing, signal in ((14, 3, 3), (5, 1, 4)):
        k, d = talib.STOCH(high, low, close, n, smoothing, 0, signal, 0)
        parameters = {"period": n, "smoothing": smoothing, "signal": signal}
        yield case("stochastic", parameters, "percent", k=k, d=d)
    k, d = talib.STOCHRSI(close, 14, 14, 3, 0)
    yield case("stoch-rsi", {"period": 14, "stochastic": 14, "signal": 3}, "percent", k=k, d=d)
    balance = talib.OBV(close, volume)
    yield case("obv", {}, "volume", value=balance)
    yield case("obv-slope", {"period": 10}, "volume", value=talib.LINEARREG_SLOPE(balance, 10))
    for n in (14, 5):
        yield case(
            "adx",
            {"period": n},
            "percent",
            adx=talib.ADX(high, low, close, n),
            plusDi=talib.PLUS_DI(high, low, close, n),
            minusDi=talib.MINUS_DI(high, low, close, n),
        )
    yield case("cci", {"period": 20}, "percent", value=talib.CCI(high, low, close, 20))
    yield case("mfi", {"period": 14}, "percent", value=talib.MFI(high, low, close, volume, 14))
    yield case("williams-r", {"period": 14}, "percent", value=talib.WILLR(high, low, close, 14))
    yield case("roc", {"period": 14}, "percent", value=talib.ROC(close, 14))
    for step, most in ((0.02, 0.2), (0.005, 0.05)):
        yield case("psar", {"step": step, "max": most}, "price", value=talib.SAR(high, low, step, most))
    yield case(
        "donchian",
        {"period": 20},
        "price",
        upper=talib.MAX(high, 20),
        middle=talib.MIDPRICE(high, low, 20),
        lower=talib.MIN(low, 20),
    )
    yield case("ichimoku", {"conversion": 9, "base": 26, "span": 52}, "price", **ichimoku(high, low, close))


def ichimoku(high, low, close):
    conversion, base, long = (talib.MIDPRICE(high, low, n) for n in (9, 26, 52))
    lines = {"conversion": conversion, "base": base, "spanA": (conversion + base) / 2, "spanB": long}
    return {**lines, "lagging": np.where(np.isnan(long), np.nan, close)}


if __name__ == "__main__":
    main(compute)
