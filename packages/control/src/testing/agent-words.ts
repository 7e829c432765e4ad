import type { Actor } from '@trainyard/contracts/actors';
import type { Hello } from '@trainyard/contracts/fleet';

/** An agent that is played: what it says is as a real one's, but it has no machine. */
export function agentActor(nodeUid: string): Actor {
  return { kind: 'agent', id: nodeUid, name: nodeUid, via: 'fleet' };
}

/** Its first words; `wallMs` is what its clock shows. */
export function helloOf(nodeUid: string, wallMs: number): Omit<Hello, 'signature'> {
  return {
    nodeUid,
    protocol: { min: 1, max: 1 },
    agentVersion: '0',
    bootId: 'boot',
    pid: 1,
    monotonicMs: 0,
    wallMs,
    capabilities: { executors: ['process'], isolation: [], gpuSource: 'simulated' },
    found: { vcpus: 6, memoryBytes: 1, gpus: [], hostname: 'h', os: 'played' },
    address: '127.0.0.1',
    ports: { from: 20_000, to: 29_999 },
  };
}
