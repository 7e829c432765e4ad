import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { narrow, RigBrowser } from '../../cluster/browser.ts';
import { LivedIn } from '../../cluster/lived-in.ts';
import { breaches } from '../../looks/axe.ts';
import { differenceTo } from '../../looks/picture.ts';
import { settledText } from '../../looks/settled-text.ts';
import * as views from '../../looks/views.ts';
import { ClusterPage } from '../../pages/cluster-page.ts';
import { CreateClusterPage } from '../../pages/create-cluster-page.ts';
import { OverviewPage } from '../../pages/overview-page.ts';

let here: LivedIn;
let browser: RigBrowser;
beforeAll(async () => {
  here = await LivedIn.open();
  browser = await RigBrowser.launch();
});
afterAll(async () => {
  await browser?.close();
  await here?.close();
});

const { overview, nodes, cluster, createCluster, jobs, submit, signIn, job, files, data } = views;
type View = views.View;

/** A page in the other theme without a load, as when the system goes over to the night. */
async function inTheme(page: Page, colorScheme: 'dark' | 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-theme="${colorScheme}"]`).waitFor();
}

describe('what stands still looks as it was kept, in both themes, on a wide screen and on a phone', () => {
  const pictures: [name: string, view: View][] = [
    ['sign-in', signIn],
    ['overview', overview],
    ['clusters', views.clusters],
    ['cluster', nodes],
    ['node', views.node],
    ['create-cluster', createCluster],
    ['jobs', jobs],
    ['families', views.families],
    ['submit', submit],
    ['job-failed', job('digits-1', 'ValueError')],
    ['job-succeeded', job('digits-2', 'model written')],
    ['braid', views.braid],
    ['attempts', views.attempts],
    ['files', files],
    ['data', data],
  ];
  const screens = [
    ['', {}],
    ['-390', { viewport: narrow, hasTouch: true }],
  ] as const;
  const open = new Map<string, Page>();

  test.each(
    screens.flatMap(([screen, more]) => pictures.map(([name, view]) => [name + screen, view, screen, more] as const)),
  )('%s', async (name, view, screen, more) => {
    const person = `${view === signIn ? 'a stranger' : 'administrator'}${screen}`;
    const page =
      open.get(person) ?? (view === signIn ? await stranger(more) : await browser.signedIn(here.server, more));
    open.set(person, page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await view(page);
    await page.evaluate('document.fonts.ready.then(() => undefined)');
    const differences: (string | undefined)[] = [];
    for (const theme of ['dark', 'light'] as const) {
      await inTheme(page, theme);
      differences.push(await differenceTo(page, `${name}-${theme}`));
    }
    expect(differences).toEqual([undefined, undefined]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});

describe('what a screen reader is told is as it was kept', () => {
  test.each<[string, View]>([
    ['sign-in', signIn],
    ['create-cluster', createCluster],
    ['submit', submit],
    ['jobs', jobs],
    ['cluster-design', views.design],
  ])('%s', async (name, view) => {
    const page = view === signIn ? await stranger({}) : await browser.signedIn(here.server);
    await view(page);
    const told = await page.getByRole('main').ariaSnapshot();
    await expect(settledText(told)).toMatchFileSnapshot(`./looks/${name}.aria.txt`);
    await page.context().close();
  });
});

describe('no page breaches WCAG 2.2 AA, in dark and in light', () => {
  const opened =
    (view: View, open: (page: Page) => Promise<unknown>): View =>
    async (page) => {
      await view(page);
      await open(page);
    };
  const empty: View = (page) => new OverviewPage(page).open('empty');
  const at =
    (path: string, shown: string): View =>
    async (page) => {
      await page.goto(path);
      await page.getByText(shown).first().waitFor();
    };
  const running = job('digits-3', 'loss=');
  const tabsOfJob = ['attempts', 'files', 'events', 'configuration'];
  const pages: [name: string, view: View][] = [
    ['overview', overview],
    ['overview of an empty workspace', empty],
    ['clusters', views.clusters],
    ['no clusters', at('/w/empty/clusters', 'No cluster yet')],
    ['cluster', nodes],
    ['cluster without nodes', cluster('burst', 'Live')],
    ...(['Queue', 'Scaling', 'Reservations', 'Set-up logs', 'Events', 'Design'] as const).map((tab): [string, View] => [
      `cluster, ${tab}`,
      cluster('pool', tab),
    ]),
    ['resize dialog', opened(nodes, (page) => new ClusterPage(page).openResize())],
    [
      'scheduling dialog',
      opened(nodes, async (page) => {
        await new ClusterPage(page).openScheduling();
        await page.getByRole('button', { name: 'Add a queue' }).click();
        await page.getByRole('radio', { name: 'On', exact: true }).check();
      }),
    ],
    [
      'reserve dialog',
      opened(cluster('pool', 'Reservations'), async (page) => {
        await page.getByRole('button', { name: 'Reserve nodes…' }).click();
        await page.getByRole('dialog').waitFor();
      }),
    ],
    [
      'a node in detail',
      opened(nodes, async (page) => {
        await page.getByRole('link', { name: 'pool-1' }).click();
        await page.getByRole('button', { name: 'Stop new work' }).waitFor();
      }),
    ],
    ['delete dialog', opened(nodes, (page) => new ClusterPage(page).openDelete())],
    ['create cluster', createCluster],
    ['create cluster with faults', opened(createCluster, (page) => new CreateClusterPage(page).create.click())],
    [
      'create cluster with all its parts',
      opened(createCluster, async (page) => {
        for (const part of await page.locator('summary').all()) await part.click();
        await page.getByRole('radio', { name: 'Low-priority' }).check();
        await page.getByRole('button', { name: 'Add a queue' }).click();
        await page.getByLabel('Reclaims').waitFor();
      }),
    ],
    ['jobs', jobs],
    [
      'jobs, some chosen',
      opened(jobs, async (page) => {
        await page.getByRole('checkbox', { name: 'Select digits-wide' }).check();
        await page.getByRole('button', { name: 'Hold 1' }).waitFor();
      }),
    ],
    ['failure families', views.families],
    ['braid', views.braid],
    ['node', views.node],
    ['jobs, all hidden by filters', at('/w/vision/jobs?q=nowhere', 'hidden')],
    ['no jobs', at('/w/empty/jobs', 'job')],
    ['submit', submit],
    [
      'submit with faults',
      opened(submit, async (page) => {
        await page.getByRole('button', { name: /Submit job/ }).click();
        await page.getByRole('alert').waitFor();
      }),
    ],
    [
      'submit with a share and shards',
      opened(submit, async (page) => {
        await page.getByRole('radio', { name: 'A share of each node' }).click();
        await page.getByRole('radio', { name: 'As an array of shards' }).click();
        await page.getByRole('button', { name: 'Add job' }).click();
        await page.getByRole('button', { name: 'Add label' }).click();
        await page.getByLabel('May fail').waitFor();
      }),
    ],
    ['job that runs', running],
    ...tabsOfJob.map((tab): [string, View] => [`job that runs, ${tab}`, job('digits-3', 'digits-3', tab)]),
    ['job that waits', job('digits-wide', 'short')],
    ['levers of a job that waits', job('digits-wide', 'Give cluster pool')],
    ['array', job('digits-many', '3 of 3 have started', 'attempts')],
    ['no limits', at('/w/vision/limits', 'No limit is set')],
    [
      'limit dialog',
      opened(at('/w/vision/limits', 'No limit is set'), async (page) => {
        await page.getByRole('button', { name: 'Set a limit…' }).click();
        await page.getByRole('dialog').waitFor();
      }),
    ],
    ['job that failed', job('digits-1', 'ValueError')],
    ['job that succeeded', job('digits-2', 'model written')],
    ['its files', job('digits-2', 'weights.bin', 'files')],
    ['a file of it', files],
    ['data', data],
    ['files of an account', at('/w/vision/data/storage/datasets', 'No container yet')],
    [
      'terminate dialog',
      opened(running, async (page) => {
        await page.getByRole('button', { name: 'Terminate…' }).click();
        await page.getByRole('dialog').waitFor();
      }),
    ],
    [
      'command palette',
      opened(overview, async (page) => {
        await page.keyboard.press('Control+k');
        await page.getByRole('dialog').waitFor();
      }),
    ],
    ['new workspace', at('/workspaces/new', 'New workspace')],
    ['no such page', at('/w/vision/nowhere', 'nowhere')],
    ['no such job', at('/w/vision/jobs/digits/nowhere', 'nowhere')],
  ];
  let page: Page;
  beforeAll(async () => {
    await here.busy();
    page = await browser.signedIn(here.server);
  });

  /** Both themes of one page. */
  async function breachesOfBoth(of: Page): Promise<string[]> {
    const found: string[] = [];
    await inTheme(of, 'dark');
    found.push(...(await breaches(of)).map((breach) => `dark: ${breach}`));
    await inTheme(of, 'light');
    // A theme changes colours and nothing else: these are the rules that look at them.
    const ofColours = ['color-contrast', 'link-in-text-block'];
    found.push(...(await breaches(of, ofColours)).map((breach) => `light: ${breach}`));
    return found;
  }

  test('sign-in', async () => {
    const page = await stranger({});
    await signIn(page);
    expect(await breachesOfBoth(page)).toEqual([]);
  });

  test.each(pages)('%s', async (_name, view) => {
    await view(page);
    expect(await breachesOfBoth(page)).toEqual([]);
  });

  test('and none complained in the console', () => expect(browser.complaints).toEqual([]));
});

async function stranger(more: object): Promise<Page> {
  return browser.page(await browser.context({ baseURL: here.server.url, ...more }));
}
