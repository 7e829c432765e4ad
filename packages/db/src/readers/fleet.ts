import type { Fence } from '@trainyard/contracts/attempt';
import type { AttemptPhase } from '@trainyard/contracts/lifecycles';
import type { ReadDb } from './read-db.ts';

export interface NodeKey {
  name: string;
  workspaceUid: string;
  clusterUid: string;
  /** Ed25519, SPKI DER in base64url; null before the agent enrolled. */
  publicKey: string | null;
}

/** What an agent's proof is checked against. */
export function nodeKey(db: ReadDb, { nodeUid }: { nodeUid: string }): NodeKey | null {
  const sql = `SELECT nodes.name, nodes.workspaceUid, nodes.clusterUid, agentKeys.publicKey FROM nodes
    LEFT JOIN agentKeys ON agentKeys.nodeUid = nodes.uid WHERE nodes.uid = ?`;
  return (db.statement(sql).get(nodeUid) as NodeKey | undefined) ?? null;
}

export interface FencedTask {
  nodeUid: string;
  phase: AttemptPhase;
  /** Number of the unit's newest attempt. */
  newest: number;
}

/** The task of a fence; null when there is none, or none any more. */
export function fencedTask(db: ReadDb, { job, unit, attempt, task }: Fence): FencedTask | null {
  const sql = `SELECT tasks.nodeUid, tasks.phase, units.attempts AS newest FROM tasks
    JOIN units ON units.jobUid = tasks.jobUid AND units."index" = tasks.unit
    WHERE tasks.jobUid = ? AND tasks.unit = ? AND tasks.attempt = ? AND tasks."index" = ?`;
  return (db.statement(sql).get(job, unit, attempt, task) as FencedTask | undefined) ?? null;
}
