import type { RequestHandler } from 'express';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { DiskMeter } from '../keeping/disk-meter.ts';
import type { Read } from '../threads/protocol.ts';

/** What the server counts of itself. */
export interface Metrics {
  registry: Registry;
  /** Measures every request under the name of its operation. */
  timing: RequestHandler;
  events(count: number): void;
  logBytes(bytes: number): void;
  refusedPackets(): void;
}

export interface MetricsPorts {
  read: Read;
  disk: DiskMeter;
  sockets(): { live: number; fleet: number };
  monotonic(): number;
}

/** No collection by timers: gauges are read when somebody asks, an idle server stays idle. */
export function createMetrics({ read, disk, sockets, monotonic }: MetricsPorts): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const durations = new Histogram({
    name: 'trainyard_http_request_seconds',
    help: 'Time to answer, by operation and status.',
    labelNames: ['operation', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
    registers,
  });
  const events = new Counter({ name: 'trainyard_events_total', help: 'Events committed since the start.', registers });
  const bytes = new Counter({ name: 'trainyard_log_bytes_total', help: 'Log bytes received.', registers });
  const refused = new Counter({ name: 'trainyard_packets_refused_total', help: 'Packets refused.', registers });
  new Gauge({
    name: 'trainyard_sockets',
    help: 'Open connections by door.',
    labelNames: ['door'],
    registers,
    collect() {
      const { live, fleet } = sockets();
      this.set({ door: 'live' }, live);
      this.set({ door: 'fleet' }, fleet);
    },
  });
  new Gauge({
    name: 'trainyard_resident_memory_bytes',
    help: 'Memory of the server process.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  countObjects(read, registers);
  countDisk(disk, registers);
  return {
    registry,
    timing(_req, res, next) {
      const start = monotonic();
      res.once('close', () => {
        const labels = { operation: res.locals.operation ?? 'other', status: String(res.statusCode) };
        durations.observe(labels, (monotonic() - start) / 1000);
      });
      next();
    },
    events: (count) => events.inc(count),
    logBytes: (count) => bytes.inc(count),
    refusedPackets: () => refused.inc(),
  };
}

function countObjects(read: Read, registers: Registry[]): void {
  for (const kind of ['nodes', 'jobs'] as const) {
    new Gauge({
      name: `trainyard_${kind}`,
      help: `Number of ${kind} by state.`,
      labelNames: ['state'],
      registers,
      async collect() {
        this.reset();
        const counted = await read('counts', {});
        for (const [state, count] of Object.entries(counted[kind])) this.set({ state }, count);
      },
    });
  }
}

function countDisk(disk: DiskMeter, registers: Registry[]): void {
  new Gauge({
    name: 'trainyard_workspace_disk_bytes',
    help: "Bytes of the server's disk by workspace and kind, counted every few minutes.",
    labelNames: ['workspace', 'kind'],
    registers,
    async collect() {
      this.reset();
      for (const { ref, use } of await disk.all()) {
        const { countedAt: _, ...kinds } = use;
        for (const [kind, bytes] of Object.entries(kinds)) this.set({ workspace: ref, kind }, bytes);
      }
    },
  });
}
