-- What an operator lifted, and why: the risk gate counts no evidence at or before it.
CREATE TYPE "lock_kind" AS ENUM ('dailyLoss', 'drawdown', 'stopsSymbol', 'stopsGlobal', 'lossStreak', 'cooldown', 'symbolFilter');

CREATE TABLE "lock_lifts" (
  "id" BIGSERIAL NOT NULL,
  "kind" "lock_kind" NOT NULL,
  "symbol" TEXT,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "by" TEXT NOT NULL,
  "note" TEXT NOT NULL,
  CONSTRAINT "lock_lifts_pkey" PRIMARY KEY ("id")
);

-- A lock is on one symbol or on all of them, by its kind.
ALTER TABLE "lock_lifts"
  ADD CONSTRAINT "lock_lifts_symbol_check" CHECK (
    ("symbol" IS NOT NULL) = ("kind" IN ('stopsSymbol', 'cooldown', 'symbolFilter'))
  );

CREATE INDEX "lock_lifts_kind_symbol_at_idx" ON "lock_lifts" ("kind", "symbol", "at");

CREATE TRIGGER "lock_lifts_insert_only" BEFORE UPDATE OR DELETE ON "lock_lifts" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
