/** Forecasts that are remembered: the newest few hundred, so that a change of habits shows within a day. */
const rememberedMost = 300;
/** Fewer past forecasts than this say nothing yet. */
const rememberedLeast = 20;
/** How far the aimed-at share moves after each start: towards more after one that came too late, towards less after others. */
const step = 0.02;
/** Added to every wait: what is over in a moment is not worth a ratio. */
const momentMs = 1_000;

/**
 * Learns by how much forecasts of one percentile were off, and stretches new ones by it, so that the promised share of starts comes
 * before them whatever the simulation does not know (jobs that are yet to be submitted above all). It is the split conformal method
 * (Vovk, Gammerman, Shafer: Algorithmic Learning in a Random World, 2005) on the ratio of actual to simulated wait, with a level
 * that follows what came of it, so that it holds while habits change (Gibbs, Candès: Adaptive Conformal Inference, 2021).
 */
export class Calibration {
  readonly #share: number;
  readonly #ratios: number[] = [];
  #next = 0;
  #level: number;
  #factor: number | undefined = 1;

  /** `share` of starts is to come before what is told: 0.9 for a p90. */
  constructor(share: number) {
    this.#share = share;
    this.#level = share;
  }

  /** A unit started after `waitMs`; the simulation had said `simulatedMs`, and `toldMs` was made of it. */
  learn(simulatedMs: number, toldMs: number, waitMs: number): void {
    const missed = waitMs > toldMs ? 1 : 0;
    this.#level = Math.max(0.05, Math.min(0.995, this.#level + step * (missed - (1 - this.#share))));
    this.#ratios[this.#next] = (Math.max(0, waitMs) + momentMs) / (Math.max(0, simulatedMs) + momentMs);
    this.#next = (this.#next + 1) % rememberedMost;
    this.#factor = undefined;
  }

  /** The wait to tell, ms, for one that was simulated. */
  apply(simulatedMs: number): number {
    this.#factor ??= this.#quantile();
    return Math.max(0, Math.round((simulatedMs + momentMs) * this.#factor - momentMs));
  }

  #quantile(): number {
    const count = this.#ratios.length;
    if (count < rememberedLeast) return 1;
    const sorted = this.#ratios.toSorted((a, b) => a - b);
    return sorted[Math.min(count, Math.ceil((count + 1) * this.#level)) - 1] ?? 1;
  }
}
