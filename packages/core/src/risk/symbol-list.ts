/**
 * True when `list` names the symbol (`BTC/USD`) or its base asset (`BTC`). Whole entries only: a list is never searched as
 * text, where `SHIB` would be found in `SHIBX`.
 */
export function isListed(list: readonly string[], symbol: string): boolean {
  const [base] = symbol.split("/");
  return list.some((entry) => entry === symbol || entry === base);
}
