import {
  defaultHorzScaleBehavior,
  type Mutable,
  type TickMarkWeightValue,
  type TimeScalePoint,
} from "lightweight-charts";
import { wallClock, type Zone } from "../format/time.ts";
import { tickWeight } from "./tick-weights.ts";

/**
 * A time scale whose days and hours begin where the viewer's do. The library's own knows UTC only, and
 * shifting the data instead would fold an hour onto itself when summer time ends.
 */
export class ZonedTimeScale extends defaultHorzScaleBehavior() {
  zone: Zone = "local";

  override fillWeightsForPoints(points: readonly Mutable<TimeScalePoint>[], start: number): void {
    for (let index = start; index < points.length; index += 1) {
      const point = points[index];
      if (point === undefined) continue;
      const time = momentOf(point);
      const before = points[index - 1];
      const next = points[index + 1];
      const step = next === undefined ? 60_000 : momentOf(next) - time;
      const previous = before === undefined ? time - step : momentOf(before);
      const weight = tickWeight(wallClock(previous, this.zone), wallClock(time, this.zone));
      point.timeWeight = weight as TickMarkWeightValue;
    }
  }
}

/** The point's time in ms; every bar was given its time as UTC seconds. */
function momentOf(point: TimeScalePoint): number {
  return typeof point.originalTime === "number" ? point.originalTime * 1_000 : 0;
}
