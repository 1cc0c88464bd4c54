"""Accounts for a backtest by its list of fills alone, in exact decimals (docs/spec/backtest.md, BT-30, BT-40 to 45).

    backtest_accounting.py JOB.json

The job names a kline file (CSV, gzip or not), the bars of it that count, and runs, each with its capital, its costs
and its fills. Prices of bars are read as they stand in the file: nothing here is a binary fraction but the metrics.
"""

import csv
import gzip
import json
import math
import sys
from decimal import ROUND_HALF_UP, Decimal, getcontext

getcontext().prec = 60
MICRO = Decimal("0.000001")
YEAR_MS = 365 * 86_400_000


def micros(amount):
    return amount.quantize(MICRO, rounding=ROUND_HALF_UP)


def read_bars(path, first, last):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", newline="") as file:
        return [
            (int(row["open_time"]), *(Decimal(row[name]) for name in ("open", "high", "low", "close")))
            for row in csv.DictReader(file)
            if first <= int(row["open_time"]) <= last
        ]


def account(bars, run, bar_ms):
    fee_rate = Decimal(str(run["feeBps"])) / 10_000
    slip_rate = Decimal(str(run["slippageBps"])) / 10_000
    capital = micros(Decimal(str(run["capital"])))
    cash = capital
    # The same without rounding any fill: how far the rounding takes it.
    unrounded = cash
    held = Decimal(0)
    fees = slippage = traded = Decimal(0)
    profits = {}
    equity = []
    outside = []
    fills = iter(run["fills"])
    fill = next(fills, None)
    for time, open_, high, low, close in bars:
        while fill is not None and fill["openTime"] == time:
            price = Decimal(repr(fill["price"]))
            quantity = Decimal(repr(fill["quantity"]))
            if not low <= price <= high:
                outside.append(fill)
            if fill["place"] == "open" and price != open_ or fill["place"] == "close" and price != close:
                outside.append(fill)
            sign = 1 if fill["action"] == "buy" else -1
            notional = micros(price * quantity)
            fee = micros(notional * fee_rate)
            slip = micros(notional * slip_rate)
            cash -= sign * notional + fee + slip
            unrounded -= sign * price * quantity + price * quantity * (fee_rate + slip_rate)
            held += sign * quantity
            fees += fee
            slippage += slip
            traded += notional
            profits[fill["trade"]] = profits.get(fill["trade"], Decimal(0)) - sign * notional - fee - slip
            fill = next(fills, None)
        worth = micros(abs(held) * close)
        equity.append(cash + worth if held >= 0 else cash - worth)
    if fill is not None:
        raise SystemExit(f"a fill at no bar: {fill}")
    values = [float(value) for value in equity]
    return {
        "equity": [int(value * 1_000_000) for value in equity],
        "profits": [int(profits[trade] * 1_000_000) for trade in sorted(profits)],
        "fees": int(fees * 1_000_000),
        "slippage": int(slippage * 1_000_000),
        "held": str(held),
        "outside": outside,
        "drift": float(abs(unrounded - cash)),
        "metrics": metrics(bars, values, float(capital), float(traded), bar_ms),
    }


def metrics(bars, equity, capital, traded, bar_ms):
    before = [capital, *equity[:-1]]
    returns = [now / then - 1 if then > 0 else 0 for now, then in zip(equity, before)]
    count = len(returns)
    mean = math.fsum(returns) / count
    deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in returns) / (count - 1))
    downside = math.sqrt(math.fsum(value * value for value in returns if value < 0) / count)
    year = math.sqrt(YEAR_MS / bar_ms)
    elapsed = bars[-1][0] + bar_ms - bars[0][0]
    # By definition: of each bar, the greatest equity up to it.
    peaks = []
    peak = capital
    for value in equity:
        peak = max(peak, value)
        peaks.append(peak)
    growth = equity[-1] / capital
    return {
        "totalReturn": growth - 1,
        "cagr": growth ** (YEAR_MS / elapsed) - 1 if growth > 0 else -1,
        "sharpe": mean / deviation * year if deviation > 0 else None,
        "sortino": mean / downside * year if downside > 0 else None,
        "volatility": deviation * year if deviation > 0 else None,
        "maxDrawdown": max(1 - value / top for value, top in zip(equity, peaks)),
        "turnover": traded / (math.fsum(equity) / count),
    }


def main():
    with open(sys.argv[1]) as file:
        job = json.load(file)
    bars = read_bars(job["klines"], job["from"], job["to"])
    json.dump([account(bars, run, job["barMs"]) for run in job["runs"]], sys.stdout)


main()
