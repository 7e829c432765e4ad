import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pixelmatch from 'pixelmatch';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';

const kept = fileURLToPath(new URL('pictures/', import.meta.url));
const seen = fileURLToPath(new URL('../../.cache/test/pictures/', import.meta.url));

/** How many pixels may differ, as a share: two releases of Chromium smooth edges differently, a broken page moves whole areas. */
const differsMost = 0.02;

/**
 * Holds a page against the picture that was kept of it. What changes by itself (times, ages) is hidden in both. With
 * `UPDATE_PICTURES=1` the picture is kept anew; look at it before it is committed. Answers why it differs, or undefined.
 */
export async function differenceTo(page: Page, name: string): Promise<string | undefined> {
  const hidden = page.locator('time, [data-moving]');
  const bytes = await page.screenshot({ animations: 'disabled', caret: 'hide', mask: [hidden], maskColor: '#808080' });
  mkdirSync(seen, { recursive: true });
  writeFileSync(join(seen, `${name}.png`), bytes);
  const file = join(kept, `${name}.png`);
  if (process.env.UPDATE_PICTURES === '1') {
    mkdirSync(kept, { recursive: true });
    writeFileSync(file, bytes);
    return undefined;
  }
  if (!existsSync(file)) return `there is no picture ${name}: keep one with UPDATE_PICTURES=1`;
  const [before, now] = [PNG.sync.read(readFileSync(file)), PNG.sync.read(bytes)];
  const { width, height } = before;
  if (now.width !== width || now.height !== height)
    return `${name} is ${now.width} × ${now.height}, was ${width} × ${height}`;
  const difference = new PNG({ width, height });
  const count = pixelmatch(before.data, now.data, difference.data, width, height, { threshold: 0.2 });
  if (count / (width * height) <= differsMost) return undefined;
  writeFileSync(join(seen, `${name}.difference.png`), PNG.sync.write(difference));
  return `${name} differs in ${count} pixels: see ${join(seen, `${name}.difference.png`)}`;
}
