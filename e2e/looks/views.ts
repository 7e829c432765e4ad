/** Pages of a server that is lived in, each opened and waited for until all of it that stands still stands. */
import type { Page } from 'playwright-core';
import { ClusterPage, type ClusterTab } from '../pages/cluster-page.ts';
import { ClustersPage } from '../pages/clusters-page.ts';
import { CreateClusterPage } from '../pages/create-cluster-page.ts';
import { DataPage } from '../pages/data-page.ts';
import { JobsPage } from '../pages/jobs-page.ts';
import { NodePage } from '../pages/node-page.ts';
import { OverviewPage } from '../pages/overview-page.ts';
import { SignInPage } from '../pages/sign-in-page.ts';

export type View = (page: Page) => Promise<unknown>;

export const overview: View = async (page) => {
  const shown = await new OverviewPage(page).open('vision');
  await shown.pane('Needs a person').getByText('digits-1 failed').waitFor();
  await shown.pane('Latest').getByText('digits-2: succeeded').waitFor();
  await shown.pane('GPU time, 24 h').getByText('Evidence').waitFor();
};
export const cluster =
  (name: string, tab: ClusterTab): View =>
  (page) =>
    new ClusterPage(page).open('vision', name, tab);
export const nodes: View = async (page) => {
  await cluster('pool', 'Live')(page);
  await page.getByRole('row', { name: /pool-1/ }).waitFor();
};
export const design: View = async (page) => {
  await cluster('pool', 'Design')(page);
  for (const known of ['2 free, 2 simulated', '0 jobs are running', 'no job holds anything'])
    await page.getByText(known).waitFor();
  await yamlOf(page, 'targetNodeCount');
};
export const createCluster: View = async (page) => {
  await new CreateClusterPage(page).open('vision');
  await yamlOf(page, 'vmSize');
};
/** The body as YAML comes after what is drawn first. */
async function yamlOf(page: Page, field: string): Promise<void> {
  await page.getByText(`${field}:`).first().waitFor();
}
export const jobs: View = async (page) => {
  await new JobsPage(page).open('vision').then((list) => list.job('digits-2').waitFor());
  await page
    .getByText(/ValueError/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Views' }).waitFor();
};
export const data: View = async (page) => {
  await new DataPage(page).open('vision');
  await page.getByRole('link', { name: 'datasets' }).waitFor();
  await page.getByText('No file server yet').waitFor();
  await page.getByText(/in all/).waitFor();
};
export const files: View = async (page) => {
  await page.goto('/w/vision/jobs/digits/digits-2?tab=files&path=report&file=accuracy.txt');
  await page.getByText('accuracy 0.981').waitFor();
};
export const submit: View = async (page) => {
  await page.goto('/w/vision/jobs/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).waitFor();
  // The name is suggested once the names that are taken are known; a phone has no room for the list of steps, which tells of it.
  const steps = (page.viewportSize()?.width ?? 0) < 800 ? [] : ['Name and place complete', 'Launch 1 to fill in'];
  for (const step of steps) await page.getByRole('button', { name: step }).waitFor();
  await page.getByText('Drop a code directory here').waitFor();
  await page.getByText('Would start').waitFor();
  await yamlOf(page, 'commandLine');
};
export const signIn: View = async (page) => {
  await new SignInPage(page).open().then(({ token }) => token.waitFor());
  await page.getByText('Ready', { exact: true }).waitFor();
};
export const job =
  (name: string, shown: string, tab = ''): View =>
  async (page) => {
    await page.goto(`/w/vision/jobs/digits/${name}${tab && `?tab=${tab}`}`);
    await page.getByRole('heading', { name, level: 1 }).waitFor();
    await page.getByText(shown).first().waitFor();
  };
export const families: View = async (page) => {
  await new JobsPage(page).open('vision', '?view=families');
  await page
    .getByText(/ValueError/)
    .first()
    .waitFor();
};
export const clusters: View = async (page) => {
  await new ClustersPage(page).open('vision').then((list) => list.row('burst').waitFor());
};
/** Its charts and cells move: what stands still on it is its frame, its facts and its tasks. */
export const node: View = async (page) => {
  await page.goto('/w/vision/clusters/pool/nodes/pool-1');
  await new NodePage(page).shows('pool-1');
  await page
    .getByRole('group', { name: /GPU power/ })
    .or(page.getByText('GPU power'))
    .first()
    .waitFor();
  await page.getByText('node pool-1: idle').first().waitFor();
  // Its first sample is here, and so are its charts.
  await page
    .getByText(/^\d+\sW$/)
    .first()
    .waitFor();
};
export const braid: View = async (page) => {
  await job('digits-4', '×4')(page);
  await page.getByText(/^folded /).waitFor();
};
export const attempts: View = async (page) => {
  await job('digits-2', 'digits-2', 'attempts')(page);
  await page.getByText('Side by side').waitFor();
};
