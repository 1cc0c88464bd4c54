import { WickError } from "../../contract/errors.ts";
import { pairName } from "../../contract/pairs.ts";
import { isSymbolId, type SymbolId } from "../../contract/symbol.ts";
import type { Registry } from "../registry.ts";

/** The name of a pair that is written with a hyphen or an underscore, its symbols or coins known. @throws WickError */
export async function resolvePair(registry: Registry, text: string, path: string): Promise<string> {
  const [first, second, ...rest] = text.split(/[-_]/);
  if (!first || !second || rest.length > 0) throw refused(path, "two symbols, as BTCUSDT-ETHUSDT");
  const symbol1 = symbolOf((await registry.resolve(first)).symbol);
  const symbol2 = symbolOf((await registry.resolve(second)).symbol);
  if (symbol1 === symbol2) throw refused(path, "a pair is of two symbols");
  return pairName(symbol1, symbol2);
}

export function refused(path: string, message: string): WickError {
  return new WickError("invalid_input", `The alert is not valid: ${message}.`, {
    errors: [{ path, message }],
  });
}

function symbolOf(name: string): SymbolId {
  if (!isSymbolId(name)) throw new RangeError(`not a symbol: ${name}`);
  return name;
}
