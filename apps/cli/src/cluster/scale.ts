import type { ScaleSettings } from '@trainyard/contracts/cluster';
import { UsageError } from '../failure.ts';

export interface ScaleOptions {
  target?: number;
  min?: number;
  max?: number;
}

/**
 * Batch AI's rules: a target alone is manual; min and max go together, equal ones are manual, else automatic with the
 * target to begin with. Undefined when nothing is given. Throws UsageError.
 */
export function scaleOf({ target, min, max }: ScaleOptions): ScaleSettings | undefined {
  if ((min === undefined) !== (max === undefined)) throw new UsageError('give --min and --max together');
  if (min === undefined || max === undefined) return target === undefined ? undefined : manual(target);
  if (min > max) throw new UsageError(`--min ${min} is more than --max ${max}`);
  if (min === max) return manual(min);
  return { autoScale: { minimumNodeCount: min, maximumNodeCount: max, initialNodeCount: target ?? 0 } };
}

function manual(targetNodeCount: number): ScaleSettings {
  return { manual: { targetNodeCount, nodeDeallocationOption: 'requeue' } };
}
