import { Decimal } from "@bottrader/core";
import type { Exchange } from "@bottrader/ports";
import { describeExchange, EXCHANGE_TEST_MARKETS, type MarketMove } from "@bottrader/ports/conformance";
import { type Ohlcv, openTape } from "./paper-tape.ts";

const VOLUME_SHARE = new Decimal("0.1");

const ohlcv = (move: MarketMove): Ohlcv => {
  const { open = move.price, price: close } = move;
  const high = move.high ?? Decimal.max(open, close).toFixed();
  const low = move.low ?? Decimal.min(open, close).toFixed();
  return [open, high, low, close, new Decimal(move.sizeMax ?? "1000000").div(VOLUME_SHARE).toFixed()];
};

describeExchange("paper", {
  bracket: "native",
  open: async (balances) => {
    const tape = await openTape({
      markets: EXCHANGE_TEST_MARKETS,
      balances,
      rules: {
        spreadRatio: new Decimal("0.0004"),
        slippageRatio: new Decimal("0.0005"),
        volumeShareMax: VOLUME_SHARE,
      },
    });
    return {
      venue: (): Exchange => tape.venue,
      trade: (move) => tape.bar({ [move.symbol]: ohlcv(move) }),
      restart: () => tape.reopen(),
      close: async () => undefined,
    };
  },
});
