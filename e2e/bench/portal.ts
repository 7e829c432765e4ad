/** What the portal weighs, and how its first page and a job's page feel on a slow machine, signed in, with nothing cached. */
import type { Page } from 'playwright-core';
import { RigBrowser } from '../cluster/browser.ts';
import { Yard } from '../cluster/yard.ts';
import { portalMost, portalSize } from './page/built-portal.ts';
import { drawn, settled, throttle, type Vitals, vitalsOf } from './page/vitals.ts';
import { type BenchRow, median, publish } from './report/report.ts';

const runs = 5;
const kB = 1_000;
/** Longest wait for one step: the page is slow on purpose, and the machine may be busy. */
const withinMs = 60_000;
/** Enough to fill the first page of a list. */
const ended = 30;

/** What somebody does at a page; each step is drawn before the next. */
type Visit = (page: Page) => (() => Promise<void>)[];

const pages: Record<'overview' | 'job page', { path: string; shows: string; visit: Visit }> = {
  overview: {
    path: '/w/w',
    shows: 'long',
    visit: (page) => [
      () => page.getByRole('button', { name: /^Account of/ }).click(),
      () => page.keyboard.press('Escape'),
      () => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Jobs' }).click(),
      () => page.getByRole('searchbox').first().click(),
      ...[...'j1'].map((key) => () => page.keyboard.press(key)),
      () => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click(),
    ],
  },
  'job page': {
    path: '/w/w/jobs/e/long',
    shows: 'long',
    visit: (page) => [
      () => page.getByRole('tab', { name: 'Attempts' }).click(),
      () => page.getByRole('tab', { name: 'Configuration' }).click(),
      () => page.getByRole('tab').first().click(),
      () => page.getByRole('button', { name: /^Account of/ }).click(),
      () => page.keyboard.press('Escape'),
    ],
  },
};

/** A workspace in use: two nodes, jobs that ended, one that runs and prints, one that waits. */
async function fill(yard: Yard): Promise<void> {
  for (let at = 0; at < ended; at++) await yard.submit(`j${at}`, at % 5 === 0 ? 'exit 3' : 'echo done');
  await yard.submit('long', 'for i in $(seq 100000); do echo "step $i"; sleep 0.2; done');
  await yard.submit('waiting', { nodeCount: 2, customToolkitSettings: { commandLine: 'true' } });
  await yard.inState('long', 'running');
}

interface Visited extends Vitals {
  /** As `lcp`, of a visit that presses at once: the browser looks no further then. */
  lcpPressed: number;
}

/**
 * Two visits by somebody new. One presses as soon as there is something to press, while the page still fetches what comes later; the
 * other leaves it alone until it has all, so that what is drawn late counts as well.
 */
async function visit(browser: RigBrowser, yard: Yard, of: (typeof pages)['overview']): Promise<Visited> {
  const pressed = await open(browser, yard, of, async (page) => {
    for (const step of of.visit(page)) {
      await step();
      await drawn(page);
    }
  });
  const alone = await open(browser, yard, of, settled);
  const { codeBytes, fontBytes } = alone;
  const told = [...pressed.told, 'left alone:', ...alone.told];
  return { ...pressed, codeBytes, fontBytes, told, lcp: alone.lcp, lcpPressed: pressed.lcp };
}

async function open(
  browser: RigBrowser,
  yard: Yard,
  of: (typeof pages)['overview'],
  stay: (page: Page) => Promise<void>,
): Promise<Vitals> {
  const page = await browser.signedIn(yard.server);
  try {
    await throttle(page);
    page.setDefaultTimeout(withinMs);
    // Not until it is loaded: what counts is what is shown.
    await page.goto(of.path, { waitUntil: 'commit' });
    await page.getByRole('main').getByText(of.shows).first().waitFor();
    await drawn(page);
    await stay(page);
    return await vitalsOf(page);
  } finally {
    await page.context().close();
  }
}

function sizeRows(): BenchRow[] {
  const { shell, routes } = portalSize();
  const row = (what: string, bytes: number, most: number): BenchRow => ({
    what,
    unit: 'kB',
    ours: bytes / kB,
    target: `≤ ${most / kB} kB`,
    meets: bytes <= most,
  });
  return [
    row('shell, gzip', shell, portalMost.shell),
    ...routes.flatMap(({ name, bytes, wholeBytes }) => [
      row(`+ ${name}, gzip`, bytes, portalMost.route),
      ...(wholeBytes > bytes ? [shown(`+ ${name} with its later parts, gzip`, 'kB', wholeBytes / kB)] : []),
    ]),
  ];
}

const shown = (what: string, unit: string, ours: number): BenchRow => ({
  what,
  unit,
  ours,
  target: 'shown',
  meets: true,
});

function feelRows(name: string, visits: Visited[]): BenchRow[] {
  const of = (read: (one: Visited) => number): number => median(visits.map(read));
  const most = (what: string, unit: string, ours: number, target: number): BenchRow => ({
    what: `${name}, ${what}`,
    unit,
    ours,
    target: `≤ ${[target, unit].join(' ').trim()}`,
    meets: ours <= target,
  });
  return [
    most(
      'LCP',
      'ms',
      of(({ lcp }) => lcp),
      1_200,
    ),
    // Under 16 ms the browser gives no figure.
    most(
      'INP',
      'ms',
      of(({ inp }) => inp ?? 16),
      100,
    ),
    most(
      'CLS',
      '',
      of(({ cls }) => cls),
      0.02,
    ),
    shown(
      `${name}, largest content by the first press`,
      'ms',
      of(({ lcpPressed }) => lcpPressed),
    ),
    shown(`${name}, scripts and styles over the line`, 'kB', of(({ codeBytes }) => codeBytes) / kB),
    shown(`${name}, fonts over the line`, 'kB', of(({ fontBytes }) => fontBytes) / kB),
  ];
}

const yard = await Yard.open(2);
const browser = await RigBrowser.launch();
const visits: Record<keyof typeof pages, Visited[]> = { overview: [], 'job page': [] };
try {
  await fill(yard);
  for (let run = 0; run < runs; run++) {
    for (const name of ['overview', 'job page'] as const) visits[name].push(await visit(browser, yard, pages[name]));
  }
} finally {
  await browser.close();
  await yard.close();
}
const rows = [...sizeRows(), ...feelRows('overview', visits.overview), ...feelRows('job page', visits['job page'])];
publish('portal', rows, { visits, complaints: browser.complaints });
