/**
 * Writes a text into the element below `root` that is marked `data-of`: for numbers that change each second, which must not render a
 * page. Touches the document only when the text is another one.
 */
export function setText(root: HTMLElement | null, of: string, text: string): void {
  const element = root?.querySelector(`[data-of="${of}"]`);
  if (element && element.textContent !== text) element.textContent = text;
}
