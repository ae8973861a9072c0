/** Entry point of the order manager. */
import { createLogger, startComponents } from "@bottrader/platform";
import closeWithGrace from "close-with-grace";
import { compose } from "./compose.ts";
import { loadSettings } from "./settings.ts";

const STOP_WITHIN_MS = 10_000;

const config = loadSettings(process.env);
const log = createLogger({ service: "webhook", level: config.values.LOG_LEVEL });
for (const warning of config.warnings) log.warn(warning);

try {
  const components = await compose(config, log);
  const running = await startComponents(components, { log, stopWithinMs: STOP_WITHIN_MS });
  log.info(
    { port: config.values.PORT, session: config.values.MARKET_SESSION, configHash: config.hash },
    "order manager started",
  );
  closeWithGrace({ delay: STOP_WITHIN_MS }, async ({ err }) => {
    if (err) log.error({ err }, "stopping after an error that nobody handled");
    await running.stop();
  });
} catch (error) {
  log.error({ err: error }, "the order manager cannot start");
  process.exitCode = 1;
}
