/** Hatches a box at 45°; `scale` is px of the canvas for a CSS px. */
export function hatchBox(
  context: CanvasRenderingContext2D,
  box: { x: number; y: number; width: number; height: number },
  colour: string,
  scale = 1,
): void {
  const { x, y, width, height } = box;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.beginPath();
  for (let at = -height; at < width; at += 4 * scale) {
    context.moveTo(x + at, y + height);
    context.lineTo(x + at + height, y);
  }
  context.strokeStyle = colour;
  context.lineWidth = scale;
  context.setLineDash([]);
  context.stroke();
  context.restore();
}
