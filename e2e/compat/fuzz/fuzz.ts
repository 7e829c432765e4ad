import fc from 'fast-check';
import type { RigServer } from '../../cluster/server.ts';
import { Group, versioned } from '../wire/places.ts';
import { send, type WireAnswer, type WireRequest } from '../wire/send.ts';
import { type Change, changedOf, type Json, rightOf } from './arbitraries.ts';
import type { BodyOf } from './body-types.ts';
import { bodiesOfFacts } from './facts.ts';
import { oddRequest, Repeated } from './requests.ts';
import { bodiesOfSwagger } from './swagger.ts';

/** What must be so of every request; a failure is told with its seed and the shortest request that shows it. */
export interface Claim {
  name: string;
  property: fc.IAsyncProperty<[unknown]>;
}

/** A server to be fuzzed: nothing runs in it, since its one cluster has no nodes. */
export class Fuzzed {
  #server: RigServer | undefined;
  readonly #group = new Group('fuzzed', 'group');
  #made = 0;

  /** Makes what bodies refer to. */
  async open(server: RigServer): Promise<void> {
    this.#server = server;
    const scaleSettings = { manual: { targetNodeCount: 0 } };
    await this.#must('PUT', this.#group.workspace('w'), { location: 'northeurope' });
    await this.#must('PUT', this.#group.experiment('w', 'e'));
    await this.#must('PUT', this.#group.cluster('w', 'c'), { properties: { vmSize: 'STANDARD_NC6', scaleSettings } });
    await server.client.call('createStorageAccount', { body: { name: 'fuzzed', backing: { kind: 'local' } } });
  }

  async #must(method: string, path: string, body?: unknown): Promise<void> {
    const answer = await this.#send({ method, path: versioned(path), body });
    if (answer.status >= 300) throw new Error(`${method} ${path} was answered ${answer.status}: ${answer.text}`);
  }

  /** Whatever is answered is no fault of the server's, and a refusal can be read by a program. */
  async #send(asked: WireRequest): Promise<WireAnswer> {
    const answer = await send(this.#server?.url ?? '', asked);
    const told = `${asked.method} ${asked.path.slice(0, 300)} was answered ${answer.status} ${answer.text.slice(0, 2_000)}`;
    if (answer.status >= 500) throw new Error(told);
    if (answer.status < 400) return answer;
    const { code, message } = (answer.body as { error?: Record<string, unknown> } | undefined)?.error ?? {};
    const isText = (value: unknown) => typeof value === 'string' && value !== '';
    if (!isText(code) || !isText(message)) throw new Error(`${told}: that is no error with a code and a message`);
    if (!/^application\/json\b/.test(answer.headers['content-type'] ?? ''))
      throw new Error(`${told}: not said to be JSON`);
    return answer;
  }

  /** All claims, over the bodies that we know and those of the description where it is at hand. */
  claims(): Claim[] {
    const cluster = this.#group.cluster('w', 'c');
    const ofFacts = bodiesOfFacts(cluster);
    const described = bodiesOfSwagger(cluster);
    return [
      ...ofFacts.map((body) => this.#rightBody(body)),
      ...ofFacts.map((body) => this.#changedBody(body, 'with one thing changed')),
      ...described.map((body) => this.#changedBody(body, 'by the description, with one thing changed')),
      {
        name: 'no request harms the server, and each refusal can be read by a program',
        property: fc.asyncProperty(oddRequest, async (asked) => void (await this.#send(sentOf(asked as WireRequest)))),
      } as Claim,
    ];
  }

  /** What follows the facts is made. */
  #rightBody({ resource, type }: BodyOf): Claim {
    return {
      name: `right bodies of ${resource} are accepted, once however often they are sent`,
      property: fc.asyncProperty(rightOf(type), async (body) => {
        const answer = await this.#put(resource, body as Json);
        if (answer.status >= 300) throw new Error(`it was refused: ${answer.text}`);
      }) as Claim['property'],
    };
  }

  /** What does not is refused and said, and nothing is left of it. */
  #changedBody({ resource, type, alwaysRight }: BodyOf, how: string): Claim {
    return {
      name: `bodies of ${resource} ${how} are taken whole or not at all`,
      property: fc.asyncProperty(changedOf(rightOf(type)), async (change) => {
        const { body, how, place } = change as Change;
        const answer = await this.#put(resource, body);
        const told = `${how} at ${place.join('.')}: ${answer.status} ${answer.text.slice(0, 2_000)}`;
        if (how === 'wrong type' && answer.status < 300) throw new Error(`it was accepted, ${told}`);
        if (how === 'wrong type' && !namesPlace(answer, place)) throw new Error(`the field is not named, ${told}`);
        if (how === 'one more field' && alwaysRight && !place.includes('tags') && !warnsOf(answer, place))
          throw new Error(`no warning, ${told}`);
      }) as Claim['property'],
    };
  }

  /** Sends a body to a new name; then what is there must be what was answered. */
  async #put(resource: BodyOf['resource'], body: Json): Promise<WireAnswer> {
    this.#made += 1;
    const path = versioned(this.#path(resource, `f${this.#made}`));
    const put = { method: 'PUT', path, body };
    const answer = await this.#send(put);
    const there = await this.#send({ method: 'GET', path });
    if (answer.status >= 400) {
      if (there.status !== 404) throw new Error(`refused with ${answer.text}, and yet there: ${there.text}`);
      return answer;
    }
    if (there.status !== 200) throw new Error(`accepted, and yet not there: ${there.text}`);
    const again = await this.#send(put);
    if (again.status >= 300) throw new Error(`refused the second time: ${again.text}`);
    const still = await this.#send({ method: 'GET', path });
    const born = ({ body }: WireAnswer) =>
      (body as { properties?: { creationTime?: string } }).properties?.creationTime;
    if (born(there) === undefined || born(there) !== born(still))
      throw new Error(`made twice: ${there.text} ${still.text}`);
    // Each would keep a disk, and the lists of what waits would grow.
    await this.#send({ method: 'DELETE', path });
    return answer;
  }

  #path(resource: BodyOf['resource'], name: string): string {
    if (resource === 'workspaces') return this.#group.workspace(name);
    if (resource === 'clusters') return this.#group.cluster('w', name);
    if (resource === 'fileServers') return this.#group.fileServer('w', name);
    return this.#group.job('w', 'e', name);
  }

  /** True while it serves what it served at first, and nothing went wrong within. */
  async isWell(): Promise<boolean> {
    const answer = await this.#send({ method: 'GET', path: versioned(this.#group.cluster('w', 'c')) });
    return answer.status === 200 && !this.#server?.output.includes('a request failed');
  }
}

function sentOf(asked: WireRequest): WireRequest {
  return asked.body instanceof Repeated ? { ...asked, body: asked.body.bytes } : asked;
}

/** True when what nobody knows was let go and told; a body that is too deep to be read is refused. */
function warnsOf({ status, headers, body }: WireAnswer, place: readonly (string | number)[]): boolean {
  if (status >= 300) return (body as { error: { code: string } }).error.code === 'InvalidRequestContent';
  // A header has no letters past ASCII.
  return String(headers.warning).includes(String(place.at(-1)).replaceAll(/[^ -~]/g, '?'));
}

/** True when a refusal names the field, or what it lies in or holds. */
function namesPlace({ body }: WireAnswer, place: readonly (string | number)[]): boolean {
  const { message = '', details = [] } =
    (body as { error?: { message?: string; details?: { target?: string }[] } }).error ?? {};
  const asPath = place.reduce<string>(
    (path, name) => (typeof name === 'number' ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`),
    '',
  );
  const targets = details.map(({ target }) => target).filter((target) => target !== undefined && target !== '');
  const isNear = (target = '') => target.startsWith(asPath) || asPath.startsWith(target);
  return targets.some(isNear) || message.includes(String(place.at(-1)));
}
