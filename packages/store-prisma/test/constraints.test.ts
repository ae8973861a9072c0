/** What the database itself refuses, whoever writes to it. */
import {
  bookBuy,
  bookSell,
  SAMPLE_SYMBOL,
  SAMPLE_TIME_MS,
  sampleAlert,
  sampleAllocation,
  sampleBalance,
  sampleEvaluation,
  sampleLot,
  samplePaperFill,
  samplePaperOrder,
  samplePosition,
  sampleTrade,
  sampleUnmatched,
} from "@bottrader/ports/conformance";
import { usePostgres } from "@bottrader/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase } from "./open-test-database.ts";

const postgres = usePostgres();
let client: Client;

/** One row of everything: a buy (1) and a sell (9) of it. */
beforeAll(async () => {
  const database = await openTestDatabase(postgres.url());
  await database.trade.transact(async (tx) => {
    await bookBuy(tx, 1);
    await bookBuy(tx, 2);
    await bookSell(tx, 9);
    await tx.insertAlert(sampleAlert(1));
    await tx.savePosition(samplePosition(1));
    await tx.saveLots(SAMPLE_SYMBOL, [sampleLot(1)]);
    await tx.insertAllocations([sampleAllocation(9, 1)]);
    await tx.insertUnmatched([sampleUnmatched(9)]);
    await tx.saveTrade(sampleTrade(9, { positionId: "position-1" }));
    await tx.insertLockLift({ kind: "lossStreak", symbol: null, atMs: SAMPLE_TIME_MS, by: "operator", note: "" });
  });
  await database.signal.commit({
    session: "s",
    cursorMs: SAMPLE_TIME_MS,
    batchesDone: 1,
    evaluations: [sampleEvaluation(1)],
    signalStates: {},
    exitStates: {},
    outbox: [],
  });
  await database.paper.commit({
    orders: [samplePaperOrder(1)],
    fills: [samplePaperFill(1)],
    balances: [sampleBalance("USDT", "100")],
    barClosedAtMs: {},
    sequence: 1,
  });
  await database.close();
  client = new Client({ connectionString: postgres.url() });
  await client.connect();
});
afterAll(() => client.end());

/** A copy of the row `where` with some columns replaced. */
const copyOf = (table: string, where: string, replaced: Readonly<Record<string, string>>): string =>
  `INSERT INTO ${table} SELECT (json_populate_record(t, json_build_object(${Object.entries(replaced)
    .map(([column, value]) => `'${column}', ${value}`)
    .join(", ")}))).* FROM ${table} t WHERE ${where}`;

const refusals: readonly (readonly [guarantee: string, sql: string, constraint: string])[] = [
  [
    "an exit order without a reason",
    "UPDATE orders SET exit_reason = NULL WHERE leg = 'exit'",
    "orders_exit_reason_check",
  ],
  [
    "an entry order with an exit reason",
    "UPDATE orders SET exit_reason = 'MANUAL' WHERE leg = 'entry'",
    "orders_exit_reason_check",
  ],
  ["an entry that sells", "UPDATE orders SET side = 'sell' WHERE leg = 'entry'", "orders_side_check"],
  ["P47 an order of size zero", "UPDATE orders SET size = 0", "orders_size_check"],
  ["a negative fill of an order", "UPDATE orders SET filled_size = -1", "orders_size_check"],
  ["a limit order without a price", "UPDATE orders SET limit_price = NULL WHERE type = 'limit'", "orders_price_check"],
  ["a stop order without a price", "UPDATE orders SET type = 'stop' WHERE leg = 'exit'", "orders_price_check"],
  ["a price of zero", "UPDATE orders SET limit_price = 0", "orders_price_check"],
  ["a negative attempt", "UPDATE orders SET attempt = -1", "orders_attempt_check"],
  [
    "I4 a second order for one attempt of one leg of an intent",
    copyOf("orders", "leg = 'exit'", { client_order_id: "'another'" }),
    "orders_intent_id_leg_attempt_key",
  ],
  [
    "an entry intent without a trigger",
    "UPDATE intents SET trigger = NULL WHERE type = 'entry'",
    "intents_cause_check",
  ],
  [
    "an exit intent without a reason",
    "UPDATE intents SET exit_reason = NULL WHERE type = 'exit'",
    "intents_cause_check",
  ],
  [
    "a cancel with a reason of an exit",
    "UPDATE intents SET type = 'cancel' WHERE type = 'exit'",
    "intents_cause_check",
  ],
  [
    "an intent that asks for a bracket's exit",
    "UPDATE intents SET exit_reason = 'BRACKET_SL' WHERE type = 'exit'",
    "intents_exit_reason_check",
  ],
  [
    "I9 an ended intent without a reason",
    "UPDATE intents SET state = 'failed', settled_at = now()",
    "intents_settled_check",
  ],
  ["an ended intent without a time", "UPDATE intents SET state = 'failed', reason = 'x'", "intents_settled_check"],
  ["P90 an intent of an unknown snapshot", "UPDATE intents SET snapshot_id = 'nobody'", "intents_snapshot_id_fkey"],
  ["P92 an order of an unknown snapshot", "UPDATE orders SET snapshot_id = 'nobody'", "orders_snapshot_id_fkey"],
  [
    "I7 an order of an unknown intent",
    "UPDATE orders SET intent_id = 'nobody' WHERE leg = 'exit'",
    "orders_intent_id_fkey",
  ],
  [
    "P37 a fill without its order",
    copyOf("fills", "trade_id = 'trade-1'", { trade_id: "'x'", client_order_id: "'x'" }),
    "fills_client_order_id_fkey",
  ],
  ["F36 the same fill twice", copyOf("fills", "trade_id = 'trade-1'", {}), "fills_pkey"],
  [
    "a fill of size zero",
    copyOf("fills", "trade_id = 'trade-1'", { trade_id: "'x'", size: "0" }),
    "fills_amount_check",
  ],
  ["P15 a fill that is changed", "UPDATE fills SET price = 1", "fills is insert-only"],
  ["P15 a fill that is deleted", "DELETE FROM fills", "fills is insert-only"],
  ["a transition that is changed", "UPDATE order_transitions SET event = 'x'", "order_transitions is insert-only"],
  ["a snapshot that is changed", "UPDATE config_snapshots SET settings = '{}'", "config_snapshots is insert-only"],
  ["a lifted lock that is changed", "UPDATE lock_lifts SET note = 'x'", "lock_lifts is insert-only"],
  [
    "a lifted lock on one symbol that names none",
    "INSERT INTO lock_lifts (kind, at, by, note) VALUES ('cooldown', now(), 'operator', '')",
    "lock_lifts_symbol_check",
  ],
  ["a paper fill that is changed", "UPDATE paper_fills SET price = 1", "paper_fills is insert-only"],
  [
    "a second open position of a symbol",
    copyOf("positions", "true", { position_id: "'x'" }),
    "positions_one_open_per_symbol",
  ],
  [
    "P44 a closed position without a reason",
    "UPDATE positions SET state = 'closed', closed_at = now()",
    "positions_closed_check",
  ],
  [
    "a closed position without a time",
    "UPDATE positions SET state = 'closed', exit_reason = 'MANUAL'",
    "positions_closed_check",
  ],
  ["an open position with an exit reason", "UPDATE positions SET exit_reason = 'MANUAL'", "positions_closed_check"],
  ["a negative position", "UPDATE positions SET size = -1", "positions_size_check"],
  ["P16 an empty lot", "UPDATE lots SET size = 0", "lots_size_check"],
  ["a lot larger than its buy", "UPDATE lots SET size = size_bought + 1", "lots_size_check"],
  ["P23 the same allocation twice", copyOf("allocations", "true", {}), "allocations_pkey"],
  ["an allocation of size zero", "UPDATE allocations SET size = 0", "allocations_size_check"],
  [
    "P18 a P&L that is not net proceeds less cost",
    "UPDATE allocations SET pnl = pnl + 0.000000000000000001",
    "allocations_pnl_check",
  ],
  [
    "an allocation to a later buy",
    "UPDATE allocations SET buy_time = sell_time + interval '1 ms'",
    "allocations_time_check",
  ],
  ["an allocation of an unknown version", "UPDATE allocations SET version = 99", "allocations_version_fkey"],
  ["P23 the same unmatched sell twice", copyOf("unmatched_sells", "true", {}), "unmatched_sells_pkey"],
  ["an unmatched sell of size zero", "UPDATE unmatched_sells SET size = 0", "unmatched_sells_size_check"],
  [
    "a review that ended without who, when and why",
    "UPDATE unmatched_sells SET review = 'resolved', reviewed_by = 'operator'",
    "unmatched_sells_review_check",
  ],
  ["I7 a trade without an exit reason", "UPDATE trades SET exit_reason = NULL", "exit_reason"],
  ["a trade that ends before it begins", "UPDATE trades SET exit_at = entry_at - interval '1 ms'", "trades_time_check"],
  ["a trade of size zero", "UPDATE trades SET size = 0", "trades_size_check"],
  [
    "two reporting ledger versions",
    "INSERT INTO ledger_versions (version, is_reporting) VALUES (2, true)",
    "ledger_versions_one_reporting",
  ],
  [
    "no reporting ledger version",
    "UPDATE ledger_versions SET is_reporting = false",
    "one ledger version must be the reporting one",
  ],
  ["a second trading state", copyOf("trading_state", "true", { id: "2" }), "trading_state_single_check"],
  [
    "an alert whose window ends before it begins",
    "UPDATE alerts SET dedup_until = received_at - interval '1 ms'",
    "alerts_window_check",
  ],
  ["F2 a second holder of an alert's key", copyOf("alert_keys", "true", { alert_id: "'x'" }), "alert_keys_pkey"],
  ["P73 a state the contract does not know", "UPDATE orders SET state = 'UNKNOWN'", "order_state"],
  ["P82 a candle of NaN", "UPDATE candles SET close = 'NaN'", "candles_finite_check"],
  ["P82 an infinite volume", "UPDATE candles SET volume = 'Infinity'", "candles_finite_check"],
  ["P82 a price of zero", "UPDATE candles SET low = 0", "candles_finite_check"],
  ["a paper order filled beyond its size", "UPDATE paper_orders SET filled_size = size + 1", "paper_orders_size_check"],
  ["half a bracket on a paper order", "UPDATE paper_orders SET attached_stop_id = 'x'", "paper_orders_attached_check"],
  [
    "a paper fill of size zero",
    copyOf("paper_fills", "true", { trade_id: "'x'", size: "0" }),
    "paper_fills_amount_check",
  ],
  [
    "a paper balance that locks more than it has",
    "UPDATE paper_balances SET locked = total + 1",
    "paper_balances_locked_check",
  ],
];

test.each(refusals)("the database refuses %s", async (_, sql, constraint) => {
  await client.query("BEGIN");
  const refusal = await client
    .query(sql)
    .then(() => client.query("SET CONSTRAINTS ALL IMMEDIATE"))
    .then(() => "nothing was refused", String);
  await client.query("ROLLBACK");
  expect(refusal).toContain(constraint);
});

test("every check and every unique index of the schema is tried above", async () => {
  const { rows } = await client.query<{ name: string }>(`
    SELECT conname AS name FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace
    UNION SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
           WHERE i.indisunique AND i.indpred IS NOT NULL AND c.relnamespace = 'public'::regnamespace`);
  const tried = new Set(refusals.map(([, , constraint]) => constraint));
  expect(rows.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
});

test("the reporting ledger version moves in one transaction", async () => {
  await client.query("BEGIN");
  await client.query("INSERT INTO ledger_versions (version, is_reporting) VALUES (2, false)");
  await client.query("UPDATE ledger_versions SET is_reporting = false WHERE version = 1");
  await client.query("UPDATE ledger_versions SET is_reporting = true WHERE version = 2");
  await client.query("SET CONSTRAINTS ALL IMMEDIATE");
  const { rows } = await client.query("SELECT version FROM ledger_versions WHERE is_reporting");
  await client.query("ROLLBACK");
  expect(rows).toEqual([{ version: 2 }]);
});
