import { type DetailCode, detailWords } from '@trainyard/contracts/detail-words';
import type { Detail } from '@trainyard/contracts/errors';
import type { StorageBacking } from '@trainyard/contracts/storage-account';

/** An address and nothing but that: a password or signature in it would be told to everybody who may see the account. */
const endpoint = /^https?:\/\/[^\s/?#@\\]+(?:\/[^\s?#\\]*)?$/i;
/** A name, an IPv4 address, or an IPv6 one in brackets; never what a program would take for an option. */
const host = /^(?:[A-Za-z0-9_][\w.-]*|\[[0-9A-Fa-f:.]+\])$/;
const hostAndPort = /^(?:[A-Za-z0-9_][\w.-]*|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;
const word = /^[A-Za-z0-9_][\w.@-]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const control = /[\u0000-\u001f\u007f]/;

/** What of a backing's place cannot be right, or would be read as something else by those who use it. */
export function placeFaults(backing: StorageBacking): Detail[] {
  switch (backing.kind) {
    case 'azure':
      return [
        ...unless(endpoint, backing.blobEndpoint, 'blobEndpoint', 'NotEndpoint'),
        ...unless(hostAndPort, backing.fileHost, 'fileHost', 'NotHost'),
        ...unless(word, backing.account, 'account', 'NameCharacters'),
      ];
    case 's3':
      return unless(endpoint, backing.endpoint, 'endpoint', 'NotEndpoint');
    case 'sftp':
      return [
        ...unless(host, backing.host, 'host', 'NotHost'),
        ...unless(word, backing.user, 'user', 'NameCharacters'),
        ...without(backing.directory, 'directory'),
        ...(backing.hostKeys ?? []).flatMap((line, at) => without(line, `hostKeys[${at}]`)),
      ];
    case 'local':
      return backing.directory === undefined ? [] : without(backing.directory, 'directory');
  }
}

function unless(form: RegExp, given: string | undefined, field: string, code: DetailCode): Detail[] {
  return given === undefined || form.test(given) ? [] : [fault(field, code)];
}

function without(given: string, field: string): Detail[] {
  return control.test(given) ? [fault(field, 'HoldsControl')] : [];
}

function fault(field: string, code: DetailCode): Detail {
  return { path: `backing.${field}`, code, message: detailWords[code], params: {} };
}
