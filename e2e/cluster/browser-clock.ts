import type { BrowserContext } from 'playwright-core';

/** Makes the clock of every page of a context differ from the machine's by this many ms. */
export async function shiftClock(context: BrowserContext, ms: number): Promise<void> {
  await context.addInitScript(`{
    const True = Date;
    globalThis.Date = class extends True {
      constructor(...given) {
        if (given.length === 0) super(True.now() + ${ms});
        else super(...given);
      }
      static now() {
        return True.now() + ${ms};
      }
    };
  }`);
}
