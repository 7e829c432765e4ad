import type { StartChance, StartForecast } from '@trainyard/contracts/standing';
import type { AttemptRow, JobRow } from '@trainyard/db/entities';
import type { Rows } from '@trainyard/db/rows';
import { Calibration } from '@trainyard/scheduler/calibration';
import type { ForecastOptions, UnitForecast } from '@trainyard/scheduler/forecast';
import type { SchedulerUnit } from '@trainyard/scheduler/interface';
import { RunTimes } from '@trainyard/scheduler/run-times';
import { toolkitOf } from '@trainyard/toolkits/registry';

/** Newest attempts that are looked at after a start, ended or not: about 2,000 that ended, read in a tenth of a second. */
const attemptsMost = 3_000;
/** Rows read between two yields. */
const readAtOnce = 50;
/** Of a command so much tells it from others. */
const commandMost = 512;
/** Jobs whose likenesses are remembered. */
const rememberedMost = 5_000;

/** The head of a queue whose starts are forecast: nobody plans by his place behind two hundred others. */
const queueMost = 200;
const futures = 24;
const horizonMs = 30 * 86_400_000;
/** A node that takes longer to come will not come. */
const arrivalMostMs = 3_600_000;
/** Jobs stop within their own grace, which is seconds. */
const graceMs = 10_000;
/** First guess of how long a node takes, until some came: this machine's are processes, others boot. */
const arrivalGuessMs = { local: 3_000, elsewhere: 180_000 };

/** What past runs taught: how long jobs like these run, how long nodes take to come, and how far off forecasts were. */
export class Experience {
  readonly #rows: Rows;
  readonly #runTimes = new RunTimes();
  readonly #arrivals = new RunTimes();
  readonly #middle = new Calibration(0.5);
  readonly #late = new Calibration(0.9);
  readonly #likenesses = new Map<string, readonly string[]>();

  constructor(rows: Rows) {
    this.#rows = rows;
    this.#arrivals.learn(['local'], arrivalGuessMs.local);
    this.#arrivals.learn(['elsewhere'], arrivalGuessMs.elsewhere);
  }

  /** Learns from the attempts that the database holds, oldest first. Yields between rows. */
  *recall(): Generator<void, void> {
    const newest = this.#rows.query('attempt', `ORDER BY uid DESC LIMIT ${attemptsMost}`).reverse();
    for (const [at, attempt] of newest.entries()) {
      if (at % readAtOnce === 0) yield;
      this.learnRun(attempt);
    }
  }

  /** An attempt ended. Those that were stopped, lost or pre-empted say nothing about how long such a job runs. */
  learnRun({ jobUid, outcome, endedAt, phaseTimes }: AttemptRow): void {
    const from = phaseTimes.allocating;
    if (endedAt === null || from === undefined || (outcome !== 'succeeded' && outcome !== 'failed')) return;
    const job = this.#rows.get('job', jobUid);
    if (job) this.#runTimes.learn(this.#likenessesOf(job), Math.max(0, endedAt - from));
  }

  /** A node of a cluster took `ms` from being asked for to being ready. */
  learnArrival(clusterUid: string, ms: number): void {
    this.#arrivals.learn([clusterUid], ms);
  }

  /** A job started for which this had been forecast. All in ms since 1970. */
  learnStart(
    forecast: { madeAt: number; p50: number; p90: number; simulatedP50: number; simulatedP90: number },
    startedAt: number,
  ): void {
    const { madeAt, p50, p90, simulatedP50, simulatedP90 } = forecast;
    const waited = startedAt - madeAt;
    this.#middle.learn(simulatedP50 - madeAt, p50 - madeAt, waited);
    this.#late.learn(simulatedP90 - madeAt, p90 - madeAt, waited);
  }

  /** A simulated forecast as it is told: calibrated by what came of earlier ones. */
  told({ p50, p90, samples }: UnitForecast, now: number): StartForecast {
    const middle = now + this.#middle.apply(p50 - now);
    return { at: now, p50: middle, p90: Math.max(middle, now + this.#late.apply(p90 - now)), samples };
  }

  /**
   * The simulated quantiles of a start as they are told, up to the last that is known. What calibrates p50 and p90 calibrates what lies
   * before and beyond, and between them goes over from the one to the other, so that both lie on the curve.
   */
  curve({ quantiles }: UnitForecast, now: number): StartChance[] {
    let least = now;
    return quantiles.flatMap((at, place) => {
      if (at === Number.POSITIVE_INFINITY) return [];
      const share = (place + 1) / quantiles.length;
      const over = Math.min(1, Math.max(0, (share - 0.5) / 0.4));
      const wait = (1 - over) * this.#middle.apply(at - now) + over * this.#late.apply(at - now);
      least = Math.max(least, Math.round(now + wait));
      return [{ share, at: least }];
    });
  }

  /** When a unit that runs is likely to end: the middle of its like, ms since 1970; null where no run like it is known. */
  endOf(unit: SchedulerUnit, now: number): number | null {
    if (unit.stopping) return now;
    const likenesses = this.#likenessesOfUnit(unit);
    if (unit.startedAt === null || !this.#runTimes.closest(likenesses)) return null;
    const ran = Math.max(0, now - unit.startedAt);
    return unit.startedAt + this.#runTimes.guess(likenesses, 0.5, ran, Math.max(ran, unit.limitMs));
  }

  /** How the starts of a cluster's queue are forecast. */
  forecastOptions(clusterUid: string): ForecastOptions {
    const cluster = this.#rows.get('cluster', clusterUid);
    const place = cluster?.spec.provisioner.kind === 'local' ? 'local' : 'elsewhere';
    return {
      most: queueMost,
      futures,
      horizonMs,
      runTimes: this.#runTimes,
      likenesses: (unit) => this.#likenessesOfUnit(unit),
      arrivals: { times: this.#arrivals, likenesses: [clusterUid, place], mostMs: arrivalMostMs },
      graceMs,
    };
  }

  #likenessesOfUnit({ jobUid, clusterUid, user }: SchedulerUnit): readonly string[] {
    const known = this.#likenesses.get(jobUid);
    if (known) return known;
    const job = this.#rows.get('job', jobUid);
    return job ? this.#likenessesOf(job) : [`user ${user}`, `cluster ${clusterUid}`];
  }

  /** The same command in the same experiment; the same user's jobs of a toolkit; all of the cluster. */
  #likenessesOf({ uid, experimentUid, clusterUid, createdBy, spec }: JobRow): readonly string[] {
    const known = this.#likenesses.get(uid);
    if (known) return known;
    const { field, settings } = toolkitOf(spec);
    const command = JSON.stringify(settings).slice(0, commandMost);
    const likenesses = [`${experimentUid} ${field} ${command}`, `user ${createdBy} ${field}`, `cluster ${clusterUid}`];
    if (this.#likenesses.size >= rememberedMost) this.#likenesses.clear();
    this.#likenesses.set(uid, likenesses);
    return likenesses;
  }
}
