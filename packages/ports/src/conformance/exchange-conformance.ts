/** The promises every exchange adapter keeps, as numbered cards run against the real adapter. */
import { describe, expect, test } from "vitest";
import { ACCOUNT_CARDS } from "./exchange-account-cards.ts";
import { BRACKET_CARDS } from "./exchange-bracket-cards.ts";
import { type ExchangeCard, type ExchangeFactory, openDesk } from "./exchange-card.ts";
import { ORDER_CARDS } from "./exchange-order-cards.ts";
import { REFUSAL_CARDS } from "./exchange-refusal-cards.ts";

const CARDS: readonly ExchangeCard[] = [...ORDER_CARDS, ...REFUSAL_CARDS, ...ACCOUNT_CARDS, ...BRACKET_CARDS];

/** Runs every card the venue's kind of bracket is dealt, each on an account of its own. */
export function describeExchange(name: string, factory: ExchangeFactory): void {
  const isDealt = ({ needs }: ExchangeCard) =>
    needs === undefined || factory.bracket === "native" || factory.bracket === needs;
  describe(`exchange conformance: ${name}`, () => {
    for (const card of CARDS.filter(isDealt)) {
      test(`${card.id} ${card.guarantee}`, async () => {
        expect.hasAssertions();
        const subject = await factory.open(card.balances ?? { USDT: "10000" });
        try {
          await card.run(openDesk(subject));
        } finally {
          await subject.close();
        }
      });
    }
  });
}
