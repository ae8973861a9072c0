import {
  describeOutbox,
  describePaperStore,
  describeSignalStore,
  describeTradeStore,
  SAMPLE_SNAPSHOT_ID,
  SAMPLE_TIME_MS,
  type StoreBench,
} from "@bottrader/ports/conformance";
import { usePostgres } from "@bottrader/testkit";
import { openDatabase } from "../src/index.ts";

const postgres = usePostgres();

async function open(): Promise<StoreBench> {
  const database = openDatabase(await postgres.fresh(), {
    poolMax: 4,
    onError: (error) => {
      throw error;
    },
  });
  await database.snapshots.save(SAMPLE_SNAPSHOT_ID, { sample: true }, SAMPLE_TIME_MS);
  return database;
}

describeTradeStore("Postgres", open);
describeSignalStore("Postgres", open);
describeOutbox("Postgres", open);
describePaperStore("Postgres", open);
