-- Of several exits on their way the most urgent counts, in the order of the core's exit reasons; the order of the enum is another.
CREATE OR REPLACE VIEW "v_open_positions" AS
  SELECT "p".*,
    (
      SELECT "live"."exit_reason" FROM (
        SELECT "i"."exit_reason" FROM "intents" "i"
         WHERE "i"."symbol" = "p"."symbol" AND "i"."type" = 'exit' AND "i"."state" IN ('received', 'planned', 'working')
           AND ("i"."position_id" IS NULL OR "i"."position_id" = "p"."position_id")
        UNION ALL
        SELECT "o"."exit_reason" FROM "orders" "o"
         WHERE "o"."symbol" = "p"."symbol" AND "o"."position_id" = "p"."position_id" AND "o"."leg" = 'exit'
           AND "o"."state" IN ('planned', 'sent', 'resting', 'partially_filled', 'unknown')
      ) "live"
      ORDER BY array_position(
        ARRAY[
          'KILL_SWITCH', 'LIQUIDATION', 'EMERGENCY_STOP', 'HARD_STOP', 'BRACKET_SL', 'SOFT_STOP', 'MANUAL', 'WEBHOOK', 'TIME_EXIT',
          'TRAILING_STOP', 'PARTIAL_TAKE_PROFIT', 'BRACKET_TP', 'TAKE_PROFIT', 'SIGNAL_EXIT', 'EXTERNAL'
        ]::"exit_reason"[],
        "live"."exit_reason"
      )
      LIMIT 1
    ) AS "live_exit",
    EXISTS (
      SELECT FROM "orders" "o"
       WHERE "o"."position_id" = "p"."position_id" AND "o"."exit_reason" = 'PARTIAL_TAKE_PROFIT' AND "o"."filled_size" > 0
    ) AS "partial_taken"
    FROM "positions" "p" WHERE "p"."state" = 'open';
