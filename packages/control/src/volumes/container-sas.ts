import { createHmac } from 'node:crypto';
import { formatTime } from '@trainyard/contracts/times';

/** The version of the signature: the newest that Azure and every Azurite of the last years take. */
const version = '2020-12-06';

/** What a signature is for. */
export interface SasRequest {
  /** Of the account's blobs, without a slash at the end. */
  endpoint: string;
  /** The account as its endpoint knows it. */
  account: string;
  /** The account's key, base64. */
  key: string;
  /** Letters of the permissions, in Azure's own order (`racwdl`). */
  permissions: string;
  /** ms since 1970; cut to whole seconds. */
  expiresAt: number;
}

/**
 * A URL of one container that holds until `expiresAt`, by a service signature (SAS). It has no beginning, so a clock that is off matters
 * only at its end.
 */
export function containerSas({ container, ...request }: SasRequest & { container: string }): string {
  const { endpoint, account, key, permissions } = request;
  const expiry = utc(request.expiresAt);
  const protocol = protocolOf(endpoint);
  // Start, identifier, address, snapshot, encryption scope and the five headers of answers are empty.
  const signed = [
    permissions,
    '',
    expiry,
    `/blob/${account}/${container}`,
    '',
    '',
    protocol,
    version,
    'c',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
  ];
  const query = queryOf({ sv: version, spr: protocol, se: expiry, sr: 'c', sp: permissions, sig: sign(key, signed) });
  return `${endpoint}/${encodeURIComponent(container)}?${query}`;
}

/** A URL of the whole account for its blobs: for listing its containers and reading in them. */
export function accountSas(request: SasRequest): string {
  const { endpoint, account, key, permissions } = request;
  const expiry = utc(request.expiresAt);
  const protocol = protocolOf(endpoint);
  // Start, address and encryption scope are empty, and one more line ends it.
  const signed = [account, permissions, 'b', 'sco', '', expiry, '', protocol, version, '', ''];
  const sig = sign(key, signed);
  const query = queryOf({ sv: version, ss: 'b', srt: 'sco', spr: protocol, se: expiry, sp: permissions, sig });
  return `${endpoint}/?${query}`;
}

/** Whether a text can be an account's key: base64 of at least 16 bytes. */
export function isAccountKey(text: string): boolean {
  return /^[A-Za-z0-9+/]{22,}={0,2}$/.test(text) && text.length % 4 === 0;
}

/** An endpoint without TLS, such as an emulator's, is signed for both. */
function protocolOf(endpoint: string): string {
  return endpoint.startsWith('https:') ? 'https' : 'https,http';
}

function sign(key: string, lines: readonly string[]): string {
  return createHmac('sha256', Buffer.from(key, 'base64')).update(lines.join('\n'), 'utf8').digest('base64');
}

function queryOf(parts: Record<string, string>): string {
  return Object.entries(parts)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

/** ISO 8601 in whole seconds. */
function utc(ms: number): string {
  return formatTime(Math.floor(ms / 1000) * 1000);
}
