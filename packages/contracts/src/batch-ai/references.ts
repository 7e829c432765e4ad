import type { Detail } from '../errors.ts';
import { formatWorkspaceRef } from '../workspace-key.ts';
import { detailAt, type Fields, isFields } from './body-walk.ts';
import { formatResourceId, parseResourceId } from './ids.ts';

/** What is found wrong with references, and what of them had to be guessed. */
interface Told {
  faults: Detail[];
  warnings: Detail[];
}

/** Ids of the two versions without workspaces. */
const olderId =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.BatchAI\/(clusters|fileservers)\/([-\w]{1,64})\/?$/i;

/** For the words of a refusal. */
const example = { subscription: 'SUBSCRIPTION', resourceGroup: 'RESOURCE_GROUP', name: 'WORKSPACE' };

/**
 * `{id}` as `{workspace, name}`: a whole id, or, as people write into files, a name alone, which is then of the workspace of the body that
 * holds it. What is no reference by id stays as it is; what is a wrong one is told and left out.
 */
export function nameOf(value: unknown, kind: 'cluster' | 'fileServer', path: string, told: Told): unknown {
  if (!isFields(value) || value.name !== undefined) return value;
  const { id, ...others } = value;
  for (const key of Object.keys(others)) told.warnings.push(detailAt(`${path}.${key}`, 'NotInApi'));
  const at = `${path}.id`;
  if (typeof id !== 'string' || id === '') {
    told.faults.push(detailAt(at, id === undefined || id === null || id === '' ? 'Required' : 'NotText'));
    return undefined;
  }
  if (!id.includes('/')) return { name: id };
  const found = parseResourceId(id);
  if (found?.kind === kind) return { workspace: formatWorkspaceRef(found.workspace), name: found.name };
  const older = olderId.exec(id);
  if (older?.[1]?.toLowerCase() === (kind === 'cluster' ? 'clusters' : 'fileservers')) {
    told.warnings.push(detailAt(at, 'IdWithoutWorkspace', { name: String(older[2]) }));
    return { name: older[2] };
  }
  const wanted = formatResourceId({ kind, workspace: example, name: 'NAME' });
  told.faults.push(detailAt(at, 'NotResourceId', { example: wanted }));
  return undefined;
}

/** Mounts with the file servers among them by name. */
export function withNames(mounts: unknown, path: string, told: Told): unknown {
  if (!isFields(mounts) || !Array.isArray(mounts.fileServers)) return mounts;
  const fileServers = mounts.fileServers.map((mount: unknown, at): unknown => {
    if (!isFields(mount)) return mount;
    const fileServer = nameOf(mount.fileServer, 'fileServer', `${path}.fileServers[${at}].fileServer`, told);
    return { ...mount, fileServer } satisfies Fields;
  });
  return { ...mounts, fileServers };
}
