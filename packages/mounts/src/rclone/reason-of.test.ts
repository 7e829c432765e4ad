import { expect, test } from 'vitest';
import { reasonOf } from './reason-of.ts';

/** As rclone 1.60 and the services print them. */
const said: [string, string][] = [
  [
    'volumeDenied',
    '===== RESPONSE ERROR (ServiceCode=AuthorizationFailure) =====\n RESPONSE Status: 403 Server failed to authenticate the request.',
  ],
  [
    'volumeDenied',
    'Failed to lsjson: InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.\n\tstatus code: 403',
  ],
  [
    'volumeDenied',
    "couldn't connect SMB: response error: The attempted logon is invalid. This is either due to a bad username",
  ],
  [
    'volumeDenied',
    "couldn't connect SSH: ssh: handshake failed: ssh: unable to authenticate, attempted methods [none password]",
  ],
  ['volumeHostUnknown', "couldn't connect SSH: ssh: handshake failed: knownhosts: key mismatch"],
  [
    'volumeClockSkew',
    'AuthenticationFailed\nAuthenticationErrorDetail: Signature not valid in the specified time frame: Start',
  ],
  [
    'volumeClockSkew',
    'RequestTimeTooSkewed: The difference between the request time and the current time is too large. status code: 403',
  ],
  ['volumeNotFound', 'Failed to lsjson: directory not found'],
  [
    'volumeNotFound',
    'response error: {Network Name Not Found} The specified share name cannot be found on the remote server.',
  ],
  ['volumeNotFound', 'NoSuchBucket: The specified bucket does not exist status code: 404'],
  ['volumeFull', 'ERROR : a.bin: vfs cache: failed to upload try #1: write /x: no space left on device'],
  ['volumeFull', 'response error: STATUS_DISK_FULL'],
  ['volumeUnreachable', 'dial tcp 127.0.0.1:1: connect: connection refused'],
  ['volumeUnreachable', 'dial tcp: lookup no.such.host: no such host'],
  ['volumeUnreachable', 'ERROR : seen.txt: vfs cache: failed to upload try #1: update stor: connection lost'],
  ['volumeUnreachable', 'net/http: timeout awaiting response headers'],
  ['volumeKernelLacks', 'mount helper error: fusermount3: fuse: device not found, try modprobe fuse first'],
  ['volumeMountFailed', 'Fatal error: something new'],
];

test.each(said)('%s: %s', (code, text) => {
  expect(reasonOf(text, 'a label', [])).toMatchObject({ code, params: { label: 'a label' } });
});

test('no secret is in a reason', () => {
  const { params } = reasonOf('Failed: Get "http://h/c?sv=1&sig=SIGNATURE": the key hunter2hunter2', 'l', [
    'hunter2hunter2',
  ]);
  expect(JSON.stringify(params)).not.toMatch(/SIGNATURE|hunter2/);
});
