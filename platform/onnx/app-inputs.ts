import { SEQUENCE } from "../../market/forecast/inputs/log-bar.ts";
import { MODEL_FEATURES } from "../../market/forecast/inputs/model-features.ts";
import { INPUT_VERSION, INPUT_WINDOW } from "../../market/forecast/inputs/version.ts";
import type { AppInputs } from "./fitting.ts";

/** What this app computes for models. */
export const APP_INPUTS: AppInputs = {
  version: INPUT_VERSION,
  features: MODEL_FEATURES,
  window: INPUT_WINDOW,
  sequence: SEQUENCE,
};
