/**
 * Resolves a sender's spelling of a symbol against the markets of the venue, never by cutting off three letters.
 *
 * `BINANCE:BTCUSDT`, `BTCUSDT`, `BTC-USDT`, `BTC/USDT`, `BTC_USDT` all mean `BTC/USDT` where the venue lists it.
 */
import { err, ok, type Result } from "../result.ts";

export type SymbolFault =
  | { readonly code: "SYMBOL_UNKNOWN"; readonly ticker: string }
  | { readonly code: "SYMBOL_PERPETUAL"; readonly ticker: string }
  | { readonly code: "SYMBOL_AMBIGUOUS"; readonly ticker: string; readonly candidates: readonly string[] };

const PERPETUAL = /(\.P|_PERP|-PERP|PERP)$/;
/** Names a coin goes by elsewhere. */
const ALIASES: Readonly<Record<string, string>> = { XBT: "BTC", XDG: "DOGE" };

export function resolveSymbol(ticker: string, symbols: readonly string[]): Result<string, SymbolFault> {
  const upper = ticker.trim().toUpperCase();
  const name = upper.slice(upper.lastIndexOf(":") + 1);
  if (PERPETUAL.test(name)) return err({ code: "SYMBOL_PERPETUAL", ticker });
  const wanted = name.replace(/[^A-Z0-9]/g, "");
  const candidates = symbols.filter((symbol) => spellings(symbol).includes(wanted));
  const [only] = candidates;
  if (only === undefined) return err({ code: "SYMBOL_UNKNOWN", ticker });
  if (candidates.length > 1) return err({ code: "SYMBOL_AMBIGUOUS", ticker, candidates });
  return ok(only);
}

function spellings(symbol: string): readonly string[] {
  const [base = "", quote = ""] = symbol.split("/");
  const aliases = Object.keys(ALIASES).filter((alias) => ALIASES[alias] === base);
  return [base, ...aliases].map((name) => `${name}${quote}`);
}
