import type { Page } from 'playwright-core';

/** WCAG 2.2, 2.5.8: the least width and height of what is pressed, px. */
const targetLeast = 24;

/**
 * How many px of the page stand beside the screen; 0 when nothing must be scrolled sideways. Held against the screen: a phone's window
 * grows with a page that is too wide.
 */
export function sideways(page: Page): Promise<number> {
  return page.evaluate<number>(`(() => {
    const main = document.querySelector('main');
    return Math.max(document.documentElement.scrollWidth - screen.width, main.scrollWidth - main.clientWidth);
  })()`);
}

/** What a press beside the thing itself also reaches: its label, its frame, the row that opens or chooses the same. */
const areas = 'label, search, .MuiInputBase-root, .MuiCheckbox-root, [data-row], tr[aria-selected]';

/**
 * What can be pressed and is smaller than a finger needs, one line each. As in the criterion, links in a sentence are left out, and
 * what is small but has a circle of 24 px around its middle to itself.
 */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const pressed = 'a[href], button, input, select, textarea, summary, [role="button"], [role="tab"], [role="radio"], [role="menuitem"], [role="option"]';
    const targets = [];
    for (const one of document.querySelectorAll(pressed)) {
      if (one.closest('.visually-hidden, [aria-hidden="true"], [hidden]') || !one.checkVisibility({ visibilityProperty: true })) continue;
      const around = one.closest('${areas}');
      const box = (around ?? one).getBoundingClientRect();
      if (box.width === 0 || box.height === 0 || box.bottom < 0) continue;
      const beside = [...(one.parentElement?.childNodes ?? [])].some((node) => node.nodeType === 3 && /[\\p{L}]/u.test(node.textContent));
      targets.push({ one, box, around, small: Math.min(box.width, box.height) < ${targetLeast} - 0.5, sentence: one.matches('a') && beside });
    }
    const gap = ({ left, top, width, height }, box) => {
      const [x, y] = [left + width / 2, top + height / 2];
      return Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
    };
    const middles = (a, b) => Math.hypot(a.left + a.width / 2 - b.left - b.width / 2, a.top + a.height / 2 - b.top - b.height / 2);
    const crowds = (small, other) =>
      other !== small && !other.one.contains(small.one) && !small.one.contains(other.one) && (other.around === null || other.around !== small.around) &&
      (gap(small.box, other.box) < ${targetLeast} / 2 - 0.5 || (other.small && middles(small.box, other.box) < ${targetLeast} - 0.5));
    return targets
      .filter((target) => target.small && !target.sentence)
      .flatMap((target) => {
        const crowd = targets.find((other) => crowds(target, other));
        if (!crowd) return [];
        const say = ({ one, box }) => one.tagName.toLowerCase() + ' "' + (one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 40) + '" ' + Math.round(box.width) + ' × ' + Math.round(box.height);
        return [say(target) + ', too near to ' + say(crowd)];
      });
  })()`);
}
