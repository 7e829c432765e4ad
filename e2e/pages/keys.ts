import type { Page } from 'playwright-core';

/** What has the focus: its role or tag, its name, and whether a ring is seen around it. */
export interface Focused {
  tag: string;
  name: string;
  ring: boolean;
}

/** Tab strokes after which a page must have come to what is looked for. */
const strokesMost = 120;

/**
 * Read of the focused element. A ring may be drawn by the element, by what stands around it and has one only now (a field's frame),
 * or by what stands for it (the box of a checkbox).
 */
const read = `(() => {
  const at = document.activeElement;
  if (at === null || at === document.body) return { tag: 'body', name: '', ring: false };
  const outlined = (one, pseudo) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one, pseudo);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
  };
  const framed = (one) => {
    const frame = one.parentElement?.querySelector(':scope > fieldset[aria-hidden]');
    return frame != null && parseFloat(getComputedStyle(frame).borderTopWidth) >= 2;
  };
  const near = [at, at.parentElement, at.parentElement?.parentElement, at.nextElementSibling].filter((one) => one != null);
  const ring = near.some((one) => outlined(one) || outlined(one, '::after') || outlined(one, '::before')) || framed(at);
  const labels = [...(at.labels ?? [])].map((label) => label.textContent).join(' ');
  const name = at.getAttribute('aria-label') ?? (labels || at.textContent || '');
  return { tag: at.getAttribute('role') ?? at.tagName.toLowerCase(), name: name.trim(), ring };
})()`;

/** A person without a mouse. Every stroke that moves the focus must leave it somewhere, and must show where. */
export class Keys {
  readonly page: Page;
  /** Places where the focus was not seen, or was lost, in order; empty when all is well. */
  readonly unseen: string[] = [];

  constructor(page: Page) {
    this.page = page;
  }

  focused(): Promise<Focused> {
    return this.page.evaluate<Focused>(read);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  /** Goes on by Tab (or Shift+Tab) until the focus is on something of this name. */
  async tabTo(name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<Focused> {
    const seen: string[] = [];
    for (let stroke = 0; stroke < strokesMost; stroke++) {
      await this.page.keyboard.press(key);
      const now = await this.focused();
      seen.push(`${now.tag} "${now.name.slice(0, 40)}"`);
      // The end of the page: the browser's own bar comes next, then the page again.
      if (now.tag === 'body') continue;
      if (!now.ring) this.unseen.push(seen.at(-1) ?? '');
      if (typeof name === 'string' ? now.name === name : name.test(now.name)) return now;
    }
    throw new Error(`${strokesMost} strokes of ${key} did not come to ${name}; they came to ${seen.join(', ')}`);
  }
}
