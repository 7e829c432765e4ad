import { liveLimits } from '@trainyard/contracts/live';
import type { SeriesFrame } from '@trainyard/contracts/series-frame';
import type { Clock } from '@trainyard/runtime/clock';
import { HeatBoard } from './heat-board.ts';
import type { SampledNode, SeriesHub } from './series-hub.ts';

/** How often nodes that say nothing are looked for. */
const forgetEveryMs = 60_000;

/** A cluster as its viewers see it. */
export interface WatchedHeat {
  board: HeatBoard;
  /** ms between the times at which its agents send. */
  every: number;
  leave(): void;
}

/** Newest values of the devices of all clusters: kept whoever looks, so that a map is there with the first answer. */
export class HeatHub {
  readonly #series: SeriesHub;
  readonly #clock: Clock;
  readonly #boards = new Map<string, HeatBoard>();
  #forgetAt = 0;

  constructor(series: SeriesHub, clock: Clock) {
    this.#clock = clock;
    this.#series = series;
    series.overhear((frames, node) => this.#take(node, frames));
  }

  #take({ clusterUid, nodeUid }: SampledNode, frames: readonly SeriesFrame[]): void {
    const now = this.#clock.now();
    this.#board(clusterUid).take(nodeUid, frames, now);
    if (now < this.#forgetAt) return;
    this.#forgetAt = now + forgetEveryMs;
    for (const [uid, board] of this.#boards) {
      board.forget(now);
      if (board.size === 0) this.#boards.delete(uid);
    }
  }

  /** Somebody looks at a cluster: its agents send each second, unless they are too many. */
  watch(clusterUid: string): WatchedHeat {
    const board = this.#board(clusterUid);
    const live = board.size <= liveLimits.heatLiveNodes;
    const leave = live ? this.#series.follow({ of: 'cluster', uid: clusterUid }, () => undefined) : () => undefined;
    return { board, every: live ? liveLimits.heatMs : 10 * liveLimits.heatMs, leave };
  }

  #board(clusterUid: string): HeatBoard {
    let board = this.#boards.get(clusterUid);
    if (board === undefined) {
      board = new HeatBoard();
      this.#boards.set(clusterUid, board);
    }
    return board;
  }
}
