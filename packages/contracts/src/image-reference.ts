/** The public registry that a name without a host means. */
const hub = 'docker.io';
/** Names under which the same registry is written. */
const hubNames = new Set([
  'docker.io',
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
  'hub.docker.com',
]);

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const host = '(?:\\[[0-9a-fA-F:]+\\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::[0-9]{1,5})?';
const tail = '(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-f]{32,})?';
const nameOnly = new RegExp(`^(${component}(?:/${component})*)(${tail})$`);
const hostOnly = new RegExp(`^${host}$`);
/** A registry's host and, where it has one, the path below which its images lie. */
const registryUrl = new RegExp(`^(?:https?://)?(${host})((?:/${component})*)/*$`);

/** An image's name in parts. `registry` is null where the name begins with none. */
export interface ImageReference {
  registry: string | null;
  name: string;
  /** Tag and digest as written, such as `:1.8.0-gpu`; empty means `:latest`. */
  version: string;
}

/** Reads an image's name as engines of containers do; undefined when it is none. */
export function parseImage(image: string): ImageReference | undefined {
  const slash = image.indexOf('/');
  const first = slash === -1 ? '' : image.slice(0, slash);
  // As engines tell a host from a user's name: by a dot, a port, or being this machine.
  const hasRegistry = /[.:[]/.test(first) || first === 'localhost';
  if (hasRegistry && !hostOnly.test(first)) return undefined;
  const match = nameOnly.exec(hasRegistry ? image.slice(slash + 1) : image);
  if (!match) return undefined;
  return { registry: hasRegistry ? first : null, name: match[1] as string, version: match[2] as string };
}

/** Reads the address of a registry; undefined when it is none. `https://index.docker.io/v1/` is the public one. */
export function parseRegistry(serverUrl: string): { host: string; path: string } | undefined {
  const match = registryUrl.exec(serverUrl.trim());
  if (!match) return undefined;
  const path = (match[2] as string).replace(/^\/v[12]$/, '').slice(1);
  const found = (match[1] as string).toLowerCase();
  return { host: hubNames.has(found) ? hub : found, path };
}

/**
 * The whole name of an image, its registry included, in the form that every engine takes; undefined when it names another registry than
 * `serverUrl`, or one of the two cannot be read. Without a `serverUrl` a name without a host is Docker Hub's.
 */
export function wholeImage(image: string, serverUrl: string | undefined): string | undefined {
  const parsed = parseImage(image);
  if (!parsed) return undefined;
  const { name, version } = parsed;
  const own = parsed.registry === null ? null : parsed.registry.toLowerCase();
  const given = serverUrl === undefined ? undefined : parseRegistry(serverUrl);
  if (serverUrl !== undefined && !given) return undefined;
  if (own !== null) {
    const registry = hubNames.has(own) ? hub : own;
    if (given && given.host !== registry) return undefined;
    return `${registry}/${atHub(registry, name)}${version}`;
  }
  const { host: registry, path } = given ?? { host: hub, path: '' };
  const below = path === '' || name.startsWith(`${path}/`) ? name : `${path}/${name}`;
  return `${registry}/${atHub(registry, below)}${version}`;
}

/** Official images of the public registry have no user in their names, and lie below `library`. */
function atHub(registry: string, name: string): string {
  return registry === hub && !name.includes('/') ? `library/${name}` : name;
}

/** The registry of a whole name. */
export function registryOf(reference: string): string {
  return reference.slice(0, Math.max(0, reference.indexOf('/')));
}
