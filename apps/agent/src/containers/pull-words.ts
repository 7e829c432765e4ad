import type { EngineFaultCode, PullProgress } from './engine.ts';

/** What an engine's complaint about a pull means, most telling first. */
const complaints: readonly [RegExp, EngineFaultCode | 'refused'][] = [
  [/no space left on device|disk quota exceeded/i, 'imagePullFailed'],
  [
    /no matching manifest|no image found in (?:manifest list|image index)|does not match the specified platform/i,
    'imageForOtherMachine',
  ],
  [/manifest unknown|name unknown|repository name not known|manifest for .* not found|: not found/i, 'imageNotFound'],
  [
    /unauthorized|no basic auth credentials|authentication required|denied|forbidden|incorrect username|invalid username/i,
    'refused',
  ],
  [
    /dial tcp|no such host|connection (?:refused|reset)|timeout|timed out|no route to host|network is unreachable|x509|tls:|server gave HTTP response|: EOF|unexpected EOF|50[0234] /i,
    'registryUnreachable',
  ],
];

/** The code for what an engine said when a pull failed. */
export function readPullFault(said: string, withCredentials: boolean): EngineFaultCode {
  const found = complaints.find(([pattern]) => pattern.test(said))?.[1] ?? 'imagePullFailed';
  if (found !== 'refused') return found;
  return withCredentials ? 'imageDenied' : 'imageNeedsCredentials';
}

const dockerLayer = /^([0-9a-f]{12}): (\w[\w ]*)/;
const dockerDone = new Set(['Pull complete', 'Already exists']);
const podmanLayer = /^Copying blob (\S+)(.*)/;

/**
 * Follows the lines that Docker or Podman prints while it pulls without a terminal. Docker says of each layer when it is there; Podman
 * says only when it begins one, and with the image's configuration that all of them are there.
 */
export function createPullReader(): (line: string) => PullProgress | undefined {
  const layers = new Map<string, boolean>();
  return (line) => {
    const docker = dockerLayer.exec(line);
    const podman = podmanLayer.exec(line);
    if (docker) layers.set(docker[1] as string, dockerDone.has((docker[2] as string).trim()));
    else if (podman) layers.set(podman[1] as string, /\b(?:done|skipped)\b/.test(podman[2] as string));
    else if (line.startsWith('Copying config')) for (const layer of layers.keys()) layers.set(layer, true);
    else return undefined;
    return { done: [...layers.values()].filter(Boolean).length, total: layers.size };
  };
}
