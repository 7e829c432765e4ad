import type { StartChance, StartForecast } from '@trainyard/contracts/standing';

/** A job's newest forecast, whole: it is told in an event only when it moved, and its curve never. */
export interface LatestForecast {
  forecast: StartForecast;
  curve: StartChance[];
}

/** The newest forecasts of waiting jobs, in memory alone: as many as the heads of the queues hold, and gone with the process. */
export class LatestForecasts {
  readonly #byCluster = new Map<string, ReadonlyMap<string, LatestForecast>>();

  /** Replaces those of a cluster, by uid of the job. */
  set(clusterUid: string, byJob: ReadonlyMap<string, LatestForecast>): void {
    if (byJob.size > 0) this.#byCluster.set(clusterUid, byJob);
    else this.#byCluster.delete(clusterUid);
  }

  of(clusterUid: string, jobUid: string): LatestForecast | undefined {
    return this.#byCluster.get(clusterUid)?.get(jobUid);
  }
}
