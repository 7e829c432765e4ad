/**
 * The terminal makes styles at run time: elements of its own, and attributes of letters in a colour outside the palette. The page's
 * policy allows the first with the nonce of this answer only, and the second through the style object of an element, never as an
 * attribute. Neither can be told to the terminal, so the page's own ways to make them are lent to it while one is open.
 */

let open = 0;
let give: (() => void) | undefined;

/** Until the answered function is called: styles that are made carry the nonce, and a style attribute is set as its object. */
export function allowStyles(nonce: string): () => void {
  open += 1;
  give ??= lend(nonce);
  let returned = false;
  return () => {
    if (returned) return;
    returned = true;
    open -= 1;
    if (open > 0) return;
    give?.();
    give = undefined;
  };
}

function lend(nonce: string): () => void {
  document.createElement = (name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = Document.prototype.createElement.call(document, name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
  HTMLSpanElement.prototype.setAttribute = function (name: string, value: string): void {
    if (name === 'style') this.style.cssText = value;
    else Element.prototype.setAttribute.call(this, name, value);
  };
  return () => {
    // What was lent lies over the page's own, which come to light again.
    Reflect.deleteProperty(document, 'createElement');
    Reflect.deleteProperty(HTMLSpanElement.prototype, 'setAttribute');
  };
}
