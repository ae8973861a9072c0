/** Calendar of UTC without a clock. */
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** `YYYY-MM-DD` of a moment. The civil calendar from day numbers, by Howard Hinnant's algorithm: years begin in March. */
export function utcDay(atMs: number): string {
  const dayNumber = Math.floor(atMs / DAY_MS) + 719_468;
  const era = Math.floor(dayNumber / 146_097);
  const dayOfEra = dayNumber - era * 146_097;
  const leapDays = Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, "0")}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** Hour of the day, `00` to `23`. */
export const utcHour = (atMs: number): string => twoDigits(Math.floor((atMs % DAY_MS) / HOUR_MS));

const twoDigits = (value: number): string => String(value).padStart(2, "0");
