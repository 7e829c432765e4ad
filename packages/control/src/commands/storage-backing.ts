import { type Detail, Fault } from '@trainyard/contracts/errors';
import { parseWorkspaceRef } from '@trainyard/contracts/identity';
import type { StorageAccountCreate, StorageBacking } from '@trainyard/contracts/storage-account';
import { workspaceKeyOf } from '@trainyard/contracts/workspace-key';
import type { StorageAccountRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import { sayFaults } from '../volumes/check-volumes.ts';
import { isAccountKey } from '../volumes/container-sas.ts';
import { detailOf } from '../volumes/resolve-volumes.ts';
import { placeFaults } from './storage-place.ts';

type Credentials = StorageAccountCreate['credentials'];
type CredentialName = keyof Credentials;

/** Which credentials a kind of backing is opened with: one of the list, and none where it is empty. */
const openedWith: Record<StorageBacking['kind'], readonly CredentialName[]> = {
  azure: ['accountKey'],
  s3: ['secretAccessKey'],
  sftp: ['password', 'privateKey'],
  local: [],
};

/**
 * The credentials that an account has after a change, as those to seal; what is not given stays where the kind of backing does. Throws
 * InvalidBody with what of backing and credentials is missing, too much or cannot be right.
 */
export function checkedCredentials(
  backing: StorageBacking,
  given: Credentials,
  before?: Pick<StorageAccountRow, 'backing' | 'credentials'>,
): { names: string[]; secrets: { name: string; value: string }[] } {
  const { kind } = backing;
  const fitting = openedWith[kind];
  const secrets = (Object.entries(given) as [CredentialName, string | undefined][]).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value }],
  );
  const kept = secrets.length === 0 && before?.backing.kind === kind ? before.credentials : [];
  const names = [...kept, ...secrets.map(({ name }) => name)];
  const faults = [
    ...placeFaults(backing),
    ...secrets.flatMap(({ name }) => (fitting.includes(name) ? [] : [fault(name, 'UnknownField')])),
    ...(names.length === 0 && fitting[0] !== undefined ? [fault(fitting[0], 'Required')] : []),
    ...(given.accountKey !== undefined && kind === 'azure' && !isAccountKey(given.accountKey)
      ? [fault('accountKey', 'NotAccountKey')]
      : []),
  ];
  const [first, second] = secrets.filter(({ name }) => fitting.includes(name));
  if (first && second) {
    const params = { first: first.name, second: second.name };
    faults.push(detailOf(`credentials.${second.name}`, 'EitherOr', params));
  }
  if (faults.length > 0) throw new Fault('InvalidBody', { faults: sayFaults(faults) }, faults);
  return { names, secrets };
}

function fault(name: CredentialName, code: 'UnknownField' | 'Required' | 'NotAccountKey'): Detail {
  return detailOf(`credentials.${name}`, code, {});
}

/** uids of the workspaces that a body names; null: all. Throws WorkspaceNotFound with the path of the one that is not there. */
export function namedWorkspaces(tx: Tx, refs: readonly string[] | undefined): string[] | null {
  if (!refs) return null;
  const uids = refs.map((ref, at) => {
    const key = parseWorkspaceRef(ref);
    const row = key && tx.where('workspace', { nameKey: workspaceKeyOf(key) })[0];
    if (row) return row.uid;
    const params = { name: ref };
    throw new Fault('WorkspaceNotFound', params, [detailOf(`workspaces[${at}]`, 'WorkspaceNotFound', params)]);
  });
  return [...new Set(uids)];
}
