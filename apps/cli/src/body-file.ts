/** Configuration files of clusters, jobs and file servers, JSON or YAML: native bodies, or Batch AI's `{"$schema", "properties": {…}}` as they are. */
import type { Detail } from '@trainyard/contracts/errors';
import { readDocuments } from './documents.ts';
import { UsageError } from './failure.ts';
import type { Terminal } from './terminal.ts';

export type Body = Record<string, unknown>;
export type BodyKind = 'job' | 'cluster' | 'fileServer';

/** Reads one object from a file, or from stdin when it is `-`. Throws UsageError. */
export async function readBody(file: string, terminal: Terminal): Promise<Body> {
  const { documents, faults } = await readDocuments([file], terminal);
  const [fault] = faults;
  if (fault) throw new UsageError(`${fault.where}: ${fault.message}`);
  if (documents.length !== 1) throw new UsageError(`${file} holds ${documents.length} objects, and one is wanted here`);
  return (documents[0] as { value: Body }).value;
}

/** The version that a `$schema` of Batch AI names. */
const schemaVersion = /\/schemas\/(\d{4}-\d{2}-\d{2}(?:-preview)?)\//i;
const versions = ['2017-09-01-preview', '2018-03-01', '2018-05-01'];

/**
 * Makes a native body. A native one passes as it is. Of Batch AI's, whichever of its three versions, `properties` is lifted, references by
 * id become references by name, what is written otherwise now is translated, and what the API never had is left out; `note` is told of
 * both. Throws UsageError for what cannot be read as a body.
 */
export async function toNative(sent: Body, kind: BodyKind, note: (text: string) => void): Promise<Body> {
  const version = schemaVersion.exec(String(sent.$schema ?? ''))?.[1]?.toLowerCase();
  if (version !== undefined && !versions.includes(version)) {
    throw new UsageError(`$schema names API version ${version}, which is not known: known are ${versions.join(', ')}`);
  }
  if (!('properties' in sent)) {
    const { $schema: _, ...body } = sent;
    return body;
  }
  refuseExpressions(sent, '');
  // Loaded only where there is a body: making the schemas takes a while.
  const dialect = await import('@trainyard/contracts/batch-ai/native-body');
  const translate = {
    job: dialect.jobToNative,
    cluster: dialect.clusterToNative,
    fileServer: dialect.fileServerToNative,
  }[kind];
  const { body, warnings, faults } = translate(sent);
  const said = ({ path, message }: Detail) => `${path}: ${message}`;
  if (faults.length > 0)
    throw new UsageError(`the file is not right:${faults.map((one) => `\n  ${said(one)}`).join('')}`);
  if (version !== undefined && version !== versions.at(-1))
    note(`a file of API version ${version}, read as ${versions.at(-1)}`);
  for (const warning of warnings) note(said(warning));
  return body;
}

/** The experiment that a job's file of an older version goes to; undefined: it names none. */
export function experimentIn({ properties }: Body): string | undefined {
  const name = (properties as Body | null | undefined)?.experimentName;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** `[concat(parameters('name'), '-1')]`: what only Azure's deployments can make out. `[[` stands for a bracket that is meant. */
const expression = /^\[\s*[a-z]+\s*\(.*\]$/is;

function refuseExpressions(value: unknown, path: string): void {
  if (typeof value === 'string' && expression.test(value)) {
    throw new UsageError(
      `${path} is an expression of an Azure deployment template: ${value}. Write its value; nothing here works out expressions`,
    );
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    refuseExpressions(inner, Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`);
  }
}

/** A cluster or file server by an id of Azure, or by its name in the same workspace. Throws UsageError. */
export async function referenceTo(
  text: string,
  kind: 'cluster' | 'fileServer',
): Promise<{ workspace?: string; name: string }> {
  if (!text.includes('/')) return { name: text };
  const { parseResourceId } = await import('@trainyard/contracts/batch-ai/ids');
  const { formatWorkspaceRef } = await import('@trainyard/contracts/workspace-key');
  const id = parseResourceId(text);
  if (id?.kind === kind) return { workspace: formatWorkspaceRef(id.workspace), name: id.name };
  const collection = kind === 'cluster' ? 'clusters' : 'fileServers';
  throw new UsageError(
    `${text} is no id of a ${kind === 'cluster' ? 'cluster' : 'file server'}: write its name, or /subscriptions/S/resourceGroups/G/providers/Microsoft.BatchAI/workspaces/W/${collection}/NAME`,
  );
}
