import {
  describeOutbox,
  describePaperStore,
  describeSignalStore,
  describeTradeStore,
  SAMPLE_TIME_MS,
  type StoreBench,
} from "@bottrader/ports/conformance";
import { createMemoryStores } from "../../src/index.ts";

const open = async (): Promise<StoreBench> => ({ ...createMemoryStores(SAMPLE_TIME_MS), close: async () => {} });

describeTradeStore("Memory", open);
describeSignalStore("Memory", open);
describeOutbox("Memory", open);
describePaperStore("Memory", open);
