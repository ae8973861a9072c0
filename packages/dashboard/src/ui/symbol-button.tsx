import { useDesk, useDeskState } from "../live/desk-context.ts";

interface SymbolButtonProps {
  readonly symbol: string;
}

/** A symbol that brings its chart up when pressed. */
export function SymbolButton({ symbol }: SymbolButtonProps) {
  const desk = useDesk();
  const isShown = useDeskState((state) => state.symbol) === symbol;
  const [base, quote] = symbol.split("/");
  return (
    <button
      type="button"
      class="symbol"
      aria-pressed={isShown}
      aria-label={`Chart of ${symbol}`}
      onClick={() => desk.selectSymbol(symbol)}
    >
      {base}
      <span class="symbol-quote">/{quote}</span>
    </button>
  );
}
