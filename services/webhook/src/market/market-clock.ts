import type { Clock } from "@bottrader/ports";

export type MarketClock = Clock & {
  /** Moves to `nowMs`; never back. */
  advance(nowMs: number): void;
  /** Follows the wall clock from now on, or only what `advance` says. */
  follow(kind: "wall" | "tape"): void;
};

/** Time of the market: the wall clock on a live feed, the newest bar's close on a recording. */
export function createMarketClock(wallMs: () => number): MarketClock {
  let tapeMs = 0;
  let isWall = false;
  return {
    nowMs: () => (isWall ? wallMs() : tapeMs),
    advance(nowMs) {
      if (nowMs > tapeMs) tapeMs = nowMs;
    },
    follow(kind) {
      isWall = kind === "wall";
    },
  };
}
