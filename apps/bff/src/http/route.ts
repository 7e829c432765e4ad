import type { Actor } from '@trainyard/contracts/actors';
import type { OperationName, OperationOutput, OperationParsed } from '@trainyard/contracts/api';
import type { Fault } from '@trainyard/contracts/errors';
import type { Request, Response } from 'express';
import type { Credentials } from '../access/authenticate.ts';
import type { Found } from '../access/authorise.ts';
import type { Doors } from '../doors.ts';

/** A request that is authenticated and parsed. */
export type Call<N extends OperationName> = OperationParsed<N> & {
  actor: Actor;
  credentials: Credentials;
  req: Request;
  res: Response;
};

/** What a handler gives: the presented answer; handlers of bytes write to the response themselves. */
export type Answer<N extends OperationName> =
  OperationOutput<N> extends AsyncIterable<Uint8Array> ? undefined : OperationOutput<N>;

/** One row of the table: what it is about, and what is done once the policy agrees. */
export interface Route {
  load(call: Call<OperationName>, doors: Doors): Promise<Found<unknown>>;
  run(call: Call<OperationName>, found: unknown, doors: Doors): Promise<unknown>;
  /** What else is to be said of a request that does not follow its schema. */
  refused?(given: Given, fault: Fault, doors: Doors): Promise<Fault>;
}

/** A request as it was sent, by somebody who is known. */
export interface Given {
  actor: Actor;
  params: Record<string, string | undefined>;
  body: unknown;
}

/** Makes a row; the operation's name fixes the types of everything in it. */
export function route<N extends OperationName, T>(
  _name: N,
  row: {
    load(call: Call<N>, doors: Doors): Promise<Found<T>> | Found<T>;
    run(call: Call<N>, value: T, doors: Doors): Promise<Answer<N>>;
    refused?(given: Given, fault: Fault, doors: Doors): Promise<Fault>;
  },
): Route {
  return row as unknown as Route;
}
