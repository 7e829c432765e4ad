import { describe, expect, test } from 'vitest';
import { lastWords } from './program.ts';
import { createPullReader, readPullFault } from './pull-words.ts';

const follow = (text: string) => {
  const read = createPullReader();
  return text.split('\n').flatMap((line) => {
    const progress = read(line);
    return progress ? [`${progress.done}/${progress.total}`] : [];
  });
};

describe('how far a pull is', () => {
  test('as Docker prints it', () => {
    const lines = [
      '1.8.0-gpu: Pulling from tensorflow/tensorflow',
      '3b37166ec614: Pulling fs layer',
      '504facff238f: Already exists',
      '504facff238f: Waiting',
      '3b37166ec614: Verifying Checksum',
      '3b37166ec614: Download complete',
      '3b37166ec614: Pull complete',
      '504facff238f: Pull complete',
      'Digest: sha256:4be74675112bd08cc4746f64980d11a4ec05b9caa315973133dbe7e653220ef5',
      'Status: Downloaded newer image for tensorflow/tensorflow:1.8.0-gpu',
    ];
    expect(follow(lines.join('\n'))).toEqual(['0/1', '1/2', '0/2', '0/2', '0/2', '1/2', '2/2']);
  });

  test('as Podman prints it', () => {
    const lines = [
      'Trying to pull 127.0.0.1:5999/lab/net:2...',
      'Getting image source signatures',
      'Copying blob sha256:f3202f81',
      'Copying blob sha256:a1b2c3d4 skipped: already exists',
      'Copying config sha256:6ebb392b',
      'Writing manifest to image destination',
    ];
    expect(follow(lines.join('\n'))).toEqual(['0/1', '1/2', '2/2']);
  });
});

/** As Docker 20.10 and Podman 4.3 said it. */
const said = {
  dockerDenied: 'Error response from daemon: unauthorized: authentication required',
  dockerBasic:
    'Error response from daemon: Head "http://127.0.0.1:5999/v2/lab/net/manifests/2": no basic auth credentials',
  dockerHub:
    "Error response from daemon: pull access denied for lab/net, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
  dockerMissing:
    'Error response from daemon: manifest for 127.0.0.1:5999/lab/net:9 not found: manifest unknown: manifest unknown',
  dockerRefused:
    'Error response from daemon: Get "http://127.0.0.1:5998/v2/": dial tcp 127.0.0.1:5998: connect: connection refused',
  dockerName:
    'Error response from daemon: Get "https://nowhere.invalid/v2/": dial tcp: lookup nowhere.invalid on 10.0.0.1:53: no such host',
  dockerArm: 'no matching manifest for linux/arm64/v8 in the manifest list entries',
  dockerFull: 'failed to register layer: write /usr/lib/x.so: no space left on device',
  podmanDenied:
    'Error: initializing source docker://127.0.0.1:5999/lab/net:2: reading manifest 2 in 127.0.0.1:5999/lab/net: unauthorized: authentication required',
  podmanMissing:
    'Error: initializing source docker://127.0.0.1:5999/lab/net:9: reading manifest 9 in 127.0.0.1:5999/lab/net: manifest unknown: manifest unknown',
  podmanPlain:
    'Error: initializing source docker://h/lab/net:2: pinging container registry h: Get "https://h/v2/": http: server gave HTTP response to HTTPS client',
};

test.each([
  ['dockerDenied', 'imageDenied', 'imageNeedsCredentials'],
  ['dockerBasic', 'imageDenied', 'imageNeedsCredentials'],
  ['dockerHub', 'imageDenied', 'imageNeedsCredentials'],
  ['dockerMissing', 'imageNotFound', 'imageNotFound'],
  ['dockerRefused', 'registryUnreachable', 'registryUnreachable'],
  ['dockerName', 'registryUnreachable', 'registryUnreachable'],
  ['dockerArm', 'imageForOtherMachine', 'imageForOtherMachine'],
  ['dockerFull', 'imagePullFailed', 'imagePullFailed'],
  ['podmanDenied', 'imageDenied', 'imageNeedsCredentials'],
  ['podmanMissing', 'imageNotFound', 'imageNotFound'],
  ['podmanPlain', 'registryUnreachable', 'registryUnreachable'],
] as const)('%s is %s with credentials and %s without', (name, withThem, without) => {
  expect([readPullFault(said[name], true), readPullFault(said[name], false)]).toEqual([withThem, without]);
});

test('what an engine said last is told without its preamble', () => {
  expect(lastWords({ stdout: '', stderr: `warning\n${said.dockerDenied}\n` })).toBe(
    'unauthorized: authentication required',
  );
  const run = "docker: Error response from daemon: no such thing.\nSee 'docker run --help'.\n";
  expect(lastWords({ stdout: 'id', stderr: run })).toBe('no such thing.');
  expect(lastWords({ stdout: '', stderr: '' })).toBe('no reason was given');
});
