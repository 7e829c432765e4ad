/** `npm run soak ledger`: a thousand cuts under 5,000 lines a second, where CI makes a hundred. `LEDGER_SEED=7` cuts at other moments, `LEDGER_CUTS=200` less often. */
import { expect, test } from 'vitest';
import { RigBrowser } from '../cluster/browser.ts';
import { watchUnderCuts } from '../cluster/watched-cuts.ts';
import { Yard } from '../cluster/yard.ts';

const seed = Number(process.env.LEDGER_SEED ?? 1);
const cuts = Number(process.env.LEDGER_CUTS ?? 1_000);

test(`${cuts} cuts, seed ${seed}: the page holds what was printed, nothing missing, nothing twice`, async () => {
  const yard = await Yard.open(1);
  const browser = await RigBrowser.launch();
  try {
    const watched = await watchUnderCuts(yard, browser, { name: 'cuts', cuts, seed });
    const { ledger, lines, printed, heldAsPrinted } = watched;
    console.log(`${lines} lines, of which the page holds ${watched.to - watched.from}`);
    expect(ledger).toMatchObject({ lines, missing: 0, doubled: 0 });
    expect(watched).toMatchObject({ to: lines, stored: printed, held: heldAsPrinted });
    expect(browser.complaints).toEqual([]);
  } finally {
    await browser.close();
    await yard.close();
  }
});
