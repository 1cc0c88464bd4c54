/**
 * What the promise resolves to, or a rejection when that takes longer than `ms`. The work itself goes on: use it
 * where nothing may wait for ever on another object or service.
 * @param what for the message, or makes the error itself.
 */
export async function withDeadline<T>(
  work: Promise<T>,
  ms: number,
  what: string | (() => Error),
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const late = new Promise<never>((_, reject) => {
    const error = () =>
      typeof what === "string" ? new Error(`${what} did not answer within ${ms} ms`) : what();
    timer = setTimeout(() => reject(error()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    if (timer !== null) clearTimeout(timer);
  }
}
