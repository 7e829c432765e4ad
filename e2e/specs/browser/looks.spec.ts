import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { narrow, RigBrowser } from '../../cluster/browser.ts';
import { LivedIn } from '../../cluster/lived-in.ts';
import { breaches } from '../../looks/axe.ts';
import { differenceTo } from '../../looks/picture.ts';
import { settledText } from '../../looks/settled-text.ts';
import { ClusterPage, type ClusterTab } from '../../pages/cluster-page.ts';
import { ClustersPage } from '../../pages/clusters-page.ts';
import { CreateClusterPage } from '../../pages/create-cluster-page.ts';
import { DataPage } from '../../pages/data-page.ts';
import { JobsPage } from '../../pages/jobs-page.ts';
import { OverviewPage } from '../../pages/overview-page.ts';
import { SignInPage } from '../../pages/sign-in-page.ts';

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

/** Opens a page and waits until everything that stands still stands. */
type View = (page: Page) => Promise<unknown>;

const overview: View = async (page) => {
  const { pane } = bound(await new OverviewPage(page).open('vision'));
  await pane('Needs a person').getByText('digits-1 failed').waitFor();
  await pane('Latest').getByText('digits-2: succeeded').waitFor();
};
const cluster =
  (name: string, tab: ClusterTab): View =>
  (page) =>
    new ClusterPage(page).open('vision', name, tab);
const nodes: View = async (page) => {
  await cluster('pool', 'Live')(page);
  await page.getByRole('row', { name: /pool-1/ }).waitFor();
};
const design: View = async (page) => {
  await cluster('pool', 'Design')(page);
  for (const known of ['2 free, 2 simulated', '0 jobs are running', 'no job holds anything'])
    await page.getByText(known).waitFor();
  await yamlOf(page, 'targetNodeCount');
};
const createCluster: View = async (page) => {
  await new CreateClusterPage(page).open('vision');
  await yamlOf(page, 'vmSize');
};
/** The body as YAML comes after what is drawn first. */
async function yamlOf(page: Page, field: string): Promise<void> {
  await page.getByText(`${field}:`).first().waitFor();
}
const jobs: View = async (page) => {
  await new JobsPage(page).open('vision').then((list) => list.job('digits-2').waitFor());
  await page.getByText('exit code 3').waitFor();
};
const data: View = async (page) => {
  await new DataPage(page).open('vision');
  await page.getByRole('link', { name: 'datasets' }).waitFor();
  await page.getByText('No file server yet').waitFor();
  await page.getByText(/in all/).waitFor();
};
const files: View = async (page) => {
  await page.goto('/w/vision/jobs/digits/digits-2?tab=files&path=report&file=accuracy.txt');
  await page.getByText('accuracy 0.981').waitFor();
};
const submit: View = async (page) => {
  await page.goto('/w/vision/jobs/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).waitFor();
  // The name is suggested once the names that are taken are known.
  for (const step of ['Name and place complete', 'Launch 1 to fill in'])
    await page.getByRole('button', { name: step }).waitFor();
  await page.getByText('Drop a code directory here').waitFor();
  await page.getByText('Would start').waitFor();
  await yamlOf(page, 'commandLine');
};
const signIn: View = async (page) => {
  await new SignInPage(page).open().then(({ token }) => token.waitFor());
  await page.getByText('Ready', { exact: true }).waitFor();
};
const job =
  (name: string, shown: string, tab = ''): View =>
  async (page) => {
    await page.goto(`/w/vision/jobs/digits/${name}${tab && `?tab=${tab}`}`);
    await page.getByRole('heading', { name, level: 1 }).waitFor();
    await page.getByText(shown).first().waitFor();
  };

function bound(page: OverviewPage) {
  return { pane: page.pane.bind(page) };
}

describe('what stands still looks as it was kept', () => {
  const pictures: [name: string, view: View, more: object][] = [
    ['sign-in-dark', signIn, {}],
    ['sign-in-light', signIn, { colorScheme: 'light' }],
    ['create-cluster-light', createCluster, { colorScheme: 'light' }],
    ['submit-dark', submit, {}],
    ['overview-dark', overview, {}],
    ['overview-light', overview, { colorScheme: 'light' }],
    ['jobs-light', jobs, { colorScheme: 'light' }],
    ['job-dark', job('digits-2', 'model written'), {}],
    ['job-light', job('digits-1', 'ValueError'), { colorScheme: 'light' }],
    ['cluster-dark', nodes, {}],
    ['data-light', data, { colorScheme: 'light' }],
    ['data-390-dark', data, { viewport: narrow, hasTouch: true }],
    ['files-dark', files, {}],
    ['jobs-390-dark', jobs, { viewport: narrow, hasTouch: true }],
    ['job-390-light', job('digits-1', 'ValueError'), { colorScheme: 'light', viewport: narrow, hasTouch: true }],
  ];

  test.each(pictures)('%s', async (name, view, more) => {
    const page = view === signIn ? await stranger(more) : await browser.signedIn(here.server, more);
    await view(page);
    await page.evaluate('document.fonts.ready.then(() => undefined)');
    expect(await differenceTo(page, name)).toBeUndefined();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.context().close();
  });
});

describe('what a screen reader is told is as it was kept', () => {
  test.each<[string, View]>([
    ['sign-in', signIn],
    ['create-cluster', createCluster],
    ['submit', submit],
    ['jobs', jobs],
    ['cluster-design', design],
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
  const views: [name: string, view: View][] = [
    ['overview', overview],
    ['overview of an empty workspace', empty],
    ['clusters', (page) => new ClustersPage(page).open('vision').then((list) => list.row('burst').waitFor())],
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

  /** Both themes of one page; the second without a load, as when the system goes over to the night. */
  async function breachesOfBoth(of: Page): Promise<string[]> {
    const found: string[] = [];
    for (const colorScheme of ['dark', 'light'] as const) {
      await of.emulateMedia({ colorScheme });
      await of.locator(`html[data-theme="${colorScheme}"]`).waitFor();
      found.push(...(await breaches(of)).map((breach) => `${colorScheme}: ${breach}`));
    }
    return found;
  }

  test('sign-in', async () => {
    const page = await stranger({});
    await signIn(page);
    expect(await breachesOfBoth(page)).toEqual([]);
  });

  test.each(views)('%s', async (_name, view) => {
    await view(page);
    expect(await breachesOfBoth(page)).toEqual([]);
  });

  test('and none complained in the console', () => expect(browser.complaints).toEqual([]));
});

async function stranger(more: object): Promise<Page> {
  return browser.page(await browser.context({ baseURL: here.server.url, ...more }));
}
