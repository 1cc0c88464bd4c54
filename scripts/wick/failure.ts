/** A command line that cannot be understood; its message is for the person who typed it ([CLI-3]). */
export class UsageError extends Error {}

/** Data that are not there, cannot be read, or cannot be written. */
export class DataError extends Error {}
