import { heightAt } from "../curve.ts";
import { fixed, priceText } from "../number-text.ts";
import { clampVote, type Reading, type Scene, single } from "../scene.ts";

/** Whether the close is above or below what was paid on average of late, in ATR. */
export function vwapVote({ bar, values, rules }: Scene): Reading | null {
  const vwap = single(values.vwap);
  const atr = single(values.atr);
  if (vwap === null || atr === null || atr === 0) return null;
  const distance = (bar.close - vwap) / atr;
  const side = distance > 0 ? "above" : "below";
  return {
    source: "vwap",
    vote: clampVote(heightAt(rules.curves.vwapDistance, distance)),
    evidence: { vwap, close: bar.close, atr },
    reason:
      distance === 0
        ? `The close is at the rolling VWAP (${priceText(vwap)}).`
        : `The close is ${fixed(Math.abs(distance))} ATR ${side} the rolling VWAP (${priceText(vwap)}): ` +
          `most who traded of late ${distance > 0 ? "bought lower" : "paid more"}.`,
  };
}

/** Volume above its mean confirms the direction of the bar; by as much as the bar is body. */
export function volumeVote({ bar, values, rules }: Scene): Reading | null {
  const relativeVolume = single(values.relativeVolume);
  if (relativeVolume === null) return null;
  const range = bar.high - bar.low;
  const body = range === 0 ? 0 : (bar.close - bar.open) / range;
  const extra = heightAt(rules.curves.relativeVolume, relativeVolume);
  const candle = body > 0 ? "a rising bar" : body < 0 ? "a falling bar" : "a bar without direction";
  const times = `Volume is ${fixed(relativeVolume)} times its mean`;
  return {
    source: "volume",
    vote: clampVote(extra * body),
    evidence: { relativeVolume, body },
    reason:
      extra === 0
        ? `${times}: ${candle}, but nobody crowds in.`
        : `${times} on ${candle}: ${body > 0 ? "buyers stand behind it" : body < 0 ? "sellers stand behind it" : "both sides are busy"}.`,
  };
}

/** Whether volume has flowed in or out over the last bars: slope of OBV in mean volumes a bar. */
export function obvVote({ bar, values, rules }: Scene): Reading | null {
  const slope = single(values.obvSlope);
  const relativeVolume = single(values.relativeVolume);
  // The mean volume is the bar's over its relative one; a bar without volume does not tell it.
  if (slope === null || relativeVolume === null || relativeVolume === 0) return null;
  const flow = slope / (bar.volume / relativeVolume);
  return {
    source: "obv",
    vote: clampVote(heightAt(rules.curves.obvSlope, flow)),
    evidence: { slope, flow },
    reason:
      flow === 0
        ? "On-balance volume is flat: as much was bought as sold."
        : `On-balance volume ${flow > 0 ? "rises" : "falls"} by ${fixed(Math.abs(flow), 2)} mean volumes a bar: ` +
          `money flows ${flow > 0 ? "in" : "out"}.`,
  };
}
