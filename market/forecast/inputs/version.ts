/**
 * Grows whenever a feature or a number of the sequence may come out differently, or their order changes: a model of
 * another version is not fed ([FC-5]).
 */
export const INPUT_VERSION = 1;

/** Features are a function of exactly so many bars, their own the last; with fewer no learned model is asked. */
export const INPUT_WINDOW = 512;
