/** Where an open menu stands: below what it hangs on, moved until all of it is seen. In px of the viewport. */

interface Size {
  width: number;
  height: number;
}

/** px left free at the edges of the screen. */
const edge = 16;

/** `anchor`: the thing pressed; `menu` as it wants to be; a menu that is higher than the screen begins at its top. */
export function placeMenu(
  anchor: Pick<DOMRect, 'left' | 'bottom'>,
  menu: Size,
  screen: Size,
): { left: number; top: number } {
  const within = (at: number, length: number, most: number) => Math.max(edge, Math.min(at, most - length - edge));
  return {
    left: within(anchor.left, menu.width, screen.width),
    top: within(anchor.bottom, menu.height, screen.height),
  };
}
