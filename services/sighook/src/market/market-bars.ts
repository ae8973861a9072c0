import type { MarketBars } from "@bottrader/contracts";
import { Decimal } from "@bottrader/core";
import type { BarBatch } from "@bottrader/ports";

/** Bars as they cross to the order manager: decimal text of the shortest form that gives the same float back. */
export function marketBarsOf(session: string, batch: BarBatch): MarketBars {
  return {
    session,
    closeTimeMs: batch.closeTimeMs,
    bars: batch.bars.map(({ symbol, candle }) => ({
      symbol,
      openTimeMs: candle.openTimeMs,
      open: plainText(candle.open),
      high: plainText(candle.high),
      low: plainText(candle.low),
      close: plainText(candle.close),
      volume: plainText(candle.volume),
    })),
  };
}

function plainText(value: number): string {
  const text = String(value);
  return text.includes("e") ? new Decimal(text).toFixed() : text;
}
