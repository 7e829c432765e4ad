/** Which samples between two frames of a series did not come (pure). */
import { fenceKey } from '@trainyard/contracts/attempt';
import type { Metric, SeriesFrame } from '@trainyard/contracts/series-frame';

/** Samples of one series that are missing, by the agent's clock, ms since 1970; `to` is exclusive. */
export interface SeriesGap {
  nodeUid: string;
  device: string;
  metric: Metric;
  from: number;
  to: number;
}

/** Series that are remembered: those of a cluster of 300 nodes; of more, the ones that were silent for longest are forgotten. */
const rememberedMost = 10_000;

export class SeriesGaps {
  /** When the next sample of a series is due. */
  private readonly due = new Map<string, number>();

  /** What is missing before this frame of its series; a series that is new has nothing before it. */
  before(frame: SeriesFrame): SeriesGap | undefined {
    const { nodeUid, device, metric, fence, t0, step, values } = frame;
    const key = [nodeUid, fence ? fenceKey(fence) : '', device, metric].join(' ');
    const due = this.due.get(key);
    this.due.delete(key);
    this.due.set(key, t0 + values.length * step);
    if (this.due.size > rememberedMost) this.due.delete(this.due.keys().next().value as string);
    // Samples are never taken to the millisecond: less than half a step is none missing.
    const isMissing = due !== undefined && Math.round((t0 - due) / step) >= 1;
    return isMissing ? { nodeUid, device, metric, from: due, to: t0 } : undefined;
  }
}
