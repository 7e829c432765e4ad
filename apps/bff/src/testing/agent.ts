import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32c } from '@node-rs/crc32';
import { type Challenge, type Desired, type Hello, helloProof, type Welcome } from '@trainyard/contracts/fleet';
import type { LogFrame } from '@trainyard/contracts/log-frame';
import type { Socket } from 'socket.io-client';
import { type Answer, type Booted, until } from './boot.ts';

/** A node whose agent is a test. */
export interface TestNode {
  uid: string;
  key: KeyObject;
  /** Used up. */
  joinToken: string;
}

/** Makes a cluster of one node and enrols as its agent, with the join token that its own agent would have used. */
export async function enrol(yard: Booted, cluster: string): Promise<TestNode> {
  const body = { name: cluster, vmSize: 'STANDARD_D1', scaleSettings: { manual: { targetNodeCount: 1 } } };
  await yard.call('POST', '/api/v1/workspaces', { body: { name: 'fleet' } });
  const made = await yard.call('POST', '/api/v1/workspaces/fleet/clusters', { body });
  if (made.status !== 201) throw new Error(made.text);
  let uid = '';
  let joinToken = '';
  await until('the join token of a new node', async () => {
    const { json } = await yard.call('GET', `/api/v1/workspaces/fleet/clusters/${cluster}/nodes`);
    uid = json.items[0]?.uid ?? '';
    const file = join(yard.home, 'nodes', uid, 'home', 'join-token');
    joinToken = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return joinToken !== '';
  });
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const answer = await sendEnrolment(yard, joinToken, publicKey);
  if (answer.status !== 200) throw new Error(`enrolment was refused: ${answer.text}`);
  return { uid, key: privateKey, joinToken };
}

export function sendEnrolment(yard: Booted, joinToken: string, publicKey: KeyObject): Promise<Answer> {
  const der = publicKey.export({ type: 'spki', format: 'der' }).toString('base64url');
  const body = { joinToken, publicKey: der, agentVersion: '0' };
  return yard.call('POST', '/api/v1/fleet/enrol', { token: null, body });
}

export interface Greeting {
  socket: Socket;
  challenge: Challenge;
}

/** Opens a connection and waits for its challenge. */
export async function dial(yard: Booted): Promise<Greeting> {
  const socket = yard.socket('/fleet');
  const challenge = await new Promise<Challenge>((resolve, reject) => {
    socket.once('challenge', resolve);
    socket.once('connect_error', reject);
  });
  return { socket, challenge };
}

export function helloOf(node: TestNode, nonce: string, more: Partial<Hello> = {}): Hello {
  const bootId = 'boot';
  const nodeUid = more.nodeUid ?? node.uid;
  return {
    nodeUid,
    protocol: { min: 1, max: 1 },
    agentVersion: '0',
    bootId,
    pid: 1,
    monotonicMs: 0,
    wallMs: 0,
    capabilities: { executors: ['process'], isolation: [], gpuSource: 'none' },
    found: { vcpus: 1, memoryBytes: 1, gpus: [], hostname: 'h', os: 'o' },
    address: '127.0.0.1',
    ports: { from: 20_000, to: 20_099 },
    signature: sign(null, Buffer.from(helloProof(nonce, nodeUid, bootId)), node.key).toString('base64url'),
    ...more,
  };
}

export interface TestAgent {
  socket: Socket;
  welcome: Extract<Welcome, { ok: true }>;
  deltas: Desired[];
}

/** Connects as the node's agent and beats, as agents do. */
export async function connect(
  yard: Booted,
  node: TestNode,
  prepare: (socket: TestAgent['socket']) => void = () => {},
): Promise<TestAgent> {
  const { socket, challenge } = await dial(yard);
  // What comes with the welcome finds its listener.
  prepare(socket);
  const deltas: Desired[] = [];
  socket.on('desired', (delta: Desired) => deltas.push(delta));
  const welcome: Welcome = await socket.emitWithAck('hello', helloOf(node, challenge.nonce));
  if (!welcome.ok) throw new Error(`not welcome: ${welcome.error.message}`);
  const beat = setInterval(() => socket.emit('beat'), 1_000);
  socket.on('disconnect', () => clearInterval(beat));
  return { socket, welcome, deltas };
}

export function frame(stream: string, offset: number, text: string, more: Partial<LogFrame> = {}): LogFrame {
  const bytes = Buffer.from(text);
  return { stream, offset, bytes, marks: [], crc32c: crc32c(bytes), ...more };
}
