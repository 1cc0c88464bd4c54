const SANE = /^[A-Za-z0-9._:+/=-]{8,128}$/;

/** The caller's request id where it is one, else a new one. @param generate makes a unique id. */
export function requestIdOf(header: string | null | undefined, generate: () => string): string {
  return header !== null && header !== undefined && SANE.test(header) ? header : generate();
}
