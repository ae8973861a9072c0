export type { VenueOptions } from "./connect-venue.ts";
export { FEED_FAULT_CODES, type FeedFault, type FeedFaultCode } from "./feed-fault.ts";
export type { FeedLog, Sleep } from "./feed-gate.ts";
export type { LiveGaps } from "./gap-log.ts";
export * from "./open-live-candles.ts";
export * from "./probe-feed.ts";
export { LIVE_EXCHANGES } from "./venue-profile.ts";
