import type { Fence } from '@trainyard/contracts/attempt';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';

/** ms between samples. */
export const stepMs = 1_000;
/** What one frame may hold (contracts/series-frame): a gap that is longer ends the frame instead of being filled. */
const mostSamples = 600;

/** A sample with all that names its series. */
export type Sample = Pick<SeriesFrame, 'source' | 'fence' | 'device' | 'metric'> & { value: number | null };

export interface FrameBatch {
  /** Takes the samples of the second `t`. Seconds that were missed in between become gaps. */
  add(t: number, samples: Sample[]): void;
  /** Seconds from the first sample to now. */
  length(): number;
  /** Hands out what there is as frames and starts anew. */
  take(skew: number): SeriesFrame[];
}

/** Collects samples of aligned seconds into frames, one a series. */
export function createFrameBatch(nodeUid: string): FrameBatch {
  let open = new Map<string, Omit<SeriesFrame, 'skew'>>();
  let full: Omit<SeriesFrame, 'skew'>[] = [];
  let first: number | undefined;
  let last = 0;

  function addOne(t: number, { value, ...names }: Sample): void {
    const { fence, source, device, metric } = names;
    const key = `${metric} ${source} ${device} ${fence === undefined ? '' : taskKey(fence)}`;
    let frame = open.get(key);
    const at = frame === undefined ? 0 : (t - frame.t0) / stepMs;
    if (frame !== undefined && (at < frame.values.length || at >= mostSamples)) {
      // Too long a gap, or the clock was set back: the series goes on in another frame.
      full.push(frame);
      frame = undefined;
    }
    if (frame === undefined) {
      frame = { version: 1, nodeUid, ...names, t0: t, step: stepMs, values: [] };
      if (fence === undefined) delete frame.fence;
      open.set(key, frame);
    }
    while (frame.values.length < (t - frame.t0) / stepMs) frame.values.push(null);
    frame.values.push(value);
  }

  return {
    add(t, samples) {
      first ??= t;
      last = t;
      for (const sample of samples) addOne(t, sample);
    },
    length: () => (first === undefined ? 0 : Math.abs(last - first) / stepMs + 1),
    take(skew) {
      const frames = [...full, ...open.values()].map((frame) => ({ ...frame, skew }));
      open = new Map();
      full = [];
      first = undefined;
      return frames;
    },
  };
}

/** As `fenceKey` of contracts, which would bring its schemas (and 20 MB) with it at run time. */
function taskKey(fence: Fence): string {
  return `${fence.job}/${fence.unit}/${fence.attempt}/${fence.task}`;
}
