"""The Python peer: `backtesting` 0.6.6 on the same bars with the same rules.

    peer.py BARS.csv

Reads lines of commands from standard input: `run FAST SLOW STOP_PERCENT` answers with a line of JSON, seconds and
trades; anything else ends it. Bars are read, and the library is loaded, before the first. Seconds are of the processor, from
bars as the library takes them to its statistics, a comparison with holding among them.

One rule differs: a stop is a price here, and the entry's is not known yet when it is ordered. It lies its part below
the close before the entry, where the engine's lies below the entry itself.
"""

import json
import sys
import time

import pandas as pd
from backtesting import Backtest, Strategy
from backtesting.lib import crossover

bars = pd.read_csv(sys.argv[1])
frame = bars.rename(columns=str.capitalize).set_index(pd.to_datetime(bars["open_time"], unit="ms"))
frame = frame[["Open", "High", "Low", "Close", "Volume"]]


def mean(values, period):
    return pd.Series(values).rolling(period).mean()


class Cross(Strategy):
    fast, slow, stop = 20, 50, 0.05

    def init(self):
        self.quick = self.I(mean, self.data.Close, self.fast)
        self.calm = self.I(mean, self.data.Close, self.slow)

    def next(self):
        if crossover(self.quick, self.calm) and not self.position:
            self.buy(size=0.5, sl=self.data.Close[-1] * (1 - self.stop))
        elif crossover(self.calm, self.quick):
            self.position.close()


for line in sys.stdin:
    words = line.split()
    if len(words) != 4:
        break
    Cross.fast, Cross.slow, Cross.stop = int(words[1]), int(words[2]), float(words[3]) / 100
    # Money for whole units of the asset; without costs, so that they do not change how much is bought.
    start = time.process_time()
    test = Backtest(frame, Cross, cash=1e9, commission=0.0012, finalize_trades=True)
    stats = test.run()
    seconds = time.process_time() - start
    trades = stats["_trades"]
    told = [
        [int(entry.value // 1_000_000), int(exit.value // 1_000_000)]
        for entry, exit in zip(trades["EntryTime"], trades["ExitTime"])
    ]
    print(json.dumps({"seconds": seconds, "trades": told}), flush=True)
