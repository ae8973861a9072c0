// pino's number for "warn"
const WARN_LEVEL = 40;
const LEVEL_NAMES: Readonly<Record<number, string>> = { 40: "WARN", 50: "ERROR", 60: "FATAL" };

/** What an operator sees of a line of a service: warnings and worse in short, and whatever is not a log record; undefined for the rest. */
export function presentLogLine(line: string): string | undefined {
  const record = parseRecord(line);
  if (record === undefined) return line.trim() === "" ? undefined : line;
  if (record.level < WARN_LEVEL) return undefined;
  const cause = record.cause === undefined ? "" : `: ${record.cause}`;
  return `${LEVEL_NAMES[record.level] ?? "WARN"} ${record.message}${cause}`;
}

interface LogRecord {
  readonly level: number;
  readonly message: string;
  readonly cause: string | undefined;
}

function parseRecord(line: string): LogRecord | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const read: unknown = JSON.parse(line);
    if (typeof read !== "object" || read === null || !("level" in read) || typeof read.level !== "number")
      return undefined;
    const message = "msg" in read && typeof read.msg === "string" ? read.msg : "";
    return { level: read.level, message, cause: "err" in read ? messageOf(read.err) : undefined };
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("message" in error)) return undefined;
  return typeof error.message === "string" ? error.message : undefined;
}
