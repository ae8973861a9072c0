import { toInstant } from "@bottrader/contracts";

const MINUTE_MS = 60_000;
const MINUTES_KEPT_MAX = 10_000;
/** `2023-11-14T22:13:` */
const MINUTE_LENGTH = 17;

const twoDigits = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, "0"));
const millis = Array.from({ length: 1_000 }, (_, value) => String(value).padStart(3, "0"));

/** Gives what `toInstant` gives for times up to the year 9999, formatting each minute once. */
export function createInstantWriter(): (ms: number) => string {
  const minutes = new Map<number, string>();
  return (ms) => {
    const minute = Math.floor(ms / MINUTE_MS);
    let text = minutes.get(minute);
    if (text === undefined) {
      if (minutes.size >= MINUTES_KEPT_MAX) minutes.clear();
      text = toInstant(minute * MINUTE_MS).slice(0, MINUTE_LENGTH);
      minutes.set(minute, text);
    }
    const restMs = ms - minute * MINUTE_MS;
    const second = Math.floor(restMs / 1_000);
    return `${text}${twoDigits[second]}.${millis[restMs - second * 1_000]}Z`;
  };
}
