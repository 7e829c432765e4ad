import type { DesiredNode, NodeReport } from '@trainyard/contracts/fleet';
import { reason } from '@trainyard/contracts/reasons';
import { type NodeSetupPort, setUpNode } from './node-setup.ts';
import { mirrorSetupLogs } from './node-setup-logs.ts';
import type { NodeVolumes } from './volumes/node-volumes.ts';

export interface ReadinessPort {
  setup: NodeSetupPort;
  volumes: NodeVolumes;
  /** Looks for an engine, which a set-up task may have installed; answers whether one was found that was not there. */
  findEngine(): Promise<boolean>;
  /** The report changed. */
  onChange(): void;
  /** A round came to its end. `foundEngine`: the server has to hear of it. */
  onDone(foundEngine: boolean): void;
  warn(why: string): void;
  error(error: unknown, what: string): void;
}

/** Makes a node ready for tasks: its volumes, then its set-up task. A round is begun anew when one of the two is wanted otherwise. */
export class NodeReadiness {
  readonly #port: ReadinessPort;
  #key: string | undefined;
  #round = new AbortController();
  report: NodeReport = { phase: 'setup', reason: null };

  constructor(port: ReadinessPort) {
    this.#port = port;
  }

  /** Something else is wanted than what was begun last. */
  isDue(node: DesiredNode): boolean {
    return keyOf(node) !== this.#key;
  }

  /** Whether a round would disturb tasks that are there. */
  disturbs({ volumes = [] }: DesiredNode): boolean {
    return this.#key !== undefined || !this.#port.volumes.areAll(volumes);
  }

  begin(node: DesiredNode): void {
    this.stop();
    this.#key = keyOf(node);
    this.#round = new AbortController();
    const signal = AbortSignal.any([this.#port.setup.signal, this.#round.signal]);
    void this.#run(node, signal);
  }

  /** Tries no longer. */
  stop(): void {
    this.#round.abort(new Error('the node is wanted otherwise'));
  }

  say(report: NodeReport): void {
    this.report = report;
    this.#port.onChange();
  }

  async #run(node: DesiredNode, signal: AbortSignal): Promise<void> {
    const { setup, name } = node;
    const asked = node.round ?? setup?.round;
    const round = asked === undefined ? {} : { round: asked };
    this.say({ phase: 'setup', reason: null, ...round });
    let result: NodeReport;
    try {
      await this.#bringVolumes(node, round, signal);
      result = await setUpNode(this.#port.setup, setup);
    } catch (error) {
      if (signal.aborted) return;
      this.#port.error(error, 'the set-up task could not run');
      const why = (error as Error).message;
      result = { phase: 'failed', reason: reason('stepFailed', { step: 'set-up', node: name, why }) };
    }
    const foundEngine = setup !== null && (await this.#port.findEngine());
    if (signal.aborted) return;
    const { node: variables, nodeHome, clock } = this.#port.setup;
    const of = { node: variables, nodeHome, clock, volumes: this.#port.volumes.all };
    await mirrorSetupLogs(setup, { ...of, name, warn: (why) => this.#port.warn(why) });
    if (signal.aborted) return;
    this.say({ ...result, ...round });
    this.#port.onDone(foundEngine);
  }

  /** Tries until all are there: what keeps one away is told meanwhile, and the node takes no work. */
  async #bringVolumes({ volumes = [] }: DesiredNode, round: { round?: number }, signal: AbortSignal): Promise<void> {
    let failed = false;
    await this.#port.volumes.bring(volumes, signal, (why) => {
      failed = true;
      this.say({ phase: 'failed', reason: why, ...round });
    });
    if (failed) this.say({ phase: 'setup', reason: null, ...round });
  }
}

function keyOf({ setup, volumes = [], round = setup?.round }: DesiredNode): string {
  return JSON.stringify([setup, volumes, round]);
}
