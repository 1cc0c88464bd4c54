/** The catalog's sets; `all` is every feature there is. */
export const FEATURE_SET_IDS = ["eth16", "ta", "all"] as const;
export type FeatureSetId = (typeof FEATURE_SET_IDS)[number];
