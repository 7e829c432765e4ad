/** The body of a submission as it is being written: the one truth of form and YAML, whatever stands in it so far. Pure. */
import type { Job } from '@trainyard/contracts/job';
import { submittedBody, submittedFields } from '@trainyard/contracts/submitted-body';
import { takeKeys, withKeys, withoutRealKeys } from '../../volumes/volumes-body.ts';
import type { Changes } from '../waiting/levers.ts';

export type Body = Readonly<Record<string, unknown>>;
export type Path = readonly (string | number)[];

/** Fields in the order in which people read them. */
const order: readonly string[] = submittedFields;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** What stands at a path; undefined where nothing does. */
export function getIn(body: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => (isObject(at) ? (at as Record<string | number, unknown>)[key] : undefined),
    body,
  );
}

/** A copy with a value set; undefined takes it out, and what is empty then goes with it. */
export function setIn(body: Body, path: Path, value: unknown): Body {
  const [key, ...rest] = path;
  if (key === undefined) return body;
  const old = (body as Record<string | number, unknown>)[key];
  const inner = rest.length === 0 ? value : setIn((isObject(old) ? old : {}) as Body, rest, value);
  const emptied = rest.length > 0 && value === undefined && isObject(inner) && Object.keys(inner).length === 0;
  if (Array.isArray(body)) return body.with(Number(key), inner) as unknown as Body;
  const { [key]: _old, ...others } = body as Record<string | number, unknown>;
  return inner === undefined || emptied ? (others as Body) : { ...body, [key]: inner };
}

/** The same body in reading order. */
export function ordered(body: Body): Body {
  const known = order.filter((key) => body[key] !== undefined);
  const others = Object.keys(body).filter((key) => !order.includes(key));
  return Object.fromEntries([...known, ...others].map((key) => [key, body[key]]));
}

export type SecretValues = Readonly<Record<string, string>>;

interface NamedSecret {
  name?: unknown;
  value?: unknown;
  valueSecretReference?: unknown;
}

const secretsOf = (body: Body): NamedSecret[] => (Array.isArray(body.secrets) ? body.secrets.filter(isObject) : []);

/** Where the password of an image's registry stands; as a key of {@link SecretValues} it is no name of a variable. */
export const registryPassword = 'containerSettings.imageSourceRegistry.credentials.password';
const credentialsPath: Path = registryPassword.split('.').slice(0, -1);

/** Takes the values of secrets out of a body, the password of its registry and keys of accounts too: they are kept apart, and never stored nor shown. */
export function takeSecrets(written: Body, known: SecretValues): { body: Body; values: SecretValues } {
  const { volumes, keys } = takeKeys(written.mountVolumes, known);
  const values: Record<string, string> = { ...keys };
  const withoutKeys = volumes === undefined ? written : { ...written, mountVolumes: volumes };
  const body = takePassword(withoutKeys, known, values);
  if (!Array.isArray(body.secrets)) return { body, values };
  for (const { name, value } of secretsOf(body)) {
    if (typeof name !== 'string') continue;
    const found = typeof value === 'string' ? value : known[name];
    if (found !== undefined) values[name] = found;
  }
  const secrets = body.secrets.map((secret: unknown) => {
    if (!isObject(secret)) return secret;
    const { value: _value, ...shown } = secret;
    return shown;
  });
  return { body: { ...body, secrets }, values };
}

function takePassword(body: Body, known: SecretValues, values: Record<string, string>): Body {
  const credentials = getIn(body, credentialsPath);
  if (!isObject(credentials)) return body;
  const { password, ...shown } = credentials;
  const found = typeof password === 'string' ? password : known[registryPassword];
  if (found !== undefined) values[registryPassword] = found;
  return password === undefined ? body : setIn(body, credentialsPath, shown);
}

function withPassword(body: Body, values: SecretValues): Body {
  const password = values[registryPassword];
  if (password === undefined || !isObject(getIn(body, credentialsPath))) return body;
  return setIn(body, [...credentialsPath, 'password'], password);
}

/** The body as it is sent: with the values of its secrets. */
export function withSecrets(shown: Body, values: SecretValues): Body {
  const volumes = withKeys(shown.mountVolumes, values);
  const body = withPassword(volumes === undefined ? shown : { ...shown, mountVolumes: volumes }, values);
  if (!Array.isArray(body.secrets)) return body;
  const secrets = body.secrets.map((secret: unknown) => {
    const name = isObject(secret) ? secret.name : undefined;
    const value = typeof name === 'string' && Object.hasOwn(values, name) ? values[name] : undefined;
    return isObject(secret) && value !== undefined ? { ...secret, value } : secret;
  });
  return { ...body, secrets };
}

/** The body as it is planned: secrets do not change what is planned, and need not travel for it. */
export function withPlaceholders(written: Body): Body {
  const volumes = withoutRealKeys(written.mountVolumes);
  const body = volumes === undefined ? written : { ...written, mountVolumes: volumes };
  const named = secretsOf(body).filter((secret) => !('valueSecretReference' in secret));
  const values = named.flatMap(({ name }) => (typeof name === 'string' ? [[name, ''] as const] : []));
  const signsIn = isObject(getIn(body, credentialsPath));
  const byReference = getIn(body, [...credentialsPath, 'passwordSecretReference']) !== undefined;
  return withSecrets(body, {
    ...Object.fromEntries(values),
    ...(signsIn && !byReference ? { [registryPassword]: '***' } : {}),
  });
}

/** The body that submits a job like this one, still without a name; secrets have no values. */
export function bodyOf(job: Job): Body {
  const { name: _name, ...body } = submittedBody(job);
  return { ...body, resubmittedFrom: { experiment: job.experiment, job: job.name } };
}

/** The body with what a lever changes. A resubmission is not held: it is made to start. */
export function changed(body: Body, { cluster, ...fields }: Changes): Body {
  if (cluster === undefined && Object.keys(fields).length === 0) return body;
  const { held: _held, ...rest } = body;
  const next = { ...rest, ...fields };
  // Queues and labels are those of the cluster that it leaves.
  if (cluster === undefined || getIn(body, ['cluster', 'name']) === cluster) return next;
  const { queue: _queue, nodeLabels: _labels, ...free } = next as Record<string, unknown>;
  return { ...free, cluster: { name: cluster } };
}
