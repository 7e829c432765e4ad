import { afterAll, beforeAll, expect, test } from 'vitest';
import { RigBrowser } from '../../cluster/browser.ts';
import { Gate } from '../../cluster/gate.ts';
import { Yard } from '../../cluster/yard.ts';
import { Catalogues } from '../../looks/words.ts';
import { Frame } from '../../pages/frame.ts';
import { JobPage } from '../../pages/job-page.ts';

let yard: Yard;
let browser: RigBrowser;
let catalogues: Catalogues;
beforeAll(async () => {
  yard = await Yard.open(1, {
    nodeLabels: { zone: 'ouest' },
    price: { perNodeHour: 1.2, currency: 'EUR' },
    scheduling: { queues: [{ name: 'nuit', cohort: 'toutes', nominal: { gpus: 1 } }] },
  });
  browser = await RigBrowser.launch();
  catalogues = await Catalogues.read();
  const gate = new Gate(yard.server, 'french');
  await yard.submit('rend-un-fichier', {
    customToolkitSettings: {
      commandLine: 'seq 1 1500; seq 1 2000 > "$AZ_BATCHAI_OUTPUT_MODEL/poids.txt"; echo p > "$TRAINYARD_CHECKPOINTS/p"',
    },
    outputDirectories: [{ id: 'MODEL' }],
    tags: { langue: 'fr' },
  });
  await yard.inState('rend-un-fichier', 'succeeded');
  await yard.submit('echoue', 'exit 3');
  await yard.inState('echoue', 'failed');
  await yard.submit('tourne', `for i in 1 2 3; do echo "step $i/10 loss=0.$i"; done; ${gate.wait}`);
  await yard.inState('tourne', 'running');
  await yard.submit('attend', 'true');
  const held = { customToolkitSettings: { commandLine: 'true' }, held: true };
  await yard.submit('retenu', held);
  await yard.submit('tranches', { ...held, array: { count: 4 }, cpusPerNode: 0.1, nodeLabels: { zone: 'ouest' } });
});
afterAll(async () => {
  await browser?.close();
  await yard?.close();
});

const french = { locale: 'fr-FR' };

test('no page has an English word where there is a French one', async () => {
  expect(catalogues.size).toBeGreaterThan(500);
  const page = await browser.signedIn(yard.server, french);
  const english: string[] = [];
  const look = async (where: string) => {
    await page.waitForLoadState('networkidle');
    expect(await page.evaluate('document.documentElement.lang')).toBe('fr');
    for (const found of await catalogues.englishOn(page)) english.push(`${where} ${found}`);
  };
  const paths = [
    '/w/w',
    '/w/w/jobs',
    '/w/w/jobs?experiment=aucune',
    '/w/w/jobs/e/rend-un-fichier',
    '/w/w/jobs/e/echoue',
    '/w/w/jobs/e/tourne',
    '/w/w/jobs/e/attend',
    '/w/w/jobs/e/absent',
    '/w/w/jobs/e/tranches',
    '/w/w/jobs/e/retenu',
    '/w/w/jobs/new?from=e%2Ftourne',
    '/w/w/jobs/e/echoue/terminal',
    '/w/w/clusters/c/nodes/c-0/terminal',
    '/w/w/data',
    '/w/w/limits',
    '/w/w/clusters',
    '/w/w/clusters/c',
    '/w/w/clusters/absent',
    '/w/w/clusters/new',
    '/workspaces/new',
    '/w/absent',
    '/nowhere',
  ];
  for (const path of paths) {
    await page.goto(path);
    await look(path);
    for (const tab of (await page.getByRole('tab').all()).slice(1)) {
      await tab.click();
      await page.getByRole('tabpanel').waitFor();
      await look(`${path}, ${await tab.textContent()}`);
    }
  }
  const out = await browser.page(await browser.context({ baseURL: yard.server.url, ...french }));
  await out.goto('/signin');
  await out.getByRole('button', { name: 'Se connecter' }).waitFor();
  english.push(...(await catalogues.englishOn(out)));
  expect(english).toEqual([]);
  expect(browser.complaints).toEqual([]);
});

test('numbers, sizes and times are written as in French', async () => {
  const page = await browser.signedIn(yard.server, french);
  const job = await new JobPage(page).open({ workspace: 'w', experiment: 'e', name: 'rend-un-fichier' });
  await job.waitForLines(1_500);
  const [narrowSpace, space] = ['\u202f', '\u00a0'];
  await page
    .getByTestId('log-ledger')
    .filter({ hasText: `1${narrowSpace}500` })
    .waitFor();
  const { creationTime } = await yard.job('rend-un-fichier');
  const fully = new Intl.DateTimeFormat('fr', { dateStyle: 'full', timeStyle: 'long', timeZone: 'UTC' });
  expect(await job.panel('head').locator('time').getAttribute('title')).toBe(fully.format(new Date(creationTime)));
  await job.panel('facts').getByText(`8,68${space}Kio`).waitFor();
  await page.goto('/w/w/jobs/e/rend-un-fichier?tab=files');
  await page.getByText(`8,68${space}Kio`).first().waitFor();
  expect(browser.complaints).toEqual([]);
});

test('the language is changed from the account menu, on the page where one is, and is kept', async () => {
  const page = await browser.signedIn(yard.server);
  const frame = new Frame(page);
  await page.goto('/w/w/jobs/e/tourne?tab=attempts');
  await page.getByRole('tab', { name: 'Attempts', selected: true }).waitFor();
  await frame.mark();
  await page.getByRole('button', { name: /Account of/ }).click();
  await page.getByRole('menuitemradio', { name: 'Français' }).click();
  await page.getByRole('tab', { name: 'Tentatives', selected: true }).waitFor();
  expect(await page.evaluate('document.documentElement.lang')).toBe('fr');
  expect(page.url()).toContain('/w/w/jobs/e/tourne?tab=attempts');
  expect(await frame.isStillTheSameDocument()).toBe(true);
  expect(await catalogues.englishOn(page)).toEqual([]);
  await page.reload();
  await page.getByRole('tab', { name: 'Tentatives', selected: true }).waitFor();
  expect(await page.evaluate('document.documentElement.lang')).toBe('fr');
  expect(browser.complaints).toEqual([]);
});
