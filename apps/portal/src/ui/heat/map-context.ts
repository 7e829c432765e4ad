import { mapPad } from './pixel-map.ts';

/**
 * Sizes a canvas that lies over a map of cells, and empties it; answers its context in px of the page from the map's corner, or null where
 * a browser gives none. `ratio`: pixels of the screen in one of the page.
 */
export function mapContext(
  canvas: HTMLCanvasElement,
  of: { width: number; height: number },
  ratio: number,
): CanvasRenderingContext2D | null {
  const [width, height] = [of.width + 2 * mapPad, of.height + 2 * mapPad];
  const [wide, high] = [Math.max(1, Math.ceil(width * ratio)), Math.max(1, Math.ceil(height * ratio))];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    canvas.style.margin = `-${mapPad}px`;
  }
  const context = canvas.getContext('2d');
  if (context === null) return null;
  context.setTransform(ratio, 0, 0, ratio, mapPad * ratio, mapPad * ratio);
  context.clearRect(-mapPad, -mapPad, width, height);
  return context;
}
