/** The version of the wire dialect. */
export const apiVersion = '2018-05-01';

/** Addresses of the wire dialect within one resource group, without a query. */
export class Group {
  readonly subscription: string;
  readonly name: string;

  constructor(subscription: string, name: string) {
    this.subscription = subscription;
    this.name = name;
  }

  /** Addresses of the provider in the whole subscription. */
  get provider(): string {
    return `/subscriptions/${this.subscription}/providers/Microsoft.BatchAI`;
  }

  get workspaces(): string {
    return `/subscriptions/${this.subscription}/resourceGroups/${this.name}/providers/Microsoft.BatchAI/workspaces`;
  }

  workspace(name: string): string {
    return `${this.workspaces}/${name}`;
  }

  cluster(workspace: string, name: string): string {
    return `${this.workspace(workspace)}/clusters/${name}`;
  }

  fileServer(workspace: string, name: string): string {
    return `${this.workspace(workspace)}/fileServers/${name}`;
  }

  experiment(workspace: string, name: string): string {
    return `${this.workspace(workspace)}/experiments/${name}`;
  }

  job(workspace: string, experiment: string, name: string): string {
    return `${this.experiment(workspace, experiment)}/jobs/${name}`;
  }
}

/** An address with the version that every request needs. */
export function versioned(path: string, query: Record<string, string | number> = {}): string {
  const all = Object.entries({ 'api-version': apiVersion, ...query });
  return `${path}?${all.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
}
