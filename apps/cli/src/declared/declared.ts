/** Objects that files declare: each document with its kind, name and place, all that is wrong with them told at once. */

import { Fault } from '@trainyard/contracts/errors';
import { parseWorkspaceRef } from '@trainyard/contracts/identity';
import { parse } from '@trainyard/contracts/parse';
import { formatWorkspaceRef } from '@trainyard/contracts/workspace-key';
import { toNative } from '../body-file.ts';
import type { Context } from '../context.ts';
import { type FileDocument, type FileFault, filesOf, readDocuments, refuseFaults } from '../documents.ts';
import { kinds } from './kinds.ts';

export type KindName = 'workspace' | 'limit' | 'experiment' | 'fileServer' | 'cluster' | 'job';

type Body = Record<string, unknown>;

export interface Declared {
  kind: KindName;
  name: string;
  /** Reference of the workspace that it is or stands in; of a limit empty. */
  workspace: string;
  experiment: string | undefined;
  /** Of a limit. */
  scope: string | undefined;
  /** Native, with its name, as the file states it. */
  body: Body;
  /** The same with what is assumed where the file says nothing. */
  parsed: Body;
  /** Where it was read. */
  where: string;
}

/** How people write a kind. */
const written: Record<string, KindName> = {
  workspace: 'workspace',
  limit: 'limit',
  experiment: 'experiment',
  fileserver: 'fileServer',
  cluster: 'cluster',
  job: 'job',
};
const kindsText = 'workspace, limit, experiment, fileServer, cluster, job';

/** Reads files and directories. In order of dependence. Throws UsageError that lists everything that is wrong. */
export async function readDeclared(
  context: Context,
  paths: readonly string[],
  recursive?: boolean,
): Promise<Declared[]> {
  const { documents, faults } = await readDocuments(await filesOf(paths, recursive), context.terminal);
  const drafts = documents.flatMap((document) => draftOf(document, faults) ?? []);
  const placed: Declared[] = [];
  for (const draft of drafts) {
    const one = await place(context, draft, drafts).catch((error: unknown) => {
      faults.push(...faultsOf(draft.document.where, error));
    });
    if (one) placed.push(one);
  }
  faults.push(...doubles(placed));
  refuseFaults(faults);
  return inOrder(placed);
}

interface Draft {
  document: FileDocument;
  kind: KindName;
  value: Body;
}

function draftOf(document: FileDocument, faults: FileFault[]): Draft | undefined {
  const { kind: given, $schema: _, ...value } = document.value;
  const kind = typeof given === 'string' ? written[given.toLowerCase().replace(/[-_ ]/g, '')] : undefined;
  if (kind !== undefined && typeof value.name === 'string' && value.name !== '') return { document, kind, value };
  const message = kind === undefined ? `kind: say what it is, one of ${kindsText}` : 'name: say what it is called';
  faults.push({ where: document.where, message });
  return undefined;
}

async function place(context: Context, { document, kind, value }: Draft, all: readonly Draft[]): Promise<Declared> {
  const { workspace: stated, experiment: statedExperiment, ...rest } = value;
  const { where } = document;
  if (kind === 'limit') return limitOf(rest, stated, where);
  if (kind === 'workspace') return workspaceOf(rest, where);
  const workspace =
    textOf('workspace', stated) ??
    (context.globals.workspace === undefined ? undefined : context.inGroup(context.globals.workspace)) ??
    onlyNamed(all, 'workspace') ??
    (await context.workspace());
  const experiment =
    kind === 'job'
      ? (textOf('experiment', statedExperiment) ??
        context.globals.experiment ??
        onlyNamed(all, 'experiment') ??
        (await context.experiment()))
      : undefined;
  const { schema } = kinds[kind];
  const note = (text: string) => context.note(`${where}: ${text}`);
  const body = kind === 'experiment' ? rest : await toNative(rest, kind, note);
  const parsed = parse(schema, body) as Body;
  return { kind, name: String(body.name), workspace, experiment, scope: undefined, body, parsed, where };
}

function workspaceOf(value: Body, where: string): Declared {
  const { name, subscription, resourceGroup, retention, ...rest } = value;
  const key = parseWorkspaceRef(
    subscription === undefined && resourceGroup === undefined
      ? String(name)
      : `${subscription ?? 'local'}:${resourceGroup ?? 'default'}:${name}`,
  );
  if (!key) throw new FaultText('name: write NAME, or SUBSCRIPTION:RESOURCE_GROUP:NAME');
  const body = { ...key, ...rest };
  const parsed = { ...(parse(kinds.workspace.schema, body) as Body), ...(retention !== undefined && { retention }) };
  return {
    kind: 'workspace',
    name: key.name,
    workspace: formatWorkspaceRef(key),
    experiment: undefined,
    scope: undefined,
    body: { ...body, ...(retention !== undefined && { retention }) },
    parsed,
    where,
  };
}

function limitOf(value: Body, workspace: unknown, where: string): Declared {
  const { name, scope, limits, ...others } = value;
  if (scope !== 'workspace' && scope !== 'user') throw new FaultText('scope: say whose it is, workspace or user');
  const [other] = [...Object.keys(others), ...(workspace === undefined ? [] : ['workspace'])];
  if (other !== undefined) throw new FaultText(`${other}: no such field of a limit: kind, scope, name and limits`);
  const body = parse(kinds.limit.schema, { limits }) as Body;
  if (Object.keys(body.limits as Body).length === 0) throw new FaultText('limits: give at least one amount');
  return { kind: 'limit', name: String(name), workspace: '', experiment: undefined, scope, body, parsed: body, where };
}

/** The one that the files themselves declare. */
function onlyNamed(all: readonly Draft[], kind: 'workspace' | 'experiment'): string | undefined {
  const names = new Set(all.filter((draft) => draft.kind === kind).map(({ value }) => workspaceNameOf(kind, value)));
  return names.size === 1 ? [...names][0] : undefined;
}

function workspaceNameOf(kind: string, { subscription, resourceGroup, name }: Body): string {
  const plain = kind !== 'workspace' || (subscription === undefined && resourceGroup === undefined);
  return plain ? String(name) : `${subscription ?? 'local'}:${resourceGroup ?? 'default'}:${name}`;
}

function textOf(field: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new FaultText(`${field}: write its name`);
}

class FaultText extends Error {}

function faultsOf(where: string, error: unknown): FileFault[] {
  if (error instanceof FaultText) return [{ where, message: error.message }];
  if (!(error instanceof Fault) || error.code !== 'InvalidBody') throw error;
  return (error.details ?? []).map(({ path, message }) => ({ where, message: path ? `${path}: ${message}` : message }));
}

/** What tells two things apart. */
export function identityOf({ kind, scope, workspace, experiment, name }: Declared): string {
  return [kind, scope, workspace, experiment, kind === 'workspace' ? '' : name].join('/').toLowerCase();
}

function doubles(all: readonly Declared[]): FileFault[] {
  const first = new Map<string, string>();
  return all.flatMap((one) => {
    const key = identityOf(one);
    const before = first.get(key);
    if (before === undefined) first.set(key, one.where);
    return before === undefined
      ? []
      : [{ where: one.where, message: `the ${one.kind} ${one.name} stands in ${before}, too` }];
  });
}

/** What others need comes before them: by kind, and of jobs by what they wait for. */
function inOrder(all: readonly Declared[]): Declared[] {
  const byKind = [...all].sort((a, b) => kinds[a.kind].order - kinds[b.kind].order);
  const jobs = new Map(byKind.filter(({ kind }) => kind === 'job').map((job) => [identityOf(job), job]));
  const done = new Set<Declared>();
  const add = (one: Declared, above: readonly Declared[]) => {
    if (done.has(one) || above.includes(one)) return;
    for (const key of needsOf(one)) {
      const needed = jobs.get(key);
      if (needed) add(needed, [...above, one]);
    }
    done.add(one);
  };
  for (const one of byKind) add(one, []);
  return [...done];
}

/** Jobs that a job waits for or reads from; a circle is the server's to refuse. */
function needsOf(one: Declared): string[] {
  if (one.kind !== 'job') return [];
  const { dependsOn, inputDirectories } = one.parsed as {
    dependsOn?: { job: string; experiment?: string }[];
    inputDirectories?: { from?: { job: string; experiment?: string } }[];
  };
  const named = [...(dependsOn ?? []), ...(inputDirectories ?? []).flatMap(({ from }) => from ?? [])];
  return named.map(({ job, experiment = one.experiment }) => identityOf({ ...one, name: job, experiment }));
}
