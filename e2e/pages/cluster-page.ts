import type { Locator, Page } from 'playwright-core';

export type ClusterTab = 'Live' | 'Queue' | 'Scaling' | 'Reservations' | 'Set-up logs' | 'Events' | 'Design';

const searchOf: Record<ClusterTab, string> = {
  Live: '',
  Queue: '?tab=queue',
  Scaling: '?tab=scaling',
  Reservations: '?tab=reservations',
  'Set-up logs': '?tab=setup',
  Events: '?tab=events',
  Design: '?tab=design',
};

/** features/clusters/cluster-page. */
export class ClusterPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(workspace: string, name: string, tab: ClusterTab = 'Live'): Promise<this> {
    await this.page.goto(`/w/${workspace}/clusters/${name}${searchOf[tab]}`);
    await this.page.getByRole('heading', { name, level: 1 }).waitFor();
    await this.page.getByRole('tabpanel').waitFor();
    return this;
  }

  /** What is told of nodes that cannot be used. */
  get unusable(): Locator {
    return this.page.getByRole('region', { name: /^Unusable: / });
  }

  get deleted(): Locator {
    return this.page.getByRole('status').filter({ hasText: 'was deleted' });
  }

  get dialog() {
    return this.page.getByRole('dialog');
  }

  async openResize(): Promise<void> {
    await this.page.getByRole('button', { name: 'Resize…' }).click();
    await this.dialog.waitFor();
  }

  async openScheduling(): Promise<void> {
    await this.page.getByRole('button', { name: 'Scheduling…' }).click();
    await this.dialog.waitFor();
  }

  async openDelete(): Promise<void> {
    await this.page.getByRole('button', { name: 'Delete…' }).click();
    await this.dialog.waitFor();
  }
}
