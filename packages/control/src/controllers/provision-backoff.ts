import { reason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { ProvisionFailure } from '@trainyard/provisioners/port';

/** First wait of a cluster whose provisioner failed, and the longest: then it is asked every five minutes, by one node. */
const firstMs = 2_000;
const mostMs = 300_000;

interface Trouble {
  failures: number;
  /** ms since 1970 until when nothing is asked. */
  until: number;
  quota: boolean;
  why: string;
  /** Nodes that were made in the round that failed. */
  got: number;
  /** The node that tries for all others, once the wait is over. */
  probe: string | null;
}

/** Whether more nodes of a cluster are to be had, as far as its provisioner has said. In memory: after a restart it is simply asked again. */
export class ProvisionBackoff {
  readonly #troubles = new Map<string, Trouble>();
  /** Nodes made since the last failure, of clusters without trouble. */
  readonly #got = new Map<string, number>();

  /** ms to wait before a node may be asked for; 0 when it may be asked for now, and the caller must tell how it went. */
  waitFor(clusterUid: string, nodeUid: string, now: number): number {
    const trouble = this.#troubles.get(clusterUid);
    if (!trouble) return 0;
    if (now < trouble.until) return trouble.until - now;
    trouble.probe ??= nodeUid;
    return trouble.probe === nodeUid ? 0 : firstMs;
  }

  /** True when this ends a trouble. */
  succeeded(clusterUid: string, nodeUid: string): boolean {
    const trouble = this.#troubles.get(clusterUid);
    if (!trouble) {
      this.#got.set(clusterUid, (this.#got.get(clusterUid) ?? 0) + 1);
      return false;
    }
    if (trouble.probe !== nodeUid) {
      trouble.got += 1;
      return false;
    }
    this.forget(clusterUid);
    this.#got.set(clusterUid, 1);
    return true;
  }

  /** Asked together with others that failed, it changes no wait. */
  failed(clusterUid: string, nodeUid: string, error: unknown, now: number): void {
    const before = this.#troubles.get(clusterUid);
    if (before && before.probe !== nodeUid) return;
    const got = this.#got.get(clusterUid) ?? 0;
    const failures = (before?.failures ?? 0) + 1;
    this.#got.delete(clusterUid);
    this.#troubles.set(clusterUid, {
      failures,
      until: now + waitAfter(failures),
      quota: error instanceof ProvisionFailure && error.kind === 'quota',
      why: error instanceof Error ? error.message : String(error),
      got,
      probe: null,
    });
  }

  /** The node that was to try for others is not wanted any more. */
  dropNode(clusterUid: string, nodeUid: string): void {
    const trouble = this.#troubles.get(clusterUid);
    if (trouble?.probe === nodeUid) trouble.probe = null;
  }

  forget(clusterUid: string): void {
    this.#troubles.delete(clusterUid);
    this.#got.delete(clusterUid);
  }

  /** ms since 1970 until when nothing is asked; undefined without trouble. */
  until(clusterUid: string): number | undefined {
    return this.#troubles.get(clusterUid)?.until;
  }

  /** Why no more nodes are to be had: of `wanted` ones `made` are there. Undefined without trouble. */
  why(clusterUid: string, kind: string, { made, wanted }: { made: number; wanted: number }): Text | undefined {
    const trouble = this.#troubles.get(clusterUid);
    if (!trouble) return undefined;
    const { failures, quota, why, got } = trouble;
    // The count makes each failure another text, so that the next try's time is told too.
    if (quota) return reason('scaleQuotaReached', { kind, why, failures });
    if (got > 0 && failures === 1) return reason('scaleGotFewer', { kind, got: made, wanted, why });
    return reason('scaleWaitsForProvisioner', { kind, failures, why, seconds: waitAfter(failures) / 1000 });
  }
}

function waitAfter(failures: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 16));
}
