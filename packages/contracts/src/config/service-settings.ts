import { addresses, choice, decimal, flag, fraction, integer, list, optionalText, requiredText } from "./setting.ts";

const service = "service" as const;
const access = "access" as const;
const port = (help: string, fallback: string) =>
  integer({ group: service, unit: "", min: 0, max: 65_535, fallback, help });
const HTTP_URL = { pattern: /^https?:\/\/[^\s/?#]+[^\s?#]*$/, range: "a URL such as http://127.0.0.1:8080" };
const url = (help: string, fallback: string) => requiredText({ group: service, like: HTTP_URL, fallback, help });
const secret = (help: string, min = 8) => optionalText({ group: access, min, max: 4_096, secret: true, help });

export const modeSettings = {
  TRADING_MODE: choice({
    group: "mode",
    values: ["paper", "live"],
    fallback: "paper",
    help: "paper trades against a simulated venue; live trades real money",
  }),
  LIVE_TRADING_CONFIRM: choice({ group: "mode", values: ["no", "yes"], fallback: "no", help: "live mode needs yes" }),
  EXCHANGE: choice({
    group: "mode",
    values: ["coinbase", "binance", "kraken", "bybit", "okx"],
    fallback: "coinbase",
    help: "exchange whose market data is read and, in live mode, whose account is traded",
  }),
  EXCHANGE_BASE_URL: optionalText({
    group: "market",
    like: HTTP_URL,
    help: "sends every request to this origin in place of the exchange's own (tests, proxies)",
  }),
  SYMBOLS: list({
    group: "market",
    pattern: /^[A-Z0-9]{1,20}\/[A-Z0-9]{1,12}$/,
    example: "BTC/USD",
    fallback: "",
    help: "symbols to watch on a live or synthetic feed; empty is a small default list",
  }),
  MARKET_SOURCE: choice({
    group: "market",
    values: ["auto", "recorded", "live", "synthetic"],
    fallback: "auto",
    help: "where bars come from; auto is live, or synthetic when there is no network",
  }),
  MARKET_SESSION: requiredText({
    group: "market",
    like: { pattern: /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, range: "1 to 40 letters, digits, - and _" },
    fallback: "live",
    help: "name of the market the state belongs to; recordings never mix",
  }),
  CANDLES_DIR: optionalText({ group: "market", max: 4_096, help: "folder of recorded candles" }),
  REPLAY_SPEED: requiredText({
    group: "market",
    like: { pattern: /^(max|(?!0+(\.0+)?$)\d{1,9}(\.\d{1,6})?)$/, range: "max, or a multiple of real time such as 60" },
    fallback: "max",
    help: "speed of a recording: a multiple of real time, or max",
  }),
  PAPER_STARTING_CASH: decimal({
    group: "market",
    unit: "quote currency",
    min: "1",
    max: "1000000000000",
    fallback: "10000",
    help: "cash of a new paper account",
  }),
  PAPER_SPREAD_PCT: fraction({
    group: "market",
    of: "price",
    max: "0.1",
    fallback: "0.0002",
    help: "spread of the paper venue around recorded prices",
  }),
  PAPER_SLIPPAGE_PCT: fraction({
    group: "market",
    of: "price",
    max: "0.1",
    fallback: "0.0002",
    help: "slippage of paper market orders and stops",
  }),
  PAPER_VOLUME_SHARE: fraction({
    group: "market",
    of: "a bar's volume",
    min: "0.0001",
    fallback: "0.1",
    help: "largest share of a bar's volume that paper orders may take",
  }),
  PAPER_FILL_ON_TOUCH: flag({
    group: "market",
    fallback: "false",
    help: "let a resting paper limit fill when price only touches it",
  }),
  BREAKEVEN_EPSILON: decimal({
    group: "ledger",
    unit: "quote currency",
    min: "0",
    max: "1000000",
    fallback: "0",
    help: "a trade within ± this is neither win nor loss",
  }),
  EQUITY_SAMPLE_MINUTES: integer({
    group: "ledger",
    unit: "minutes",
    min: 1,
    max: 1_440,
    fallback: "60",
    help: "distance of the points of the equity curve",
  }),
} as const;

export const serviceSettings = {
  HOST: requiredText({ group: service, max: 255, fallback: "127.0.0.1", help: "address the service listens on" }),
  PORT: port("port of the order manager; 0 picks a free one", "8080"),
  SIGHOOK_PORT: port("port of the signal service; 0 picks a free one", "8081"),
  DATABASE_URL: optionalText({ group: service, max: 2_000, secret: true, help: "Postgres" }),
  REDIS_URL: optionalText({ group: service, max: 2_000, secret: true, help: "Redis; absent: BullMQ runs on Postgres" }),
  WEBHOOK_URL: url("where the signal service finds the order manager", "http://127.0.0.1:8080"),
  SIGHOOK_URL: url("where the order manager finds the signal service", "http://127.0.0.1:8081"),
  LOG_LEVEL: choice({
    group: service,
    values: ["trace", "debug", "info", "warn", "error"],
    fallback: "info",
    help: "least level that is logged",
  }),
  RELEASE: requiredText({
    group: service,
    max: 60,
    fallback: "0.1.0",
    help: "release shown at /version and written into intents",
  }),
  BOTTRADER_HOME: requiredText({ group: service, max: 4_096, fallback: ".bottrader", help: "folder of local state" }),
  TP_SL_LOG_PATH: optionalText({
    group: service,
    max: 4_096,
    help: "file that gets one JSON line for each bracket decision",
  }),
  REPORTS_DIR: optionalText({ group: service, max: 4_096, help: "folder of the daily reports" }),
  WATCHDOG_INTERVAL_MS: integer({
    group: service,
    unit: "ms",
    min: 250,
    max: 60_000,
    fallback: "2000",
    help: "distance of the checks that every position is protected",
  }),
} as const;

export const accessSettings = {
  WEBHOOK_AUTH: choice({
    group: access,
    values: ["secret", "none"],
    fallback: "secret",
    help: "none accepts every alert; refused in live mode",
  }),
  WEBHOOK_SECRET: secret("secret an alert carries in its body, its path or its HMAC header"),
  WEBHOOK_SECRET_NEXT: secret("second secret that is valid too, while senders are moved over"),
  WEBHOOK_ALLOWED_IPS: addresses({
    group: access,
    example: "52.89.214.238",
    help: "source addresses that may send alerts; empty allows all",
  }),
  TRUSTED_PROXIES: addresses({
    group: access,
    example: "10.0.0.0/8",
    help: "proxies whose X-Forwarded-For is believed",
  }),
  WEBHOOK_RATE_PER_MINUTE: integer({
    group: access,
    unit: "requests",
    min: 15,
    max: 1_000_000,
    fallback: "600",
    help: "alerts of one address before 429",
  }),
  WEBHOOK_REPLAY_WINDOW_MS: integer({
    group: access,
    unit: "ms",
    min: 1_000,
    max: 86_400_000,
    fallback: "86400000",
    help: "the same alert id within this time is a duplicate",
  }),
  WEBHOOK_BODY_WINDOW_MS: integer({
    group: access,
    unit: "ms",
    min: 1_000,
    max: 600_000,
    fallback: "10000",
    help: "the same body without id and time within this time is a duplicate",
  }),
  WEBHOOK_ENTRY_LAG_MAX_MS: integer({
    group: access,
    unit: "ms",
    min: 1_000,
    max: 3_600_000,
    fallback: "30000",
    help: "an entry alert older than this is refused",
  }),
  WEBHOOK_EXIT_LAG_MAX_MS: integer({
    group: access,
    unit: "ms",
    min: 1_000,
    max: 3_600_000,
    fallback: "300000",
    help: "an exit alert older than this is refused",
  }),
  OPERATOR_PASSWORD: secret("password of the dashboard"),
  OPERATOR_TOKEN: secret("bearer token of the API", 16),
  INTERNAL_TOKEN: secret("token of the calls between the services", 16),
  QUEUE_BOARD_WRITE: flag({
    group: access,
    fallback: "false",
    help: "let operators retry and remove jobs on the queue board",
  }),
  EXCHANGE_API_KEY: secret("exchange key (live mode)", 1),
  EXCHANGE_API_SECRET: secret("exchange secret (live mode)", 1),
  EXCHANGE_API_PASSPHRASE: secret("exchange passphrase, where the exchange has one", 1),
} as const;
