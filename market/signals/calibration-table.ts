import type { CalibrationTable } from "./calibration.ts";

/** Nothing was counted yet: every score is uncalibrated. */
export const CALIBRATION: CalibrationTable = {
  rules: "",
  bounds: [0.45, 0.55, 0.65, 1],
  basis: {},
  cells: {},
};
