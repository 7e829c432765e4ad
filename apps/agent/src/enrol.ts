import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Challenge } from '@trainyard/contracts/fleet';
import { type EnrolAnswer, helloProof } from '@trainyard/contracts/fleet';
import { backoff } from '@trainyard/runtime/backoff';
import type { Chance } from '@trainyard/runtime/chance';
import type { Clock } from '@trainyard/runtime/clock';
import { writePromised } from './promise-of-node.ts';
import { readText, ServerRefusal, sendHttp } from './transfer/http.ts';

/** The node's own key: made once, never leaves the node. */
export interface Identity {
  nodeUid: string;
  prove(challenge: Challenge, bootId: string): string;
}

export interface EnrolOptions {
  url: string;
  nodeHome: string;
  /** uid of the node when its provisioner gave it. */
  nodeUid: string | undefined;
  joinToken: string | undefined;
  agentVersion: string;
  clock: Clock;
  chance: Chance;
}

/** The agent cannot become this node; the message says what to do. */
export class EnrolError extends Error {
  override readonly name = 'EnrolError';
}

const retry = { firstMs: 100, mostMs: 2_000 } as const;

/** Answers the identity of this node, enrolling first when it has none. Waits for a server that is not there yet. */
export async function enrol(options: EnrolOptions): Promise<Identity> {
  mkdirSync(options.nodeHome, { recursive: true, mode: 0o700 });
  const key = ownKey(join(options.nodeHome, 'key.pem'));
  const file = join(options.nodeHome, 'enrolled.json');
  const nodeUid = enrolledAs(file) ?? (await joinCluster(options, key, file));
  if (options.nodeUid !== undefined && options.nodeUid !== nodeUid) {
    throw new EnrolError(
      `${options.nodeHome} belongs to node ${nodeUid}, not to ${options.nodeUid}: give each node a directory of its own`,
    );
  }
  return {
    nodeUid,
    prove: ({ nonce }, bootId) =>
      sign(null, Buffer.from(helloProof(nonce, nodeUid, bootId)), key).toString('base64url'),
  };
}

function ownKey(path: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileSync(`${path}.new`, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  chmodSync(`${path}.new`, 0o600);
  renameSync(`${path}.new`, path);
  return privateKey;
}

function enrolledAs(file: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as EnrolAnswer).nodeUid;
  } catch {
    return undefined;
  }
}

async function joinCluster(options: EnrolOptions, key: KeyObject, file: string): Promise<string> {
  if (options.joinToken === undefined) {
    throw new EnrolError('this node is not enrolled: set TRAINYARD_JOIN_TOKEN to a join token of its cluster');
  }
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64url');
  const body = JSON.stringify({ joinToken: options.joinToken, publicKey, agentVersion: options.agentVersion });
  const answer = await post(options, body);
  writePromised(options.nodeHome, answer.promised);
  writeFileSync(`${file}.new`, JSON.stringify(answer), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return answer.nodeUid;
}

async function post({ url, clock, chance }: EnrolOptions, body: string): Promise<EnrolAnswer> {
  for (let attempt = 0; ; attempt++) {
    try {
      const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
      const answer = await sendHttp({ method: 'POST', url: new URL('/api/v1/fleet/enrol', url), headers, body });
      return JSON.parse(await readText(answer)) as EnrolAnswer;
    } catch (error) {
      if (error instanceof ServerRefusal && error.status < 500)
        throw new EnrolError(`enrolment refused: ${error.message}`);
    }
    const wait = backoff(attempt, retry.firstMs, retry.mostMs, chance);
    await new Promise<void>((resolve) => clock.setTimeout(resolve, wait));
  }
}
