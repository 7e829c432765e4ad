/** The heat scale as 256 colours, interpolated in OKLab (Björn Ottosson, 2020) so that steps look even. Pure. */

type Triple = readonly [number, number, number];

/** Entries of a table: more than the eye tells apart. */
export const lutSize = 256;

/** `stops`: colours as `#rrggbb`, two or more, evenly spaced from 0 to 1. */
export function heatLut(stops: readonly string[]): string[] {
  const labs = stops.map((stop) => toOklab(parseHex(stop)));
  return Array.from({ length: lutSize }, (_, at) => {
    const place = (at / (lutSize - 1)) * (labs.length - 1);
    const low = Math.min(Math.floor(place), labs.length - 2);
    const share = place - low;
    const [a, b] = [labs[low] as Triple, labs[low + 1] as Triple];
    return toHex(fromOklab([0, 1, 2].map((part) => mix(a[part] as number, b[part] as number, share)) as never));
  });
}

/** Place of 0–100 % in the table; what lies outside is at the end. */
export function lutIndex(percent: number): number {
  return Math.round((Math.min(100, Math.max(0, percent)) / 100) * (lutSize - 1));
}

const mix = (a: number, b: number, share: number): number => a + (b - a) * share;

function parseHex(text: string): Triple {
  const value = Number.parseInt(text.trim().slice(1, 7), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function toHex(rgb: Triple): string {
  const byte = (part: number) => Math.round(Math.min(255, Math.max(0, part)));
  return `#${rgb.map((part) => byte(part).toString(16).padStart(2, '0')).join('')}`;
}

function toLinear(byte: number): number {
  const share = byte / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function fromLinear(light: number): number {
  return 255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);
}

function toOklab(rgb: Triple): Triple {
  const [r, g, b] = rgb.map(toLinear) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}
