-- Tables, keys and indexes first, as schema.prisma describes them; then what Prisma's language cannot say:
-- checks, partial indexes, triggers, views and the rows the system starts with.

-- CreateEnum
CREATE TYPE "alert_action" AS ENUM ('buy', 'sell', 'close', 'cancel');

-- CreateEnum
CREATE TYPE "intent_type" AS ENUM ('entry', 'exit', 'cancel');

-- CreateEnum
CREATE TYPE "intent_state" AS ENUM ('received', 'planned', 'working', 'executed', 'rejected', 'expired', 'superseded', 'failed');

-- CreateEnum
CREATE TYPE "entry_trigger" AS ENUM ('score', 'roc_momentum', 'webhook', 'manual');

-- CreateEnum
CREATE TYPE "exit_reason" AS ENUM ('EMERGENCY_STOP', 'HARD_STOP', 'SOFT_STOP', 'TIME_EXIT', 'TRAILING_STOP', 'PARTIAL_TAKE_PROFIT', 'TAKE_PROFIT', 'SIGNAL_EXIT', 'MANUAL', 'WEBHOOK', 'KILL_SWITCH', 'LIQUIDATION', 'BRACKET_TP', 'BRACKET_SL', 'EXTERNAL');

-- CreateEnum
CREATE TYPE "order_side" AS ENUM ('buy', 'sell');

-- CreateEnum
CREATE TYPE "order_leg" AS ENUM ('entry', 'stop', 'target', 'exit');

-- CreateEnum
CREATE TYPE "order_type" AS ENUM ('market', 'limit', 'stop');

-- CreateEnum
CREATE TYPE "order_state" AS ENUM ('planned', 'sent', 'resting', 'partially_filled', 'filled', 'cancelled', 'refused', 'expired', 'unknown');

-- CreateEnum
CREATE TYPE "urgency" AS ENUM ('market', 'marketable_limit', 'limit');

-- CreateEnum
CREATE TYPE "liquidity" AS ENUM ('maker', 'taker');

-- CreateEnum
CREATE TYPE "position_state" AS ENUM ('open', 'closed');

-- CreateEnum
CREATE TYPE "protection_kind" AS ENUM ('native', 'oco', 'stop', 'emulated', 'none');

-- CreateEnum
CREATE TYPE "review_status" AS ENUM ('open', 'resolved');

-- CreateEnum
CREATE TYPE "trading_mode" AS ENUM ('active', 'reducing', 'halted');

-- CreateEnum
CREATE TYPE "signal_action" AS ENUM ('buy', 'sell', 'hold');

-- CreateEnum
CREATE TYPE "time_in_force" AS ENUM ('gtc', 'ioc');

-- CreateEnum
CREATE TYPE "venue_order_state" AS ENUM ('open', 'filled', 'cancelled', 'expired', 'rejected');

-- CreateTable
CREATE TABLE "config_snapshots" (
    "hash" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "config_snapshots_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "alerts" (
    "alert_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "dedup_key" TEXT NOT NULL,
    "dedup_until" TIMESTAMPTZ(3) NOT NULL,
    "symbol" TEXT NOT NULL,
    "action" "alert_action" NOT NULL,
    "intent_id" TEXT NOT NULL,

    CONSTRAINT "alerts_pkey" PRIMARY KEY ("alert_id")
);

-- CreateTable
CREATE TABLE "alert_keys" (
    "dedup_key" TEXT NOT NULL,
    "dedup_until" TIMESTAMPTZ(3) NOT NULL,
    "alert_id" TEXT NOT NULL,

    CONSTRAINT "alert_keys_pkey" PRIMARY KEY ("dedup_key")
);

-- CreateTable
CREATE TABLE "alert_outbox" (
    "sequence" BIGSERIAL NOT NULL,
    "queue" TEXT NOT NULL,
    "intent_id" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_outbox_pkey" PRIMARY KEY ("sequence")
);

-- CreateTable
CREATE TABLE "intents" (
    "intent_id" TEXT NOT NULL,
    "type" "intent_type" NOT NULL,
    "symbol" TEXT NOT NULL,
    "trigger" "entry_trigger",
    "exit_reason" "exit_reason",
    "position_id" TEXT,
    "state" "intent_state" NOT NULL,
    "reason" TEXT,
    "producer" TEXT NOT NULL,
    "snapshot_id" TEXT NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),
    "payload" JSONB NOT NULL,
    "record" JSONB NOT NULL,

    CONSTRAINT "intents_pkey" PRIMARY KEY ("intent_id")
);

-- CreateTable
CREATE TABLE "orders" (
    "client_order_id" TEXT NOT NULL,
    "intent_id" TEXT NOT NULL,
    "position_id" TEXT,
    "symbol" TEXT NOT NULL,
    "side" "order_side" NOT NULL,
    "leg" "order_leg" NOT NULL,
    "attempt" INTEGER NOT NULL,
    "type" "order_type" NOT NULL,
    "size" DECIMAL(38,18) NOT NULL,
    "filled_size" DECIMAL(38,18) NOT NULL,
    "limit_price" DECIMAL(38,18),
    "stop_price" DECIMAL(38,18),
    "state" "order_state" NOT NULL,
    "venue_order_id" TEXT,
    "trigger" "entry_trigger" NOT NULL,
    "exit_reason" "exit_reason",
    "urgency" "urgency",
    "snapshot_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("client_order_id")
);

-- CreateTable
CREATE TABLE "order_transitions" (
    "id" BIGSERIAL NOT NULL,
    "client_order_id" TEXT NOT NULL,
    "from_state" "order_state",
    "to_state" "order_state" NOT NULL,
    "event" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_transitions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fills" (
    "trade_id" TEXT NOT NULL,
    "client_order_id" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "side" "order_side" NOT NULL,
    "price" DECIMAL(38,18) NOT NULL,
    "size" DECIMAL(38,18) NOT NULL,
    "fee" DECIMAL(38,18) NOT NULL,
    "fee_currency" TEXT NOT NULL,
    "liquidity" "liquidity" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fills_pkey" PRIMARY KEY ("trade_id")
);

-- CreateTable
CREATE TABLE "positions" (
    "position_id" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "state" "position_state" NOT NULL,
    "size" DECIMAL(38,18) NOT NULL,
    "cost" DECIMAL(38,18) NOT NULL,
    "entry_price" DECIMAL(38,18) NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "trigger" "entry_trigger" NOT NULL,
    "entry_intent_id" TEXT NOT NULL,
    "snapshot_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "protection" "protection_kind" NOT NULL,
    "stop" DECIMAL(38,18),
    "target" DECIMAL(38,18),
    "planned_stop" DECIMAL(38,18),
    "low_seen" DECIMAL(38,18),
    "high_seen" DECIMAL(38,18),
    "exit_reason" "exit_reason",

    CONSTRAINT "positions_pkey" PRIMARY KEY ("position_id")
);

-- CreateTable
CREATE TABLE "lots" (
    "buy_trade_id" TEXT NOT NULL,
    "buy_order_id" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "buy_time" TIMESTAMPTZ(3) NOT NULL,
    "price" DECIMAL(38,18) NOT NULL,
    "size_bought" DECIMAL(38,18) NOT NULL,
    "fee_bought" DECIMAL(38,18) NOT NULL,
    "size" DECIMAL(38,18) NOT NULL,
    "cost_basis" DECIMAL(38,18) NOT NULL,
    "fees" DECIMAL(38,18) NOT NULL,
    "fees_complete" BOOLEAN NOT NULL,

    CONSTRAINT "lots_pkey" PRIMARY KEY ("buy_trade_id")
);

-- CreateTable
CREATE TABLE "ledger_versions" (
    "version" INTEGER NOT NULL,
    "is_reporting" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_versions_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "allocations" (
    "version" INTEGER NOT NULL,
    "sell_trade_id" TEXT NOT NULL,
    "sell_order_id" TEXT NOT NULL,
    "buy_trade_id" TEXT NOT NULL,
    "buy_order_id" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "size" DECIMAL(38,18) NOT NULL,
    "buy_price" DECIMAL(38,18) NOT NULL,
    "sell_price" DECIMAL(38,18) NOT NULL,
    "cost_basis" DECIMAL(38,18) NOT NULL,
    "proceeds" DECIMAL(38,18) NOT NULL,
    "net_proceeds" DECIMAL(38,18) NOT NULL,
    "fees" DECIMAL(38,18) NOT NULL,
    "pnl" DECIMAL(38,18) NOT NULL,
    "buy_time" TIMESTAMPTZ(3) NOT NULL,
    "sell_time" TIMESTAMPTZ(3) NOT NULL,
    "fees_complete" BOOLEAN NOT NULL,

    CONSTRAINT "allocations_pkey" PRIMARY KEY ("version","sell_trade_id","buy_trade_id")
);

-- CreateTable
CREATE TABLE "unmatched_sells" (
    "version" INTEGER NOT NULL,
    "sell_trade_id" TEXT NOT NULL,
    "sell_order_id" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "size" DECIMAL(38,18) NOT NULL,
    "proceeds" DECIMAL(38,18) NOT NULL,
    "fees" DECIMAL(38,18) NOT NULL,
    "sell_time" TIMESTAMPTZ(3) NOT NULL,
    "fees_complete" BOOLEAN NOT NULL,
    "review" "review_status" NOT NULL DEFAULT 'open',

    CONSTRAINT "unmatched_sells_pkey" PRIMARY KEY ("version","sell_trade_id")
);

-- CreateTable
CREATE TABLE "trades" (
    "client_order_id" TEXT NOT NULL,
    "position_id" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "trigger" "entry_trigger" NOT NULL,
    "exit_reason" "exit_reason" NOT NULL,
    "entry_at" TIMESTAMPTZ(3) NOT NULL,
    "exit_at" TIMESTAMPTZ(3) NOT NULL,
    "entry_price" DECIMAL(38,18) NOT NULL,
    "exit_price" DECIMAL(38,18) NOT NULL,
    "size" DECIMAL(38,18) NOT NULL,
    "fees" DECIMAL(38,18) NOT NULL,
    "pnl" DECIMAL(38,18) NOT NULL,
    "cost_basis" DECIMAL(38,18) NOT NULL,
    "r_multiple" DOUBLE PRECISION,
    "mae" DOUBLE PRECISION,
    "mfe" DOUBLE PRECISION,
    "synthetic" BOOLEAN NOT NULL,
    "snapshot_id" TEXT NOT NULL,

    CONSTRAINT "trades_pkey" PRIMARY KEY ("client_order_id")
);

-- CreateTable
CREATE TABLE "equity_points" (
    "at" TIMESTAMPTZ(3) NOT NULL,
    "cash" DECIMAL(38,18) NOT NULL,
    "realised" DECIMAL(38,18) NOT NULL,
    "unrealised" DECIMAL(38,18) NOT NULL,
    "equity" DECIMAL(38,18) NOT NULL,

    CONSTRAINT "equity_points_pkey" PRIMARY KEY ("at")
);

-- CreateTable
CREATE TABLE "trading_state" (
    "id" SMALLINT NOT NULL,
    "state" "trading_mode" NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "trading_state_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "symbol_exclusions" (
    "symbol" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "symbol_exclusions_pkey" PRIMARY KEY ("symbol")
);

-- CreateTable
CREATE TABLE "bracket_decisions" (
    "intent_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "symbol" TEXT NOT NULL,
    "record" JSONB NOT NULL,

    CONSTRAINT "bracket_decisions_pkey" PRIMARY KEY ("intent_id","at")
);

-- CreateTable
CREATE TABLE "market_sessions" (
    "session" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "market_sessions_pkey" PRIMARY KEY ("session")
);

-- CreateTable
CREATE TABLE "paper_orders" (
    "client_order_id" TEXT NOT NULL,
    "venue_order_id" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "side" "order_side" NOT NULL,
    "type" "order_type" NOT NULL,
    "size" DECIMAL(38,18) NOT NULL,
    "filled_size" DECIMAL(38,18) NOT NULL,
    "limit_price" DECIMAL(38,18),
    "stop_price" DECIMAL(38,18),
    "state" "venue_order_state" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "time_in_force" "time_in_force" NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "triggered" BOOLEAN NOT NULL,
    "group_id" TEXT,
    "attached_stop_id" TEXT,
    "attached_stop_price" DECIMAL(38,18),
    "attached_target_id" TEXT,
    "attached_target_price" DECIMAL(38,18),

    CONSTRAINT "paper_orders_pkey" PRIMARY KEY ("client_order_id")
);

-- CreateTable
CREATE TABLE "paper_fills" (
    "trade_id" TEXT NOT NULL,
    "client_order_id" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "side" "order_side" NOT NULL,
    "price" DECIMAL(38,18) NOT NULL,
    "size" DECIMAL(38,18) NOT NULL,
    "fee" DECIMAL(38,18) NOT NULL,
    "fee_currency" TEXT NOT NULL,
    "liquidity" "liquidity" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "paper_fills_pkey" PRIMARY KEY ("trade_id")
);

-- CreateTable
CREATE TABLE "paper_balances" (
    "currency" TEXT NOT NULL,
    "total" DECIMAL(38,18) NOT NULL,
    "locked" DECIMAL(38,18) NOT NULL,

    CONSTRAINT "paper_balances_pkey" PRIMARY KEY ("currency")
);

-- CreateTable
CREATE TABLE "paper_bars" (
    "symbol" TEXT NOT NULL,
    "closed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "paper_bars_pkey" PRIMARY KEY ("symbol")
);

-- CreateTable
CREATE TABLE "paper_counters" (
    "name" TEXT NOT NULL,
    "value" BIGINT NOT NULL,

    CONSTRAINT "paper_counters_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "candles" (
    "symbol" TEXT NOT NULL,
    "timeframe" TEXT NOT NULL,
    "open_time" TIMESTAMPTZ(3) NOT NULL,
    "open" DOUBLE PRECISION NOT NULL,
    "high" DOUBLE PRECISION NOT NULL,
    "low" DOUBLE PRECISION NOT NULL,
    "close" DOUBLE PRECISION NOT NULL,
    "volume" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "candles_pkey" PRIMARY KEY ("symbol","timeframe","open_time")
);

-- CreateTable
CREATE TABLE "signal_evaluations" (
    "symbol" TEXT NOT NULL,
    "timeframe" TEXT NOT NULL,
    "open_time" TIMESTAMPTZ(3) NOT NULL,
    "buy_score" DOUBLE PRECISION NOT NULL,
    "sell_score" DOUBLE PRECISION NOT NULL,
    "action" "signal_action" NOT NULL,
    "trigger" TEXT,
    "record" JSONB,

    CONSTRAINT "signal_evaluations_pkey" PRIMARY KEY ("symbol","timeframe","open_time")
);

-- CreateTable
CREATE TABLE "signal_states" (
    "session" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "state" JSONB NOT NULL,

    CONSTRAINT "signal_states_pkey" PRIMARY KEY ("session","symbol")
);

-- CreateTable
CREATE TABLE "exit_states" (
    "position_id" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "verdicts" JSONB NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "exit_states_pkey" PRIMARY KEY ("position_id")
);

-- CreateTable
CREATE TABLE "signal_cursor" (
    "session" TEXT NOT NULL,
    "cursor_at" TIMESTAMPTZ(3) NOT NULL,
    "batches_done" INTEGER NOT NULL,
    "finished" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "signal_cursor_pkey" PRIMARY KEY ("session")
);

-- CreateTable
CREATE TABLE "signal_outbox" (
    "sequence" BIGSERIAL NOT NULL,
    "queue" TEXT NOT NULL,
    "intent_id" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "signal_outbox_pkey" PRIMARY KEY ("sequence")
);

-- CreateIndex
CREATE INDEX "alerts_received_at_alert_id_idx" ON "alerts"("received_at" DESC, "alert_id" DESC);

-- CreateIndex
CREATE INDEX "alerts_intent_id_idx" ON "alerts"("intent_id");

-- CreateIndex
CREATE UNIQUE INDEX "alert_keys_alert_id_key" ON "alert_keys"("alert_id");

-- CreateIndex
CREATE UNIQUE INDEX "alert_outbox_intent_id_key" ON "alert_outbox"("intent_id");

-- CreateIndex
CREATE INDEX "alert_outbox_published_at_idx" ON "alert_outbox"("published_at");

-- CreateIndex
CREATE INDEX "intents_received_at_intent_id_idx" ON "intents"("received_at" DESC, "intent_id" DESC);

-- CreateIndex
CREATE INDEX "intents_symbol_received_at_intent_id_idx" ON "intents"("symbol", "received_at" DESC, "intent_id" DESC);

-- CreateIndex
CREATE INDEX "orders_created_at_client_order_id_idx" ON "orders"("created_at" DESC, "client_order_id" DESC);

-- CreateIndex
CREATE INDEX "orders_symbol_created_at_client_order_id_idx" ON "orders"("symbol", "created_at" DESC, "client_order_id" DESC);

-- CreateIndex
CREATE INDEX "orders_position_id_idx" ON "orders"("position_id");

-- CreateIndex
CREATE UNIQUE INDEX "orders_intent_id_leg_attempt_key" ON "orders"("intent_id", "leg", "attempt");

-- CreateIndex
CREATE INDEX "order_transitions_client_order_id_id_idx" ON "order_transitions"("client_order_id", "id");

-- CreateIndex
CREATE INDEX "fills_at_trade_id_idx" ON "fills"("at", "trade_id");

-- CreateIndex
CREATE INDEX "fills_symbol_at_trade_id_idx" ON "fills"("symbol", "at", "trade_id");

-- CreateIndex
CREATE INDEX "fills_client_order_id_idx" ON "fills"("client_order_id");

-- CreateIndex
CREATE INDEX "positions_symbol_opened_at_idx" ON "positions"("symbol", "opened_at");

-- CreateIndex
CREATE INDEX "lots_symbol_buy_time_buy_trade_id_idx" ON "lots"("symbol", "buy_time", "buy_trade_id");

-- CreateIndex
CREATE INDEX "allocations_sell_order_id_idx" ON "allocations"("sell_order_id");

-- CreateIndex
CREATE INDEX "allocations_buy_trade_id_idx" ON "allocations"("buy_trade_id");

-- CreateIndex
CREATE INDEX "allocations_version_symbol_sell_time_idx" ON "allocations"("version", "symbol", "sell_time");

-- CreateIndex
CREATE INDEX "trades_exit_at_client_order_id_idx" ON "trades"("exit_at", "client_order_id");

-- CreateIndex
CREATE INDEX "trades_symbol_exit_at_client_order_id_idx" ON "trades"("symbol", "exit_at", "client_order_id");

-- CreateIndex
CREATE INDEX "trades_position_id_idx" ON "trades"("position_id");

-- CreateIndex
CREATE INDEX "market_sessions_opened_at_idx" ON "market_sessions"("opened_at");

-- CreateIndex
CREATE UNIQUE INDEX "paper_orders_venue_order_id_key" ON "paper_orders"("venue_order_id");

-- CreateIndex
CREATE INDEX "paper_fills_at_trade_id_idx" ON "paper_fills"("at", "trade_id");

-- CreateIndex
CREATE INDEX "paper_fills_client_order_id_idx" ON "paper_fills"("client_order_id");

-- CreateIndex
CREATE UNIQUE INDEX "signal_outbox_intent_id_key" ON "signal_outbox"("intent_id");

-- CreateIndex
CREATE INDEX "signal_outbox_published_at_idx" ON "signal_outbox"("published_at");

-- AddForeignKey
ALTER TABLE "alert_keys" ADD CONSTRAINT "alert_keys_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alerts"("alert_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "intents" ADD CONSTRAINT "intents_snapshot_id_fkey" FOREIGN KEY ("snapshot_id") REFERENCES "config_snapshots"("hash") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_intent_id_fkey" FOREIGN KEY ("intent_id") REFERENCES "intents"("intent_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_snapshot_id_fkey" FOREIGN KEY ("snapshot_id") REFERENCES "config_snapshots"("hash") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "order_transitions" ADD CONSTRAINT "order_transitions_client_order_id_fkey" FOREIGN KEY ("client_order_id") REFERENCES "orders"("client_order_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "fills" ADD CONSTRAINT "fills_client_order_id_fkey" FOREIGN KEY ("client_order_id") REFERENCES "orders"("client_order_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "positions" ADD CONSTRAINT "positions_entry_intent_id_fkey" FOREIGN KEY ("entry_intent_id") REFERENCES "intents"("intent_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "positions" ADD CONSTRAINT "positions_snapshot_id_fkey" FOREIGN KEY ("snapshot_id") REFERENCES "config_snapshots"("hash") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "lots" ADD CONSTRAINT "lots_buy_trade_id_fkey" FOREIGN KEY ("buy_trade_id") REFERENCES "fills"("trade_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_version_fkey" FOREIGN KEY ("version") REFERENCES "ledger_versions"("version") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_sell_trade_id_fkey" FOREIGN KEY ("sell_trade_id") REFERENCES "fills"("trade_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_buy_trade_id_fkey" FOREIGN KEY ("buy_trade_id") REFERENCES "fills"("trade_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "unmatched_sells" ADD CONSTRAINT "unmatched_sells_version_fkey" FOREIGN KEY ("version") REFERENCES "ledger_versions"("version") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "unmatched_sells" ADD CONSTRAINT "unmatched_sells_sell_trade_id_fkey" FOREIGN KEY ("sell_trade_id") REFERENCES "fills"("trade_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "trades" ADD CONSTRAINT "trades_client_order_id_fkey" FOREIGN KEY ("client_order_id") REFERENCES "orders"("client_order_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "trades" ADD CONSTRAINT "trades_position_id_fkey" FOREIGN KEY ("position_id") REFERENCES "positions"("position_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "trades" ADD CONSTRAINT "trades_snapshot_id_fkey" FOREIGN KEY ("snapshot_id") REFERENCES "config_snapshots"("hash") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "bracket_decisions" ADD CONSTRAINT "bracket_decisions_intent_id_fkey" FOREIGN KEY ("intent_id") REFERENCES "intents"("intent_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "paper_fills" ADD CONSTRAINT "paper_fills_client_order_id_fkey" FOREIGN KEY ("client_order_id") REFERENCES "paper_orders"("client_order_id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED;

-- Foreign keys above are checked at commit, so that a transaction may write its rows in any order.

-- Closed rows say why: an intent that ended has a reason, an order that sells has an exit reason, a closed position too.
ALTER TABLE "alerts"
  ADD CONSTRAINT "alerts_window_check" CHECK ("dedup_until" >= "received_at");

ALTER TABLE "intents"
  ADD CONSTRAINT "intents_cause_check" CHECK (
    ("type" = 'entry' AND "trigger" IS NOT NULL AND "exit_reason" IS NULL)
    OR ("type" = 'exit' AND "trigger" IS NULL AND "exit_reason" IS NOT NULL)
    OR ("type" = 'cancel' AND "trigger" IS NULL AND "exit_reason" IS NULL)
  ),
  ADD CONSTRAINT "intents_exit_reason_check" CHECK ("exit_reason" NOT IN ('BRACKET_TP', 'BRACKET_SL', 'EXTERNAL')),
  ADD CONSTRAINT "intents_settled_check" CHECK (
    "state" IN ('received', 'planned', 'working') OR ("settled_at" IS NOT NULL AND "reason" IS NOT NULL)
  );

ALTER TABLE "orders"
  ADD CONSTRAINT "orders_exit_reason_check" CHECK (("leg" = 'entry') = ("exit_reason" IS NULL)),
  ADD CONSTRAINT "orders_side_check" CHECK (("leg" = 'entry') = ("side" = 'buy')),
  ADD CONSTRAINT "orders_size_check" CHECK ("size" > 0 AND "filled_size" >= 0),
  ADD CONSTRAINT "orders_price_check" CHECK (
    ("type" <> 'limit' OR "limit_price" IS NOT NULL) AND ("type" <> 'stop' OR "stop_price" IS NOT NULL)
    AND "limit_price" > 0 AND "stop_price" > 0
  ),
  ADD CONSTRAINT "orders_attempt_check" CHECK ("attempt" >= 0);

ALTER TABLE "fills"
  ADD CONSTRAINT "fills_amount_check" CHECK ("price" > 0 AND "size" > 0);

ALTER TABLE "positions"
  ADD CONSTRAINT "positions_closed_check" CHECK (
    ("state" = 'closed') = ("closed_at" IS NOT NULL) AND ("state" = 'closed') = ("exit_reason" IS NOT NULL)
  ),
  ADD CONSTRAINT "positions_size_check" CHECK ("size" >= 0 AND "version" >= 0);

ALTER TABLE "lots"
  ADD CONSTRAINT "lots_size_check" CHECK ("size" > 0 AND "size" <= "size_bought" AND "price" > 0);

ALTER TABLE "allocations"
  ADD CONSTRAINT "allocations_size_check" CHECK ("size" > 0),
  ADD CONSTRAINT "allocations_pnl_check" CHECK ("pnl" = "net_proceeds" - "cost_basis"),
  ADD CONSTRAINT "allocations_time_check" CHECK ("buy_time" <= "sell_time");

ALTER TABLE "unmatched_sells"
  ADD CONSTRAINT "unmatched_sells_size_check" CHECK ("size" > 0);

ALTER TABLE "trades"
  ADD CONSTRAINT "trades_size_check" CHECK ("size" > 0),
  ADD CONSTRAINT "trades_time_check" CHECK ("entry_at" <= "exit_at");

ALTER TABLE "trading_state"
  ADD CONSTRAINT "trading_state_single_check" CHECK ("id" = 1);

ALTER TABLE "paper_orders"
  ADD CONSTRAINT "paper_orders_size_check" CHECK ("size" > 0 AND "filled_size" BETWEEN 0 AND "size"),
  ADD CONSTRAINT "paper_orders_attached_check" CHECK (
    num_nulls("attached_stop_id", "attached_stop_price", "attached_target_id", "attached_target_price") IN (0, 4)
  );

ALTER TABLE "paper_fills"
  ADD CONSTRAINT "paper_fills_amount_check" CHECK ("price" > 0 AND "size" > 0);

ALTER TABLE "paper_balances"
  ADD CONSTRAINT "paper_balances_locked_check" CHECK ("locked" >= 0 AND "locked" <= "total");

ALTER TABLE "candles"
  ADD CONSTRAINT "candles_finite_check" CHECK (
    "open" > 0 AND "high" > 0 AND "low" > 0 AND "close" > 0 AND "volume" >= 0
    -- NaN sorts above infinity, so this refuses it too.
    AND greatest("open", "high", "low", "close", "volume") < 'Infinity'
  );

-- The rows somebody is waiting for are few among many; these indexes hold only them.
CREATE UNIQUE INDEX "positions_one_open_per_symbol" ON "positions" ("symbol") WHERE "state" = 'open';
CREATE UNIQUE INDEX "ledger_versions_one_reporting" ON "ledger_versions" ("is_reporting") WHERE "is_reporting";
CREATE INDEX "intents_live" ON "intents" ("symbol", "received_at", "intent_id") WHERE "state" IN ('received', 'planned', 'working');
CREATE INDEX "orders_working" ON "orders" ("symbol", "created_at", "client_order_id") WHERE "state" IN ('planned', 'sent', 'resting', 'partially_filled', 'unknown');
CREATE INDEX "paper_orders_open" ON "paper_orders" ("client_order_id") WHERE "state" = 'open';
CREATE INDEX "alert_outbox_unpublished" ON "alert_outbox" ("sequence") WHERE "published_at" IS NULL;
CREATE INDEX "signal_outbox_unpublished" ON "signal_outbox" ("sequence") WHERE "published_at" IS NULL;
CREATE INDEX "unmatched_sells_review" ON "unmatched_sells" ("sell_time") WHERE "review" = 'open';

-- Facts are never edited: a correction is a new row.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "fills_insert_only" BEFORE UPDATE OR DELETE ON "fills" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "order_transitions_insert_only" BEFORE UPDATE OR DELETE ON "order_transitions" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "config_snapshots_insert_only" BEFORE UPDATE OR DELETE ON "config_snapshots" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "paper_fills_insert_only" BEFORE UPDATE OR DELETE ON "paper_fills" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();

-- Checked at commit, so that the reporting version can be moved in one transaction and never be missing after it.
CREATE FUNCTION "require_reporting_version"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM "ledger_versions" WHERE "is_reporting") THEN
    RAISE EXCEPTION 'one ledger version must be the reporting one' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER "ledger_versions_reporting" AFTER UPDATE OR DELETE ON "ledger_versions"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "require_reporting_version"();

-- What each service reads of the other's tables, and nothing else.
-- An exit is on its way while its intent has not ended or its order works at the venue; of several, the most urgent.
CREATE VIEW "v_open_positions" AS
  SELECT "p".*,
    (
      SELECT min("live"."exit_reason") FROM (
        SELECT "i"."exit_reason" FROM "intents" "i"
         WHERE "i"."symbol" = "p"."symbol" AND "i"."type" = 'exit' AND "i"."state" IN ('received', 'planned', 'working')
           AND ("i"."position_id" IS NULL OR "i"."position_id" = "p"."position_id")
        UNION ALL
        SELECT "o"."exit_reason" FROM "orders" "o"
         WHERE "o"."symbol" = "p"."symbol" AND "o"."position_id" = "p"."position_id" AND "o"."leg" = 'exit'
           AND "o"."state" IN ('planned', 'sent', 'resting', 'partially_filled', 'unknown')
      ) "live"
    ) AS "live_exit",
    EXISTS (
      SELECT FROM "orders" "o"
       WHERE "o"."position_id" = "p"."position_id" AND "o"."exit_reason" = 'PARTIAL_TAKE_PROFIT' AND "o"."filled_size" > 0
    ) AS "partial_taken"
    FROM "positions" "p" WHERE "p"."state" = 'open';

CREATE VIEW "v_intent_outcomes" AS
  SELECT "intent_id", "symbol", "type", "state", "reason", "received_at", "settled_at" FROM "intents";

-- The newest evaluation of each symbol with its bar. The recursion hops from symbol to symbol on the primary key,
-- where DISTINCT would read every evaluation ever made.
CREATE VIEW "v_last_evaluations" AS
  WITH RECURSIVE "series" AS (
    (SELECT "symbol", "timeframe" FROM "signal_evaluations" ORDER BY "symbol", "timeframe" LIMIT 1)
    UNION ALL
    SELECT "next"."symbol", "next"."timeframe"
      FROM "series",
      LATERAL (
        SELECT "e"."symbol", "e"."timeframe" FROM "signal_evaluations" "e"
         WHERE ("e"."symbol", "e"."timeframe") > ("series"."symbol", "series"."timeframe")
         ORDER BY "e"."symbol", "e"."timeframe" LIMIT 1
      ) "next"
  ),
  "newest" AS (
    SELECT DISTINCT ON ("series"."symbol") "last".*
      FROM "series",
      LATERAL (
        SELECT * FROM "signal_evaluations" "e"
         WHERE "e"."symbol" = "series"."symbol" AND "e"."timeframe" = "series"."timeframe"
         ORDER BY "e"."open_time" DESC LIMIT 1
      ) "last"
     ORDER BY "series"."symbol", "last"."open_time" DESC
  )
  SELECT "newest".*, "c"."open", "c"."high", "c"."low", "c"."close", "c"."volume"
    FROM "newest" JOIN "candles" "c" USING ("symbol", "timeframe", "open_time");

CREATE VIEW "v_exit_plans" AS
  SELECT "x"."position_id", "p"."symbol", "x"."state", "x"."verdicts", "x"."as_of"
    FROM "exit_states" "x" JOIN "positions" "p" ON "p"."position_id" = "x"."position_id"
   WHERE "p"."state" = 'open';

INSERT INTO "trading_state" ("id", "state", "since", "by", "reason") VALUES (1, 'active', now(), 'system', 'first start');
INSERT INTO "ledger_versions" ("version", "is_reporting") VALUES (1, true);
