/** What cells tell of their devices, and where on the scale a value stands. Pure. */
import type { HeatColumn, HeatColumns } from '@trainyard/series/heat';

/** What cells tell: how busy, how full, how warm, how many watts, or whose. */
export const cellQuantities = ['use', 'memory', 'temperature', 'power', 'job'] as const;
export type CellQuantity = (typeof cellQuantities)[number];

/** Ends of a scale, in the unit of its quantity. */
export interface Ends {
  low: number;
  high: number;
}

/** A GPU in a warm room idles at 30 °C and is throttled at about 90. */
const temperatures: Ends = { low: 30, high: 90 };
const percents: Ends = { low: 0, high: 100 };
/** Watts at the end of a scale go in steps, so that it does not change with each sample. */
const wattStep = 100;

/** The column that a quantity is read from; whose a device is, is not measured. */
export const columnOf = (quantity: CellQuantity): HeatColumn => (quantity === 'job' ? 'use' : quantity);

/** Ends of the scale of a quantity; watts end above the most that is drawn by any of `columns`. */
export function endsOf(quantity: CellQuantity, columns: readonly HeatColumns[]): Ends {
  if (quantity === 'temperature') return temperatures;
  if (quantity !== 'power') return percents;
  let most = 0;
  for (const { power } of columns) for (const watts of power) if (watts > most) most = watts;
  return { low: 0, high: Math.max(wattStep, Math.ceil(most / wattStep) * wattStep) };
}
