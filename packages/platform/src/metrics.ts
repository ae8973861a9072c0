/** Prometheus metrics of one process. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export type Metrics = {
  readonly contentType: string;
  render(): Promise<string>;
  counter(name: string, help: string, labels?: readonly string[]): Counter<string>;
  /** `read` is called at each scrape. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  histogram(name: string, help: string, bucketsMs: readonly number[]): Histogram<string>;
};

export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    counter: (name, help, labels = []) => new Counter({ name, help, labelNames: [...labels], registers: [registry] }),
    gauge: (name, help, read) => {
      new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          this.set(await read());
        },
      });
    },
    histogram: (name, help, bucketsMs) => new Histogram({ name, help, buckets: [...bucketsMs], registers: [registry] }),
  };
}
