import { bracketRules, riskRules, type Settings, sizingRules } from "@bottrader/contracts";
import { quote } from "@bottrader/core";
import type { DeskRules } from "./desk.ts";

/** The order manager's rules as the settings give them: the one place where a setting becomes a rule of the desk. */
export const deskRules = (settings: Settings): DeskRules => ({
  bracket: bracketRules(settings),
  sizing: sizingRules(settings),
  risk: riskRules(settings),
  entrySlippageMaxRatio: settings.ENTRY_SLIPPAGE_MAX_PCT,
  exitSlippageMaxRatio: settings.EXIT_SLIPPAGE_MAX_PCT,
  entryTimeoutMs: settings.ENTRY_TIMEOUT_MS,
  exitTimeoutMs: settings.EXIT_TIMEOUT_MS,
  exitTtlMs: settings.WEBHOOK_EXIT_LAG_MAX_MS,
  breakevenEpsilon: quote(settings.BREAKEVEN_EPSILON),
});
