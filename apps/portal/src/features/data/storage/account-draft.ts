/** What is typed of a storage account before it is one, and the body that it makes. Pure. */
import type { StorageAccount, StorageBacking } from '@trainyard/contracts/storage-account';
import { readWhole } from '../../../ui/form/read-whole.ts';

export type BackingKind = StorageBacking['kind'];
export const backingKinds: readonly BackingKind[] = ['local', 'azure', 's3', 'sftp'];

/** Questions by their names; answers as typed. */
export type AccountQuestion =
  | 'name'
  | 'directory'
  | 'blobEndpoint'
  | 'fileHost'
  | 'account'
  | 'accountKey'
  | 'endpoint'
  | 'region'
  | 'accessKeyId'
  | 'secretAccessKey'
  | 'host'
  | 'port'
  | 'user'
  | 'sftpDirectory'
  | 'hostKeys'
  | 'password'
  | 'privateKey'
  | 'workspaces';

export type AccountDraft = { kind: BackingKind } & Record<AccountQuestion, string>;

export interface Question {
  name: AccountQuestion;
  /** Where the answer stands in the body. */
  path: string;
  /** Written and never read back. */
  secret?: true;
  /** Several lines, each an answer of its own where the body holds a list. */
  lines?: true;
}

/** What is asked beside the name, by kind. */
export const questionsOf: Readonly<Record<BackingKind, readonly Question[]>> = {
  local: [{ name: 'directory', path: 'backing.directory' }],
  azure: [
    { name: 'accountKey', path: 'credentials.accountKey', secret: true },
    { name: 'blobEndpoint', path: 'backing.blobEndpoint' },
    { name: 'fileHost', path: 'backing.fileHost' },
    { name: 'account', path: 'backing.account' },
  ],
  s3: [
    { name: 'accessKeyId', path: 'backing.accessKeyId' },
    { name: 'secretAccessKey', path: 'credentials.secretAccessKey', secret: true },
    { name: 'region', path: 'backing.region' },
    { name: 'endpoint', path: 'backing.endpoint' },
  ],
  sftp: [
    { name: 'host', path: 'backing.host' },
    { name: 'port', path: 'backing.port' },
    { name: 'user', path: 'backing.user' },
    { name: 'sftpDirectory', path: 'backing.directory' },
    { name: 'password', path: 'credentials.password', secret: true },
    { name: 'privateKey', path: 'credentials.privateKey', secret: true, lines: true },
    { name: 'hostKeys', path: 'backing.hostKeys', lines: true },
  ],
};

export const emptyAccount: AccountDraft = {
  kind: 'local',
  name: '',
  directory: '',
  blobEndpoint: '',
  fileHost: '',
  account: '',
  accountKey: '',
  endpoint: '',
  region: '',
  accessKeyId: '',
  secretAccessKey: '',
  host: '',
  port: '',
  user: '',
  sftpDirectory: '',
  hostKeys: '',
  password: '',
  privateKey: '',
  workspaces: '',
};

/** An account that is there, as the form takes it; its credentials cannot be read. */
export function typedAccount({ name, backing, workspaces }: StorageAccount): AccountDraft {
  const { kind, ...given } = backing;
  const draft: AccountDraft = { ...emptyAccount, kind, name, workspaces: workspaces?.join('\n') ?? '' };
  for (const { name: question, path, secret } of questionsOf[kind]) {
    if (secret) continue;
    const value = (given as Record<string, unknown>)[path.replace('backing.', '')];
    if (Array.isArray(value)) draft[question] = value.join('\n');
    else if (value !== undefined) draft[question] = String(value);
  }
  return draft;
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function answerOf({ name, lines, secret }: Question, text: string): unknown {
  if (name === 'port') return readWhole(text) ?? text;
  if (lines && !secret) return linesOf(text);
  // A key's last line break belongs to it.
  return secret ? text : text.trim();
}

/** The body that makes the account, or replaces it where it is there; what is left empty is not given. */
export function bodyOf(draft: AccountDraft): Record<string, unknown> {
  const parts: Record<'backing' | 'credentials', Record<string, unknown>> = {
    backing: { kind: draft.kind },
    credentials: {},
  };
  for (const question of questionsOf[draft.kind]) {
    const text = draft[question.name];
    if (text.trim() === '') continue;
    const [part = '', field = ''] = question.path.split('.');
    parts[part as 'backing' | 'credentials'][field] = answerOf(question, text);
  }
  const workspaces = linesOf(draft.workspaces.replaceAll(',', '\n'));
  return {
    name: draft.name.trim(),
    ...parts,
    ...(workspaces.length === 0 ? {} : { workspaces }),
  };
}

/** The question that a fault of the body is about; undefined where there is none. */
export function questionAt(kind: BackingKind, path: string): AccountQuestion | undefined {
  if (path === 'name') return 'name';
  if (path.startsWith('workspaces')) return 'workspaces';
  return questionsOf[kind].find((question) => path === question.path || path.startsWith(`${question.path}[`))?.name;
}
