import type { RigServer } from '../../cluster/server.ts';
import { until } from '../../cluster/wait.ts';
import { type Exchange, objectsIn, type Recording } from './recorded.ts';
import { send, type WireAnswer } from './send.ts';
import { differences } from './shape.ts';

type Body = Record<string, unknown> & { properties?: Record<string, unknown>; status?: string };

const operationId = /\/operation(?:results|statuses)\/([-0-9a-f]+)/;
const within = /\/(workspaces\/[-\w]+)(\/(?:experiments|clusters)\/[-\w]+)?/;

/** States that pass; whether they are still seen depends on the speed of the machine. */
const passing = new Set(['InProgress', 'queued', 'running', 'terminating', 'resizing', 'creating', 'deleting']);

/** Sends what was recorded to a server, in order, and holds each answer against the recorded one. */
export class Replay {
  readonly #server: RigServer;
  readonly #exchanges: readonly Exchange[];
  /** Recorded names of operations, and ours. */
  readonly #operations = new Map<string, string>();

  constructor(server: RigServer, { exchanges }: Recording) {
    this.#server = server;
    this.#exchanges = exchanges;
  }

  /** Every difference, each with the request that it was the answer to. */
  async run(): Promise<string[]> {
    await this.#prepare();
    const found: string[] = [];
    for (const exchange of this.#exchanges) {
      const { request } = exchange;
      const answer = await this.#answered(exchange);
      this.#learn(exchange, answer);
      const told = differences(this.#comparable(exchange, answer), { ...answer, body: this.#own(answer.body) });
      found.push(...told.map((one) => `${request.method} ${this.#path(exchange)}: ${one}`));
    }
    await this.#clear();
    return found;
  }

  /** Takes away what is left, since another recording may have the same names. */
  async #clear(): Promise<void> {
    for (const { request } of this.#exchanges) {
      const [group = ''] = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/.exec(new URL(request.url).pathname) ?? [];
      if (group === '') continue;
      const path = `${group}/providers/Microsoft.BatchAI/workspaces?api-version=2018-05-01`;
      await send(this.#server.url, { method: 'DELETE', path: `${group}?api-version=2018-05-01` });
      await until(`${group} to be empty`, async () => {
        const { body } = await send(this.#server.url, { method: 'GET', path });
        return (body as { value: unknown[] }).value.length === 0;
      });
      return;
    }
  }

  /** The answer, once it is as far as the recorded one. */
  #answered(exchange: Exchange): Promise<WireAnswer> {
    const { method, body } = exchange.request;
    const asked = { method, path: this.#path(exchange), ...(body !== null && { body: adapted(body) }) };
    if (method !== 'GET') return send(this.#server.url, asked);
    return until(`${asked.path} to be as recorded`, async () => {
      const answer = await send(this.#server.url, asked);
      return isAsFar(exchange.response.body as Body | null, answer) && answer;
    });
  }

  #path({ request }: Exchange): string {
    const { pathname, search } = new URL(request.url);
    const recorded = operationId.exec(pathname)?.[1] ?? '';
    return pathname.replace(recorded, this.#operations.get(recorded) ?? recorded) + search;
  }

  #learn({ response }: Exchange, { headers }: WireAnswer): void {
    const idIn = (url: string | string[] | undefined) => operationId.exec(String(url))?.[1];
    const recorded = idIn(response.headers['azure-asyncoperation']);
    const ours = idIn(headers['azure-asyncoperation']);
    if (recorded && ours) this.#operations.set(recorded, ours);
  }

  /** The recorded answer with what depends on the speed of the machine as it is in ours, and without containers. */
  #comparable({ request, response }: Exchange, { body }: WireAnswer): Exchange['response'] {
    // The rig's nodes have no addresses of their own that one could sign in at; where they have, another spec asks for them.
    if (request.url.includes('/listRemoteLoginInformation')) return { ...response, body: { value: [] } };
    const recorded = this.#own(response.body) as Body | null;
    const ours = this.#own(body) as Body | undefined;
    if (recorded?.status !== undefined && passing.has(recorded.status))
      return { ...response, body: { ...ours, id: recorded.id, name: recorded.name } };
    if (Array.isArray(recorded?.value)) {
      const items = ours?.value as Body[] | undefined;
      const value = recorded.value.map((item: Body, at) => ofTheMoment(item, items?.[at]));
      return { ...response, body: { ...recorded, value } };
    }
    return { ...response, body: recorded && ofTheMoment(recorded, ours) };
  }

  /** A list without what others have in the same subscription. */
  #own(body: unknown): unknown {
    const { value } = (body ?? {}) as { value?: { id?: string }[] };
    if (!value?.every(({ id }) => id !== undefined)) return body;
    const groups = this.#exchanges.map(({ request }) => new URL(request.url).pathname.split('/')[4]);
    return { ...(body as object), value: value.filter(({ id }) => groups.includes(id?.split('/')[4])) };
  }

  /** What was there before the recording began, and a directory behind each storage account. */
  async #prepare(): Promise<void> {
    await this.#accounts();
    const there = new Set<string>();
    for (const { request } of this.#exchanges) {
      const path = new URL(request.url).pathname;
      const [, workspace, inner = ''] = within.exec(path) ?? [];
      const clusters = [...objectsIn(request.body)].map(({ cluster }) => (cluster as { id?: string } | undefined)?.id);
      const group = path.slice(0, path.indexOf(`/${workspace}`));
      const needed = [
        `${group}/${workspace}`,
        `${group}/${workspace}${inner}`,
        ...clusters.filter((id) => id !== undefined),
      ];
      for (const one of workspace && request.method === 'PUT' ? needed : []) {
        if (!there.has(one) && one !== path) await this.#make(one);
        there.add(one);
      }
    }
  }

  async #accounts(): Promise<void> {
    const said = [clusterBefore, ...this.#exchanges.map(({ request }) => request.body)].flatMap((body) => [
      ...objectsIn(body),
    ]);
    for (const name of new Set(said.flatMap(({ accountName }) => (accountName ? [String(accountName)] : [])))) {
      const made = this.#server.client.call('createStorageAccount', { body: { name, backing: { kind: 'local' } } });
      await made.catch((error) => {
        if (error.code !== 'AlreadyExists') throw error;
      });
    }
  }

  async #make(path: string): Promise<void> {
    const body = path.includes('/clusters/')
      ? clusterBefore
      : path.includes('/experiments/')
        ? undefined
        : { location };
    const answer = await send(this.#server.url, { method: 'PUT', path: `${path}?api-version=2018-05-01`, body });
    if (answer.status >= 400) throw new Error(`${path} could not be made before: ${answer.text}`);
  }
}

const location = 'northeurope';

/** A cluster of a recording that does not tell how it was made; its jobs write to a share `azfiles`. */
const clusterBefore = {
  properties: {
    vmSize: 'STANDARD_D1',
    scaleSettings: { manual: { targetNodeCount: 1 } },
    nodeSetup: {
      mountVolumes: {
        azureFileShares: [
          {
            accountName: 'before',
            azureFileUrl: 'https://before.file.core.windows.net/share',
            credentials: { accountKey: 'a2V5' },
            relativeMountPath: 'azfiles',
          },
        ],
      },
    },
  },
};

/** The body as it was recorded, but on the host: no container runs here. */
function adapted(body: unknown): unknown {
  const { properties, ...rest } = body as Body;
  if (!properties) return rest;
  const { containerSettings: _, ...kept } = properties;
  return { ...rest, properties: kept };
}

/** A recorded resource with states that pass, and what comes with them, as ours is in. */
function ofTheMoment(recorded: Body, ours: Body | undefined): Body {
  if (!recorded.properties || recorded.status !== undefined) return recorded;
  const { containerSettings: _, ...properties } = recorded.properties;
  const passes = passing.has(String(properties.executionState));
  for (const name of passes ? ['executionState', 'executionInfo'] : ['allocationState']) {
    const now = ours?.properties?.[name];
    if (now === undefined) delete properties[name];
    else if (passes || name in properties) properties[name] = now;
  }
  return { ...recorded, properties };
}

/** True once a state that stays is reached, and nodes are as many as then. */
function isAsFar(recorded: Body | null, { status, body }: WireAnswer): boolean {
  const ours = body as Body | undefined;
  if (status !== 200 || !recorded) return true;
  if (recorded.status !== undefined) return passing.has(recorded.status) || ours?.status === recorded.status;
  const [then, now] = [recorded.properties, ours?.properties];
  for (const name of ['executionState', 'allocationState', 'provisioningState']) {
    const state = then?.[name];
    if (state !== undefined && !passing.has(String(state)) && now?.[name] !== state) return false;
  }
  // Idle nodes of an auto-scaled cluster stay for a while.
  if (then?.allocationState !== 'steady' || 'autoScale' in (then.scaleSettings as object)) return true;
  const idle = (of: Record<string, unknown>) =>
    Number((of?.nodeStateCounts as { idleNodeCount?: number })?.idleNodeCount ?? 0) > 0;
  return (
    (Number(then.currentNodeCount) === 0) === (Number(now?.currentNodeCount) === 0) && (!idle(then) || idle(now ?? {}))
  );
}
