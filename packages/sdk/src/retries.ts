/** Requests that are safe to send twice are sent again when the server is away for a moment. */
import { api, type OperationName } from '@trainyard/contracts/api';
import type { Operation } from '@trainyard/contracts/api/operation';
import { Fault } from '@trainyard/contracts/errors';
import type { Client } from './client.ts';
import { ConnectionError, UnexpectedAnswerError } from './connection-error.ts';

export interface RetryOptions {
  /** How often a request is sent at most; 6 unless given, which with the delays below outlasts a restart of the server. */
  tries?: number;
  /** ms before the second try; doubled before each further one. 250 unless given. */
  firstDelay?: number;
  /** ms between two tries at most; 5,000 unless given. */
  mostDelay?: number;
}

/**
 * The same client, patient: a request that changes nothing, or that carries an `idempotencyKey`, is sent again after ConnectionError,
 * 502, 503 and 504. All others are sent once, because nobody knows whether a request that got no answer was obeyed. Of `bytes` only the
 * opening is tried again, not a stream that is cut. Throws what the last try threw.
 */
export function withRetries(client: Client, options: RetryOptions = {}): Client {
  const patient = async <T>(name: OperationName, given: unknown[], send: () => Promise<T>): Promise<T> => {
    const [input, { signal } = {}] = given as [unknown, { signal?: AbortSignal }?];
    for (let tried = 1; ; tried++) {
      try {
        return await send();
      } catch (error) {
        if (tried >= (options.tries ?? 6) || !isAway(error) || !isSafe(name, input)) throw error;
        await pause(delayAfter(tried, options), signal);
      }
    }
  };
  return {
    url: client.url,
    get server() {
      return client.server;
    },
    call: (name, ...given) => patient(name, given, () => client.call(name, ...given)),
    bytes: (name, ...given) => patient(name, given, () => client.bytes(name, ...given)),
  };
}

/** True for errors that a server which restarts, or a wire that is cut, explains. */
export function isAway(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  if (error instanceof UnexpectedAnswerError) return [502, 503, 504].includes(error.status);
  return error instanceof Fault && error.status === 503;
}

/** True when sending it twice does what sending it once does. */
function isSafe(name: OperationName, input: unknown): boolean {
  const { method, verb }: Operation = api[name];
  const body = (input as { body?: { idempotencyKey?: unknown } } | undefined)?.body;
  return method === 'GET' || verb === 'read' || typeof body?.idempotencyKey === 'string';
}

/** Doubles, with up to half of it left to chance: many clients of one server do not come back at the same instant. */
function delayAfter(tried: number, { firstDelay = 250, mostDelay = 5_000 }: RetryOptions): number {
  const whole = Math.min(mostDelay, firstDelay * 2 ** (tried - 1));
  return whole * (1 - Math.random() / 2);
}

/** Rejects with the signal's reason when it is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
