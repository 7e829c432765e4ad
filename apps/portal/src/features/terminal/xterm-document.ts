/**
 * The page's document as the terminal may use it. Its own styles are made at run time, which the page's policy allows with the nonce of
 * this answer only, and through the style object of an element, never as an attribute.
 */

type Make = (name: string, options?: ElementCreationOptions) => HTMLElement;

/** `setAttribute` of every element that the terminal makes. */
function setAttribute(this: HTMLElement, name: string, value: string): void {
  if (name === 'style') this.style.cssText = value;
  else Element.prototype.setAttribute.call(this, name, value);
}

/** For the option `documentOverride`; `nonce` is that of the page's policy. */
export function xtermDocument(page: Document, nonce: string): Document {
  const make: Make = (name, options) => {
    const element = page.createElement(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    element.setAttribute = setAttribute;
    return element;
  };
  return new Proxy(page, {
    get(target, key) {
      if (key === 'createElement') return make;
      const value: unknown = Reflect.get(target, key);
      // Methods of a document work on the document alone.
      return typeof value === 'function' ? value.bind(target) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value),
  });
}
