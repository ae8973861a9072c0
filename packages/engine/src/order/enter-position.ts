/** An entry intent on its way to the venue: bracket, size, gate, order rows, call. */
import { type EntryIntent, toMs } from "@bottrader/contracts";
import {
  type Bracket,
  clientOrderId,
  Decimal,
  type EntryPlan,
  gateEntry,
  type Market,
  planBracket,
  price,
  type QuoteTick,
  qty,
  quantize,
  quote,
  type RiskApproved,
  type EntryBudget as SizeBudget,
  sizeEntry,
} from "@bottrader/core";
import type { DeliveryOutcome, OrderRecord } from "@bottrader/ports";
import { type AccountFacts, readAccount, readEntryFacts } from "./account-facts.ts";
import type { Desk } from "./desk.ts";
import { placePlanned } from "./place-order.ts";
import { stepIntent } from "./settle-intent.ts";

type Refusal = {
  readonly state: "rejected" | "expired";
  readonly reason: string;
  readonly record: Readonly<Record<string, unknown>>;
};
type Planned = { readonly approved: RiskApproved<EntryPlan>; readonly record: Readonly<Record<string, unknown>> };

export async function enterPosition(desk: Desk, intent: EntryIntent): Promise<DeliveryOutcome> {
  const nowMs = desk.clock.nowMs();
  const plan = await planEntry(desk, intent, nowMs);
  if ("reason" in plan) {
    await desk.store.transact(async (tx) => {
      await stepIntent(tx, intent.intentId, { ...plan, nowMs });
      const { bracket } = plan.record;
      if (bracket !== undefined)
        await tx.saveBracketDecision(intent.intentId, intent.symbol, nowMs, { bracket, outcome: plan.reason });
    });
    desk.changed("intents");
    return { kind: "done" };
  }
  const orders = entryOrders(desk, { intent, plan: plan.approved, nowMs });
  await desk.store.transact(async (tx) => {
    for (const order of orders) await tx.insertOrder(order);
    await tx.saveBracketDecision(intent.intentId, intent.symbol, nowMs, {
      bracket: plan.record["bracket"],
      outcome: "planned",
    });
    await stepIntent(tx, intent.intentId, { state: "planned", record: plan.record, nowMs });
  });
  desk.changed("orders", "intents");
  const [entry] = orders;
  return placePlanned(desk, entry);
}

async function planEntry(desk: Desk, intent: EntryIntent, nowMs: number): Promise<Refusal | Planned> {
  if (nowMs > toMs(intent.expiresAt)) return { state: "expired", reason: "INTENT_EXPIRED", record: {} };
  const market = desk.exchange.market(intent.symbol);
  if (market === null) return refuse("MARKET_UNKNOWN");
  const tick = desk.exchange.quote(intent.symbol);
  if (tick === null) return refuse("QUOTE_MISSING");
  const planned = planBracket({
    entry: tick.ask,
    spread: price(tick.ask.sub(tick.bid)),
    takerFeeRatio: market.takerFeeRatio,
    atrRatio: intent.atrRatio === null ? null : new Decimal(intent.atrRatio),
    market,
    rules: desk.rules.bracket,
    override: {
      stopLoss: intent.stopLoss === undefined ? null : price(intent.stopLoss),
      takeProfit: intent.takeProfit === undefined ? null : price(intent.takeProfit),
    },
  });
  if (!planned.ok) return refuse("BRACKET_REFUSED", { bracket: planned.error });
  const bracket = bracketRecord(planned.value);
  const account = await readAccount(desk, nowMs);
  if (account === null) return refuse("STATE_UNRECONCILED", { bracket });
  const sized = sizeEntry({
    plan: { entry: entryLimit(desk, tick, market), stop: planned.value.stop },
    market,
    takerFeeRatio: market.takerFeeRatio,
    account: sizeAccount(account, intent.symbol),
    rules: desk.rules.sizing,
    trigger: intent.trigger,
    budget: budgetOf(intent),
  });
  if (!sized.ok) return refuse("SIZE_REFUSED", { bracket, size: sized.error });
  const plan: EntryPlan = {
    symbol: intent.symbol,
    trigger: intent.trigger,
    size: sized.value.size,
    notional: sized.value.notional,
    caps: sized.value.caps,
    bracket: planned.value,
  };
  const facts = await readEntryFacts(desk, { symbol: intent.symbol, account, nowMs });
  const gate = gateEntry({ plan, facts, rules: desk.rules.risk, nowMs });
  const record = {
    bracket,
    size: { size: plan.size.toFixed(), notional: plan.notional.toFixed(), caps: plan.caps },
    gate: gate.verdicts,
  };
  return gate.approved === null ? refuse(gate.reason, record) : { approved: gate.approved, record };
}

const refuse = (reason: string, record: Readonly<Record<string, unknown>> = {}): Refusal => ({
  state: "rejected",
  reason,
  record,
});

/** Highest price the entry may pay: the ask and the allowed slippage, on the tick. */
const entryLimit = (desk: Desk, tick: QuoteTick, market: Market) =>
  price(Decimal.max(quantize(tick.ask.mul(desk.rules.entrySlippageMaxRatio.add(1)), market.tick, "down"), tick.ask));

const sizeAccount = (account: AccountFacts, symbol: string) => ({
  equity: account.equity.equity,
  freeQuote: account.freeQuote,
  exposure: account.exposure,
  symbolExposure: account.exposureBySymbol.get(symbol) ?? quote(0),
});

function budgetOf(intent: EntryIntent): SizeBudget | null {
  switch (intent.budget.kind) {
    case "default":
      return null;
    case "quote":
      return { kind: "quote", amount: quote(intent.budget.amount) };
    case "size":
      return { kind: "size", size: qty(intent.budget.amount) };
    case "percent":
      return { kind: "percent", ratio: new Decimal(intent.budget.ratio) };
  }
}

/** The entry and its two protective legs, before anything is sent. */
function entryOrders(
  desk: Desk,
  input: { intent: EntryIntent; plan: RiskApproved<EntryPlan>; nowMs: number },
): readonly [OrderRecord, OrderRecord, OrderRecord] {
  const { intent, plan, nowMs } = input;
  const tick = desk.exchange.quote(intent.symbol);
  const market = desk.exchange.market(intent.symbol);
  const common = {
    intentId: intent.intentId,
    positionId: null,
    symbol: intent.symbol,
    attempt: 0,
    size: plan.size,
    filledSize: qty(0),
    state: "planned",
    venueOrderId: null,
    trigger: intent.trigger,
    snapshotId: intent.snapshotId,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  } as const;
  const sell = { ...common, side: "sell", urgency: null } as const;
  return [
    {
      ...common,
      clientOrderId: clientOrderId(intent.intentId, "entry", 0),
      side: "buy",
      leg: "entry",
      type: "limit",
      limitPrice: tick && market ? entryLimit(desk, tick, market) : plan.bracket.entry,
      stopPrice: null,
      exitReason: null,
      urgency: null,
    },
    {
      ...sell,
      clientOrderId: clientOrderId(intent.intentId, "stop", 0),
      leg: "stop",
      type: "stop",
      limitPrice: null,
      stopPrice: plan.bracket.stop,
      exitReason: "BRACKET_SL",
    },
    {
      ...sell,
      clientOrderId: clientOrderId(intent.intentId, "target", 0),
      leg: "target",
      type: "limit",
      limitPrice: plan.bracket.target,
      stopPrice: null,
      exitReason: "BRACKET_TP",
    },
  ];
}

/** The bracket decision as it is stored and logged: decimal text all through. */
function bracketRecord(bracket: Bracket): Readonly<Record<string, unknown>> {
  return {
    entry: bracket.entry.toFixed(),
    stop: bracket.stop.toFixed(),
    target: bracket.target.toFixed(),
    stopRatio: bracket.stopRatio.toFixed(8),
    targetRatio: bracket.targetRatio.toFixed(8),
    netRewardRisk: bracket.netRewardRisk.toFixed(4),
    mode: bracket.mode,
    targetMode: bracket.targetMode,
    atrRatio: bracket.atrRatio?.toFixed(8) ?? null,
    fallback: bracket.fallback,
    cushions: { spread: bracket.cushions.spread.toFixed(8), fee: bracket.cushions.fee.toFixed(8) },
    feeSide: bracket.feeSide,
  };
}
