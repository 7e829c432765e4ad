/** Paints heat cells as pixels: only those that look another way, in bands, so that a map of 80,000 costs what changes in it. */
import type { Colours } from '../colours.ts';
import { idleBelow, jobColours, jobLook, looks, oldLook } from './cells.ts';
import type { Layout } from './layout.ts';
import { lutSize } from './lut.ts';
import { lutOf } from './lut-of.ts';

/** Lines of pixels that are put on the screen together. */
const bandHeight = 32;
/** Room around the cells for their rings, px. */
export const mapPad = 4;

/** Colours as a canvas of bytes has them. */
interface Palette {
  lut: Uint32Array;
  old: Uint32Array;
  jobs: Uint32Array;
  edge: number;
  line: number;
  hatch: number;
}

const series = ['--c1', '--c2', '--c3', '--c4', '--c5', '--c6', '--c7', '--c8', '--muted-line'] as const;
const palettes = new WeakMap<Colours, Palette>();

/** `#rrggbb` as the bytes of a pixel (little endian: alpha, blue, green, red). */
export function pixelOf(colour: string, alpha = 255): number {
  const value = Number.parseInt(colour.trim().slice(1, 7), 16);
  return ((alpha << 24) | ((value & 255) << 16) | (value & 0xff00) | ((value >> 16) & 255)) >>> 0;
}

/** Token of the colour of a job, by its number; the last is for all without one. */
export const jobToken = (colour: number): `--${string}` => series[Math.min(colour, jobColours)] ?? '--muted-line';

function paletteOf(colours: Colours): Palette {
  let palette = palettes.get(colours);
  if (palette === undefined) {
    const grey = colours('--text-3');
    palette = {
      lut: Uint32Array.from(lutOf(colours), (colour) => pixelOf(colour)),
      // What is no longer current loses its colour: grey, as strong as it was busy.
      old: Uint32Array.from({ length: lutSize }, (_, at) =>
        pixelOf(grey, Math.round(255 * (0.15 + 0.45 * (at / 255)))),
      ),
      jobs: Uint32Array.from(series, (token) => pixelOf(colours(token))),
      edge: pixelOf(colours('--cell-edge')),
      line: pixelOf(colours('--line-2')),
      hatch: pixelOf(colours('--hatch')),
    };
    palettes.set(colours, palette);
  }
  return palette;
}

const idleLook = Math.round((idleBelow / 100) * (lutSize - 1));

export interface PixelScene {
  layout: Layout;
  colours: Colours;
  /** px of the screen for a px of the page. */
  ratio: number;
  /** Low values wear an edge: devices are held and idle. */
  edges: boolean;
}

export class PixelMap {
  readonly #canvas: HTMLCanvasElement;
  #scene: PixelScene | undefined;
  #image: ImageData | undefined;
  #pixels = new Uint32Array(0);
  #shown = new Int16Array(0);
  #dirty = new Uint8Array(0);
  /** Cells that the last {@link draw} painted. */
  painted = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** Another arrangement: everything is painted at the next {@link draw}. */
  arrange(scene: PixelScene): void {
    const { layout, ratio } = scene;
    const [width, height] = [layout.width + 2 * mapPad, layout.height + 2 * mapPad];
    const [wide, high] = [Math.max(1, Math.ceil(width * ratio)), Math.max(1, Math.ceil(height * ratio))];
    const canvas = this.#canvas;
    if (this.#image?.width !== wide || this.#image.height !== high) {
      canvas.width = wide;
      canvas.height = high;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      canvas.style.margin = `-${mapPad}px`;
      this.#image = new ImageData(wide, high);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
    } else this.#pixels.fill(0);
    this.#dirty = new Uint8Array(Math.ceil(high / bandHeight)).fill(1);
    // No look has this number.
    this.#shown = new Int16Array(layout.xs.length).fill(-32_768);
    this.#scene = scene;
  }

  /** Paints the cells whose look changed. */
  draw(wanted: Int16Array): void {
    const { scene, context } = this.#ready();
    if (scene === undefined || context === null) return;
    const shown = this.#shown;
    this.painted = 0;
    const palette = paletteOf(scene.colours);
    for (let at = 0; at < shown.length; at++) {
      const look = wanted[at] as number;
      if (look === shown[at]) continue;
      shown[at] = look;
      this.painted += 1;
      this.#cell(scene, palette, at, look);
    }
    this.#put(context);
  }

  #ready() {
    // Its pixels are made here, so it had better lie where they are written.
    return { scene: this.#scene, context: this.#canvas.getContext('2d', { willReadFrequently: true }) };
  }

  /** Puts what changed on the screen, as many bands in one as lie beside each other. */
  #put(context: CanvasRenderingContext2D): void {
    const image = this.#image;
    if (image === undefined) return;
    for (let from = 0; from < this.#dirty.length; from++) {
      if (this.#dirty[from] === 0) continue;
      let to = from;
      while (this.#dirty[to] === 1) this.#dirty[to++] = 0;
      const [top, bottom] = [from * bandHeight, Math.min(image.height, to * bandHeight)];
      context.putImageData(image, 0, 0, 0, top, image.width, bottom - top);
      from = to;
    }
  }

  #cell({ layout, ratio, edges }: PixelScene, palette: Palette, at: number, look: number): void {
    const [cellX, cellY] = [(layout.xs[at] as number) + mapPad, (layout.ys[at] as number) + mapPad];
    const x = Math.round(cellX * ratio);
    const y = Math.round(cellY * ratio);
    const width = Math.round((cellX + (layout.widths[at] as number)) * ratio) - x;
    const height = Math.round((cellY + (layout.heights[at] as number)) * ratio) - y;
    const last = Math.floor((y + height - 1) / bandHeight);
    for (let band = Math.floor(y / bandHeight); band <= last; band++) this.#dirty[band] = 1;
    const line = Math.max(1, Math.round(ratio));
    if (look === looks.na) this.#hatch(x, y, width, height, palette.hatch, 4 * line, line);
    else if (look < 0) {
      this.#fill(x, y, width, height, 0);
      this.#outline(x, y, width, height, palette.line, line, look === looks.ghost ? 2 * line : 0);
    } else if (look >= jobLook) this.#fill(x, y, width, height, palette.jobs[look - jobLook] ?? palette.edge);
    else if (look >= oldLook) {
      this.#fill(x, y, width, height, palette.old[look - oldLook] as number);
      // Too small a cell would be nothing but its edge.
      if (width > 4 * line) this.#outline(x, y, width, height, palette.edge, line, line);
    } else {
      this.#fill(x, y, width, height, palette.lut[look] as number);
      if (edges && look < idleLook && width > 2 * line) this.#outline(x, y, width, height, palette.edge, line, 0);
    }
  }

  #fill(x: number, y: number, width: number, height: number, pixel: number): void {
    const stride = this.#image?.width ?? 0;
    const pixels = this.#pixels;
    for (let row = y, start = y * stride + x; row < y + height; row++, start += stride) {
      // A loop of a few is faster than a call.
      for (let to = start; to < start + width; to++) pixels[to] = pixel;
    }
  }

  /** `dash` px on and as many off; 0 for a whole line. */
  #outline(x: number, y: number, width: number, height: number, pixel: number, line: number, dash: number): void {
    const stride = this.#image?.width ?? 0;
    const pixels = this.#pixels;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const inside = row >= line && row < height - line && column >= line && column < width - line;
        if (inside) {
          column = width - line - 1;
          continue;
        }
        const along = row < line || row >= height - line ? column : row;
        if (dash === 0 || Math.floor(along / dash) % 2 === 0) pixels[(y + row) * stride + x + column] = pixel;
      }
    }
  }

  #hatch(x: number, y: number, width: number, height: number, pixel: number, step: number, line: number): void {
    const stride = this.#image?.width ?? 0;
    const pixels = this.#pixels;
    for (let row = y; row < y + height; row++)
      for (let column = x; column < x + width; column++)
        pixels[row * stride + column] = (row + column) % step < line ? pixel : 0;
  }
}
