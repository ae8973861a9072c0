import { RollingDeviation } from "./rolling-deviation.ts";

/** Bollinger bands: SMA ± `deviations` × population σ (TA-Lib BBANDS). NaN until `period` closes were seen. */
export class BollingerBands {
  upper = Number.NaN;
  middle = Number.NaN;
  lower = Number.NaN;
  readonly #window: RollingDeviation;
  readonly #deviations: number;

  constructor(period: number, deviations: number) {
    this.#window = new RollingDeviation(period);
    this.#deviations = deviations;
  }

  update(close: number): void {
    this.#window.update(close);
    const reach = this.#deviations * this.#window.deviation;
    this.middle = this.#window.mean;
    this.upper = this.middle + reach;
    this.lower = this.middle - reach;
  }
}
