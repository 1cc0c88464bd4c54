const STEP_MS = 40;

/**
 * Waits for a condition: asks `probe` until it gives something other than undefined or false.
 * @throws Error that names what was waited for, with the last failure of the probe.
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let failure: unknown;
  while (Date.now() < deadline) {
    try {
      const value = await probe();
      if (value !== undefined && value !== false) return value;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  throw new Error(`waited ${timeoutMs} ms in vain: ${what}`, { cause: failure });
}
