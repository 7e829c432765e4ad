import { api, type OperationName } from '@trainyard/contracts/api';
import type { Operation } from '@trainyard/contracts/api/operation';
import { Fault } from '@trainyard/contracts/errors';

/** Where the native API lives on every server. */
export const apiRoot = '/api/v1';

/** What callers may give, whatever the operation. */
export interface AnyInput {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/**
 * Makes the address of an operation from its row. A parameter such as `..` would lead to another route and is refused
 * here; everything else is the server's to judge. Throws Fault InvalidBody.
 */
export function addressOf(base: string, name: OperationName, input: AnyInput): string {
  const operation: Operation = api[name];
  const path = operation.path.replace(/:(\w+)/g, (_, key: string) => segment(key, input.params?.[key]));
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined && value !== null) query.append(key, String(value));
  }
  const text = query.toString();
  return `${base}${apiRoot}${path}${text ? `?${text}` : ''}`;
}

/** One parameter as a segment of the path; dots and nothing are what a browser or a proxy would fold away. */
function segment(key: string, value: unknown): string {
  if (typeof value === 'string' && value !== '' && value !== '.' && value !== '..') return encodeURIComponent(value);
  const message = 'give a name that is not empty, . or ..';
  throw new Fault('InvalidBody', { faults: [`${key}: ${message}`] }, [{ path: key, code: 'InvalidValue', message }]);
}

/** A server's address without the slash at its end, so that paths can be joined to it. Throws TypeError. */
export function baseOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}
