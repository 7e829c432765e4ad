import { realpathSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { openArchive } from '@trainyard/archive/archive';
import { controllerActor } from '@trainyard/contracts/actors';
import { codeFilesMost } from '@trainyard/contracts/code-limits';
import { findMachineGpus } from '@trainyard/provisioners/local/machine-gpus';
import type { Clock } from '@trainyard/runtime/clock';
import type { Ids } from '@trainyard/runtime/ids';
import { createLogger, type Logger } from '@trainyard/runtime/node/logger';
import { systemClock, systemIds } from '@trainyard/runtime/node/system';
import { openVault } from '@trainyard/runtime/node/vault';
import type { Server as SocketServer } from 'socket.io';
import { createAuthenticator } from './access/authenticate.ts';
import { createKnownPlaces } from './access/known-places.ts';
import { createKnownTokens } from './access/known-tokens.ts';
import { hostRule } from './access/origin.ts';
import { createThrottle } from './access/throttle.ts';
import { type Channels, createChannels } from './channels/channels.ts';
import type { ServerConfig } from './config.ts';
import type { Doors } from './doors.ts';
import { startReadingFailures } from './families/read-failures.ts';
import { knownHostsIn } from './files/known-hosts.ts';
import { createTrees } from './files/trees.ts';
import { type FleetDoor, openFleetDoor } from './fleet/fleet-door.ts';
import { GpuTimeBook } from './gpu-time/gpu-time-book.ts';
import { createApp } from './http/app.ts';
import { createMetrics } from './http/metrics.ts';
import { type PortalBuild, portalBuild } from './http/portal/portal-build.ts';
import { changesDisk, createDiskMeter } from './keeping/disk-meter.ts';
import { startHousekeeping } from './keeping/housekeeping.ts';
import { startSweeps } from './keeping/sweep.ts';
import { createEventHub, type EventHub } from './live/event-hub.ts';
import { HeatHub } from './live/heat-hub.ts';
import { openLiveDoor } from './live/live-door.ts';
import { createOpenConnections, type OpenConnections } from './live/open-connections.ts';
import { createSeriesHub, type SeriesHub } from './live/series-hub.ts';
import { LogSearcher } from './logs/log-searcher.ts';
import { createServiceDoor } from './services/service-door.ts';
import { servicesHostOf } from './services/service-hosts.ts';
import { createServiceSessions, type ServiceSessions } from './services/service-sessions.ts';
import { createSockets } from './sockets.ts';
import { administratorAtStart, ensureAdministrator, signInLink } from './start/administrator.ts';
import { agentCommand } from './start/agent-command.ts';
import { type Home, prepareHome, writePrivate } from './start/home.ts';
import { takeHome } from './start/home-lock.ts';
import { type Listening, listen } from './start/listen.ts';
import { openLogFile } from './start/log-file.ts';
import { portalDirectory } from './start/portal-directory.ts';
import { isNew, quickStart, quickStartPage } from './start/quickstart.ts';
import { type Closing, closeAll } from './start/stop.ts';
import { openThreads, type Threads } from './threads/open-threads.ts';
import { startVitals } from './vitals/start-vitals.ts';
import { VitalsBook } from './vitals/vitals-book.ts';

export interface ServerOptions {
  config: ServerConfig;
  /** Address of the entry point: workers and the agent lie beside it. */
  base: string;
  /** What people should read although they did not ask: warnings and worse. */
  complain(text: string): void;
  clock?: Clock;
  ids?: Ids;
  /** Program and arguments of an agent, where it is not ours. */
  agentCommand?: readonly string[];
  /** Folder of the built portal, where it is not the one beside ours. */
  portal?: string;
  /** Told when the server cannot go on. */
  onFailure(error: Error): void;
}

export interface RunningServer {
  url: string;
  /** Signs one browser in, once. */
  link: string;
  home: Home;
  /** For tests that walk what is served. */
  inside: { app: ReturnType<typeof createApp>; io: SocketServer; doors: Doors; hub: EventHub; fleet: FleetDoor };
  /** Refuses what is new, ends connections, stores everything. Agents and jobs go on. */
  close(): Promise<void>;
}

/** Puts everything together and starts it. Throws StartError, or NewerDatabase by name. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config } = options;
  const home = prepareHome(config.home);
  const closing: Closing[] = [];
  closing.push(takeHome(home.lock));
  try {
    return await startIn(home, closing, options);
  } catch (error) {
    await closeAll(closing);
    throw error;
  }
}

async function startIn(home: Home, closing: Closing[], options: ServerOptions): Promise<RunningServer> {
  const { config, base, clock = systemClock, ids = systemIds } = options;
  const logFile = openLogFile(home.logs, options.complain);
  closing.push(() => logFile.close());
  const logger: Logger = createLogger('server', config.logLevel, logFile);
  const listening = await listen(config);
  closing.push(() => endHttp(listening));

  const threads = await openThreads(base, {
    database: home.database,
    vaultFile: home.vaultKey,
    storageHome: home.storage,
    logLevel: config.logLevel,
    codeBytesMost: config.codeBytesMost,
    local: {
      root: home.nodes,
      serverUrl: listening.url,
      agentCommand: options.agentCommand ?? agentCommand(base),
      machineGpus: await findMachineGpus(config.nvidiaSmi),
      surroundings: config.surroundings,
      containers: config.containers,
      nvidiaSmi: config.nvidiaSmi,
    },
    fileServers: { root: home.fileServers, serverHost: config.host, path: config.surroundings.PATH },
  });
  closing.push(() => threads.end());
  threads.onLog((line) => logFile.write(line));
  const archive = await openArchive({ dir: home.archive, clock });
  closing.push(() => archive.close());

  const { execute } = threads;
  const places = createKnownPlaces(threads.read);
  threads.onEvents((events) => places.onEvents(events));
  const { read } = places;
  const hub = createEventHub(threads.seq);
  const tokens = createKnownTokens(read);
  threads.onEvents((events) => tokens.onEvents(events));
  const channels = createChannels({ execute, ids, logger, clock });
  const sessions = createServiceSessions({ execute, ids, clock, logger });
  threads.onEvents((events) => sessions.onEvents(events));
  const services = createServiceDoor({ servicesHost: servicesHostOf(config), sessions, channels });
  listening.divert(services);
  const trees = createTrees({
    execute,
    read,
    archive,
    home: { dir: home.dir, real: realpathSync(home.dir) },
    knownHosts: knownHostsIn(home.cache),
  });
  const disk = createDiskMeter({ read, archive, clock, logger });
  const gpuTime = new GpuTimeBook({ series: archive.series, read, clock });
  const portal = portalBuild(options.portal ?? portalDirectory(base));
  const doors: Doors = {
    portal,
    trees,
    // Its key is there: control made it when there was none.
    vault: openVault(home.vaultKey),
    services,
    disk,
    vitals: new VitalsBook(),
    gpuTime,
    seq: () => hub.seq,
    logSearcher: new LogSearcher(archive.logs, clock),
    codeLimits: { files: codeFilesMost, bytes: config.codeBytesMost },
    execute,
    read,
    archive,
    home,
    clock,
    ids,
    logger,
    authenticate: createAuthenticator(tokens, read, clock),
    hosts: hostRule([config.host, hostname()]),
    throttle: createThrottle(clock),
  };
  const open = createOpenConnections(clock);
  const state = { ready: false };
  const series = createSeriesHub();
  series.overhear((frames) => gpuTime.hear(frames));
  const { app, io, fleet, endBeat } = openDoors({
    doors,
    hub,
    series,
    open,
    threads,
    listening,
    config,
    portal,
    state,
    channels,
    sessions,
  });
  closing.push(endBeat);
  threads.onDesired(({ nodeUid, desired }) => fleet.wants(nodeUid, desired));
  closing.push(keepArchive({ hub, doors, file: home.housekeeping }));
  const vitals = startVitals({ ...doors, book: doors.vitals, hub, series, logs: archive.logs });
  closing.push(() => vitals.stop());
  const failures = startReadingFailures({ hub, execute, read, archive, clock, logger });
  closing.push(async () => {
    failures.stop();
    await failures.settled();
  });

  const fresh = await isNew(read);
  const tokenUid = await ensureAdministrator(doors, home, config.adminToken);
  await execute('channel.closeAll', { why: { code: 'ShuttingDown', params: {} } }, controllerActor('start'));
  await threads.start();
  listening.serve(app);
  if (fresh && config.quickstart)
    await quickStart(doors, administratorAtStart(tokenUid), { base, cacheDir: home.cache });
  const link = await signInLink(execute, listening.url, tokenUid, await quickStartPage(read));
  writePrivate(home.serverJson, `${JSON.stringify({ url: listening.url, pid: process.pid })}\n`);
  state.ready = true;
  logger.info({ url: listening.url }, 'the server serves');
  void threads.failed.then((error) => {
    if (error === undefined) return;
    state.ready = false;
    logger.fatal({ err: error }, 'a thread ended');
    options.onFailure(error);
  });
  closing.push(async () => {
    state.ready = false;
    rmSync(home.serverJson, { force: true });
    logger.info({}, 'the server stops');
    const ended = endHttp(listening);
    sessions.close();
    endSockets(io, fleet);
    await ended;
  });
  return { url: listening.url, link, home, inside: { app, io, doors, hub, fleet }, close: () => closeAll(closing) };
}

/** Keeps the archive to what the database names, and counts it. */
function keepArchive({ hub, doors, file }: { hub: EventHub; doors: Doors; file: string }): Closing {
  const { execute, read, archive, clock, logger, disk } = doors;
  const onCleared = () => disk.changed();
  hub.on((events) => {
    if (events.some(({ type }) => changesDisk.has(type))) disk.changed();
  });
  const parts = [
    startHousekeeping({ hub, read, archive, clock, logger, file, onCleared }),
    startSweeps({ execute, read, archive, clock, logger, onCleared }),
  ];
  return async () => {
    for (const part of parts) part.stop();
    for (const part of parts) await part.settled();
  };
}

interface DoorPorts {
  doors: Doors;
  hub: EventHub;
  series: SeriesHub;
  open: OpenConnections;
  threads: Threads;
  listening: Listening;
  config: ServerConfig;
  portal: PortalBuild;
  state: { ready: boolean };
  channels: Channels;
  sessions: ServiceSessions;
}

/** The doors themselves: HTTP, people's sockets, agents' sockets. */
function openDoors(ports: DoorPorts) {
  const { doors, hub, series, open, threads, listening, config, portal, state, channels, sessions } = ports;
  const io = createSockets(listening.inner, doors.hosts);
  const metrics = createMetrics({
    read: doors.read,
    disk: doors.disk,
    monotonic: () => doors.clock.monotonic(),
    sockets: () => ({ live: open.size, fleet: fleet.size }),
  });
  threads.onEvents((events) => {
    metrics.events(events.length);
    open.onEvents(events);
    hub.publish(events);
  });
  const count = { logBytes: metrics.logBytes, refused: metrics.refusedPackets };
  const fleet = openFleetDoor(io.of('/fleet'), { ...doors, hub, series, channels, count });
  const endBeat = openLiveDoor(io.of('/live'), {
    ...doors,
    hub,
    series,
    heat: new HeatHub(series, doors.clock),
    relay: channels,
    build: () => portal.id(),
    admitted(socket, credentials) {
      const forget = open.add(credentials, () => socket.disconnect(true));
      socket.on('disconnect', forget);
    },
  });
  const app = createApp({
    doors,
    fleet,
    metrics,
    metricsOpen: config.metricsOpen,
    portal,
    ready: async () => state.ready && (await threads.answers()),
    onSessionClosed(hash) {
      open.closeSession(hash);
      sessions.closeSession(hash);
    },
  });
  return { app, io, fleet, endBeat };
}

function endSockets(io: SocketServer, fleet: FleetDoor): void {
  fleet.stop();
  io.disconnectSockets(true);
  io.engine.close();
}

/** Requests under way may end within two seconds; who is idle or slow is cut. */
async function endHttp({ server }: Listening): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const late = setTimeout(() => server.closeAllConnections(), 2_000);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
