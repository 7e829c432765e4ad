/** What files can declare: how each kind is read, compared, made and changed, by the operations that its own verbs use. */
import { type ClusterUpdate, clusterCreate } from '@trainyard/contracts/cluster';
import { Fault } from '@trainyard/contracts/errors';
import { experimentCreate } from '@trainyard/contracts/experiment';
import { fileServerCreate } from '@trainyard/contracts/file-server';
import { jobCreate } from '@trainyard/contracts/job';
import { limitAmounts } from '@trainyard/contracts/limits';
import { sayReason } from '@trainyard/contracts/reasons';
import { workspaceCreate } from '@trainyard/contracts/workspace';
import { everyItem } from '@trainyard/sdk/pages';
import * as z from 'zod';
import { until } from '../await-end.ts';
import type { Context } from '../context.ts';
import { FailedError } from '../failure.ts';
import type { Declared, KindName } from './declared.ts';

type Body = Record<string, unknown>;

export interface Kind {
  /** Lower ones are made first: what others stand in or mount. */
  order: number;
  schema: z.ZodType;
  /** What is there under this name; undefined when nothing is. */
  read(context: Context, of: Declared): Promise<Body | undefined>;
  create(context: Context, of: Declared): Promise<void>;
  /** Fields that can change of what is there, as it stands. */
  changeable(view: Body): readonly string[];
  /** Changes these fields to what the file says. */
  update(context: Context, of: Declared, fields: readonly string[]): Promise<void>;
  /** Fields that are not compared, and why: what a thing was once told, and is no longer its own word. */
  ignored?(view: Body): readonly string[];
}

/** The thing, or undefined where the server has none. */
async function ifThere<T>(asked: Promise<T>): Promise<Body | undefined> {
  try {
    return (await asked) as Body;
  } catch (error) {
    if (error instanceof Fault && error.status === 404) return undefined;
    throw error;
  }
}

const pick = (body: Body, fields: readonly string[]): Body =>
  Object.fromEntries(fields.map((field) => [field, body[field]]));

const inWorkspace = ({ workspace, name }: Declared) => ({ params: { workspace, name } });
const nothing = async () => {};

export const kinds: Record<KindName, Kind> = {
  workspace: {
    order: 0,
    schema: workspaceCreate,
    read: ({ client }, { workspace }) => ifThere(client.call('getWorkspace', { params: { workspace } })),
    async create({ client }, { workspace, body }) {
      const { retention, ...made } = body;
      await client.call('createWorkspace', { body: made as never });
      if (retention) await client.call('updateWorkspace', { params: { workspace }, body: { retention } as never });
    },
    changeable: () => ['tags', 'retention'],
    async update({ client }, { workspace, body }, fields) {
      await client.call('updateWorkspace', { params: { workspace }, body: pick(body, fields) as never });
    },
  },
  limit: {
    order: 1,
    schema: z.strictObject({ limits: limitAmounts }),
    async read({ client }, { scope, name }) {
      const limits = await everyItem(client, 'listLimits', {});
      const found = limits.find((one) => one.scope === scope && one.name.toLowerCase() === name.toLowerCase());
      return found && { limits: found.limits };
    },
    create: (context, of) => kinds.limit.update(context, of, []),
    changeable: () => ['limits'],
    async update({ client }, { scope, name, body }) {
      await client.call('setLimit', { params: { scope: scope as 'user', name }, body: body.limits as never });
    },
  },
  experiment: {
    order: 2,
    schema: experimentCreate,
    read: ({ client }, of) => ifThere(client.call('getExperiment', inWorkspace(of))),
    async create({ client }, { workspace, name }) {
      await client.call('createExperiment', { params: { workspace }, body: { name } });
    },
    changeable: () => [],
    update: nothing,
  },
  fileServer: {
    order: 3,
    schema: fileServerCreate,
    read: ({ client }, of) => ifThere(client.call('getFileServer', inWorkspace(of))),
    async create(context, of) {
      const { workspace, name, body } = of;
      await context.client.call('createFileServer', { params: { workspace }, body: body as never });
      // What mounts it may be next, and is refused before it is there.
      const ask = () => context.client.call('getFileServer', { params: { workspace, name } });
      const made = await until(
        context,
        `creating file server ${name}`,
        ask,
        (now) => now.provisioningState !== 'creating',
      );
      if (made?.provisioningState === 'succeeded') return;
      throw new FailedError(made ? made.errors.map(sayReason).join('; ') : `file server ${name} was deleted meanwhile`);
    },
    changeable: () => [],
    update: nothing,
  },
  cluster: {
    order: 4,
    schema: clusterCreate,
    read: ({ client }, of) => ifThere(client.call('getCluster', inWorkspace(of))),
    async create({ client }, { workspace, body }) {
      await client.call('createCluster', { params: { workspace }, body: body as never });
    },
    changeable: () =>
      ['scaleSettings', 'nodeSetup', 'scheduling', 'price', 'lowPriority'] satisfies (keyof ClusterUpdate)[],
    async update({ client }, of, fields) {
      await client.call('updateCluster', { ...inWorkspace(of), body: pick(of.body, fields) as never });
    },
  },
  job: {
    order: 5,
    schema: jobCreate,
    read: ({ client }, { workspace, experiment, name }) =>
      ifThere(client.call('getJob', { params: { workspace, experiment: experiment as string, name } })),
    async create({ client }, { workspace, experiment, body }) {
      await client.call('submitJob', { params: { workspace, experiment: experiment as string }, body: body as never });
    },
    changeable: ({ executionState }) => (executionState === 'queued' ? ['schedulingPriority'] : []),
    async update({ client }, { workspace, experiment, name, body }, fields) {
      const params = { workspace, experiment: experiment as string, name };
      await client.call('updateJob', { params, body: pick(body, fields) as never });
    },
    // Whether it is held is its state: a job that was released is not held again. Where it comes from is its history. Of one that started its priority is the past.
    ignored: ({ executionState }) => [
      'held',
      'resubmittedFrom',
      ...(executionState === 'queued' ? [] : ['schedulingPriority']),
    ],
  },
};
