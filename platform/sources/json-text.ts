/**
 * JSON whose numbers stay the text in which they were sent: sources write more digits than a double keeps.
 * An engine without source text access falls back on the double's own shortest text.
 * @throws SyntaxError
 */
export function parseJsonText(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
    typeof value === "number" ? (context?.source ?? String(value)) : value,
  );
}
