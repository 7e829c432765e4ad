import { type ReasonCode, reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { whyOf } from '../trees/rclone-run.ts';

/** What the words of storage services and of rclone mean. The first that fits counts: a refused time is a refusal too. */
const meanings: readonly [RegExp, ReasonCode][] = [
  [/knownhosts: key|host key verification failed/i, 'volumeHostUnknown'],
  [
    /RequestTimeTooSkewed|not valid in the specified time frame|Signed expiry time|ExpiredToken|Request has expired/i,
    'volumeClockSkew',
  ],
  [
    /(Authori[sz]ation|Authentication)(Failure|Failed|\w*Mismatch)|InvalidAccessKeyId|SignatureDoesNotMatch|AccessDenied|status code: 40[13]|40[13] (Forbidden|Unauthori[sz]ed|Server failed)|attempted logon is invalid|unable to authenticate|permission denied|access[ _]denied|AccountIsDisabled|InvalidSecurity/i,
    'volumeDenied',
  ],
  [
    /ContainerNotFound|ContainerBeingDeleted|NoSuchBucket|Network Name Not Found|directory not found|bucket.*does not exist/i,
    'volumeNotFound',
  ],
  [
    /no space left|disk (is |was )?full|DISK_FULL|quota.*exceeded|insufficient (storage|space)|StorageFull|file system is full/i,
    'volumeFull',
  ],
  [
    /connection refused|no such host|i\/o timeout|deadline exceeded|no route to host|network is unreachable|connection reset|awaiting response headers|handshake timeout|server misbehaving|\bEOF\b|broken pipe|connection lost|no connection\b|closed network connection/i,
    'volumeUnreachable',
  ],
  [/fuse: device not found|open \/dev\/fuse/i, 'volumeKernelLacks'],
];

/** Why rclone failed, by what it wrote. `secrets` are cut out of it. What is not known is told as `otherwise`, in rclone's own words. */
export function reasonOf(
  said: string,
  label: string,
  secrets: readonly string[],
  otherwise: ReasonCode = 'volumeMountFailed',
): Text {
  const code = meanings.find(([words]) => words.test(said))?.[1] ?? otherwise;
  if (code === 'volumeKernelLacks') return reason(code, { label, fileSystem: 'FUSE (/dev/fuse)' });
  return reason(code, { label, why: whyOf(said, secrets) || 'rclone said nothing' });
}
