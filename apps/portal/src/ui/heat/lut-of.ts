import type { Colours } from '../colours.ts';
import { heatLut } from './lut.ts';

const stops = ['--h0', '--h1', '--h2', '--h3', '--h4', '--h5', '--h6', '--h7', '--h8', '--h9', '--h10'] as const;
const luts = new WeakMap<Colours, string[]>();

/** The heat scale in the colours of a scheme; made once each. */
export function lutOf(colours: Colours): string[] {
  let lut = luts.get(colours);
  if (lut === undefined) {
    lut = heatLut(stops.map(colours));
    luts.set(colours, lut);
  }
  return lut;
}
