import type { ClusterCreate } from '@trainyard/contracts/cluster';
import type { Text } from '@trainyard/contracts/texts';

/** Where nodes come from. Every kind starts the same agent; control knows only this. */
export interface Provisioner {
  readonly kind: string;
  /** Nodes that may be made or taken away at once. */
  readonly parallel: number;
  /**
   * Which of these settings its nodes do not get as they are written, and what they get instead: stated, not guessed. What is not named
   * here is honoured. The answer may change as nodes are made: it is asked again then.
   */
  notes(settings: NodeSettings): Text[];
  /**
   * Makes a node and starts its agent; may take minutes. Asking again for the same node while it lives changes nothing. Throws a
   * {@link ProvisionFailure} where it can say of which kind the trouble is.
   */
  provision(request: NodeRequest): Promise<void>;
  /** Takes a node away with all it left: processes, directories. A node that is gone already is no error. */
  release(nodeUid: string): Promise<void>;
  /** Proves that nothing of the node runs any more, killing what does. `cannot`: no such proof is to be had. */
  fence(nodeUid: string): Promise<'fenced' | 'cannot'>;
  /**
   * Ends everything of a node at once and without asking, as the owner of a low-priority machine does when its notice is over. What it
   * left stays until it is released. Throws when something of it lives on.
   */
  reclaim(nodeUid: string): Promise<void>;
  /** Starts the agent of a living node again after it died alone; its tasks are adopted. */
  revive(request: NodeRequest): Promise<void>;
  /** What exists now, by node uid. */
  observe(): Promise<ObservedNode[]>;
  /** Calls back as soon as an agent is seen to have ended. Returns the way to stop. */
  onExit(listener: (nodeUid: string, how: string) => void): () => void;
}

/** A node that could not be made. `quota`: there are no more to be had for now; `failed`: something went wrong. */
export class ProvisionFailure extends Error {
  override readonly name = 'ProvisionFailure';
  readonly kind: 'quota' | 'failed';

  constructor(kind: 'quota' | 'failed', message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Settings of a cluster that mean what the kind of its nodes makes of them. Secrets are not in it. */
export type NodeSettings = Pick<
  ClusterCreate,
  'virtualMachineConfiguration' | 'nodeSetup' | 'userAccountSettings' | 'subnet'
>;

export interface NodeRequest {
  nodeUid: string;
  name: string;
  clusterUid: string;
  clusterName: string;
  /** Position in the cluster, unique while the node lives. */
  ordinal: number;
  /** One-time, bound to the node; null when the agent has enrolled already. */
  joinToken: string | null;
  vmSize: string;
  gpus: number;
  /** Nodes of one subnet reach each other, and those of another do not reach them; null: none was named. */
  subnet: string | null;
}

export interface ObservedNode {
  nodeUid: string;
  /** `running`: its agent lives; `ended`: the agent is gone (its tasks may live). */
  agent: 'running' | 'ended';
  /** Where the agent's own output is, for messages. */
  log: string;
}
