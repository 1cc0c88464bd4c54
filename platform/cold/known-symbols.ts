/** Every symbol that has or had data, removed ones too: what they left is kept in order like the rest. */
export async function knownSymbols(db: D1Database): Promise<readonly string[]> {
  const { results } = await db
    .prepare("SELECT symbol FROM symbols ORDER BY symbol")
    .all<{ symbol: string }>();
  return results.map(({ symbol }) => symbol);
}
