/**
 * Long-lived parts of a process: started in order, stopped in reverse, with one deadline for the whole.
 */
import type { Logger } from "./logger.ts";

export type Component = {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
};

export type Running = { stop(): Promise<void> };

/** Starts every component; when one fails, stops those already started and rethrows. */
export async function startComponents(
  components: readonly Component[],
  options: { log: Logger; stopWithinMs: number },
): Promise<Running> {
  const started: Component[] = [];
  const stopAll = async (): Promise<void> => {
    const deadline = setTimeout(() => {
      options.log.error({ waitingFor: started.at(-1)?.name }, "stopping took too long");
      process.exit(1);
    }, options.stopWithinMs);
    while (started.length > 0) {
      const component = started.at(-1);
      await component
        ?.stop()
        .catch((error: unknown) =>
          options.log.error({ err: error, component: component.name }, "component did not stop cleanly"),
        );
      started.pop();
    }
    clearTimeout(deadline);
  };
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopping ??= stopAll();
    return stopping;
  };
  for (const component of components) {
    try {
      await component.start();
      started.push(component);
    } catch (error) {
      await stop();
      throw error;
    }
  }
  return { stop };
}
