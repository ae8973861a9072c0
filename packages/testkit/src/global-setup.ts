/** Starts Postgres and Redis once for a whole test run; workers find them by the environment they inherit. */
import { DATABASE_URL_NAME, findPostgres, findRedis, REDIS_URL_NAME } from "./test-servers.ts";

/** Vitest calls this before the first worker and the returned function after the last. */
export async function setup(): Promise<() => Promise<void>> {
  const [postgres, redis] = await Promise.all([findPostgres(), findRedis()]);
  process.env[DATABASE_URL_NAME] = postgres.url;
  process.env[REDIS_URL_NAME] = redis.url;
  return async () => {
    await Promise.all([postgres.stop(), redis.stop()]);
  };
}
