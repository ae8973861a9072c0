import type { Result } from "@bottrader/core";
import { connectVenue, measureClock, type VenueOptions } from "./connect-venue.ts";
import type { FeedFault } from "./feed-fault.ts";

/**
 * Asks the exchange for its time, once. Answers within five seconds whether its public feed can be reached, and by how many
 * milliseconds its clock is ahead of ours.
 */
export async function probeFeed(options: VenueOptions): Promise<Result<{ readonly offsetMs: number }, FeedFault>> {
  const venue = await connectVenue(options);
  return venue.ok ? measureClock(venue.value, options.log) : venue;
}
