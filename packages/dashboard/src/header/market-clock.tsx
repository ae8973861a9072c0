import type { StatusView } from "@bottrader/contracts";
import { formatInstant } from "../format/time.ts";

interface MarketClockProps {
  readonly market: StatusView["market"];
}

/** The market's own time, which in a recording is not the wall's. */
export function MarketClock({ market: { nowMs } }: MarketClockProps) {
  return (
    <time
      class="clock num"
      dateTime={Number.isFinite(nowMs) ? new Date(nowMs).toISOString() : ""}
      title="Market clock, UTC"
    >
      {formatInstant(nowMs)} <abbr title="Coordinated universal time">UTC</abbr>
    </time>
  );
}
