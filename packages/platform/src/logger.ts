import { type Logger, pino } from "pino";

export type { Logger } from "pino";

const SECRET_NAMES = [
  "secret",
  "password",
  "passphrase",
  "token",
  "apiKey",
  "apiSecret",
  "authorization",
  "cookie",
  '["set-cookie"]',
  '["x-internal-token"]',
];

/** Never in a log line, on the first three levels of what is logged. */
const SECRET_PATHS = ["", "*", "*.*"].flatMap((level) =>
  SECRET_NAMES.map((name) => (level === "" || name.startsWith("[") ? `${level}${name}` : `${level}.${name}`)),
);

/** Takes whole lines, each with its newline. */
export type LogSink = { write(line: string): void };

/** JSON logs on stdout, on stderr for commands whose stdout is their result, or into a sink of the caller's. */
export function createLogger(options: {
  service: string;
  level: string;
  stream?: "stdout" | "stderr" | LogSink;
}): Logger {
  const { stream = "stdout" } = options;
  const sink =
    typeof stream === "string" ? pino.destination({ dest: stream === "stderr" ? 2 : 1, sync: false }) : stream;
  return pino(
    {
      name: options.service,
      level: options.level,
      redact: { paths: SECRET_PATHS, censor: "[redacted]" },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    sink,
  );
}
