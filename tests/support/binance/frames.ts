/** Frames as recorded from the exchange, with the fields a test cares about replaced. */
export function aggTradeFrame(id: number, over: Record<string, unknown> = {}): string {
  const data = {
    e: "aggTrade",
    E: 1633998523963,
    s: "NKNUSDT",
    a: id,
    p: "0.35280000",
    q: "58.00000000",
    f: 19862790,
    l: 19862790,
    T: 1633998523963,
    m: false,
    M: true,
    ...over,
  };
  return JSON.stringify({ stream: "nknusdt@aggTrade", data });
}

export function klineFrame(over: Record<string, unknown> = {}): string {
  const k = {
    t: 1633998480000,
    T: 1633998539999,
    s: "NKNUSDT",
    i: "1m",
    f: 19862761,
    L: 19862790,
    o: "0.35270000",
    c: "0.35280000",
    h: "0.35280000",
    l: "0.35220000",
    v: "25877.00000000",
    n: 30,
    x: false,
    q: "9116.04600000",
    V: "58.00000000",
    Q: "20.46240000",
    B: "0",
    ...over,
  };
  return JSON.stringify({
    stream: "nknusdt@kline_1m",
    data: { e: "kline", E: 1633998523963, s: "NKNUSDT", k },
  });
}

export function tickerFrame(over: Record<string, unknown> = {}): string {
  const data = {
    e: "24hrTicker",
    E: 1516135684559,
    s: "NKNUSDT",
    p: "-0.00271700",
    P: "-2.875",
    w: "0.09158373",
    x: "0.09448900",
    c: "0.09177200",
    Q: "0.06100000",
    b: "0.09155300",
    B: "1.75300000",
    a: "0.09177200",
    A: "1.83900000",
    o: "0.09448900",
    h: "0.09575800",
    l: "0.08100000",
    v: "287542.79200000",
    q: "26334.24227973",
    O: 1516049284557,
    C: 1516135684557,
    F: 21702040,
    L: 22120714,
    n: 418675,
    ...over,
  };
  return JSON.stringify({ stream: "nknusdt@ticker", data });
}

export const SHUTDOWN_FRAME = JSON.stringify({
  stream: "!serverShutdown",
  data: { e: "serverShutdown", E: 1770123456789 },
});
