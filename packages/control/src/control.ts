import type { Actor } from '@trainyard/contracts/actors';
import { Fault } from '@trainyard/contracts/errors';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { CommitListener, Tx } from '@trainyard/db/writer';
import { createScheduler } from '@trainyard/scheduler/scheduler';
import type { Command } from './commands/command.ts';
import { commandNamed } from './commands/registry.ts';
import type { ControlPorts } from './context.ts';
import { createCheckpoints } from './controllers/checkpoints.ts';
import { createContact } from './controllers/contact.ts';
import type { Controller, ControllerPorts } from './controllers/controller.ts';
import { createDeletions } from './controllers/deletions.ts';
import { createDependencies } from './controllers/dependencies.ts';
import { createDrains } from './controllers/drains.ts';
import { createFileServers } from './controllers/file-servers.ts';
import { createForecasts } from './controllers/forecasts.ts';
import { createNodes } from './controllers/nodes.ts';
import { ProvisionBackoff } from './controllers/provision-backoff.ts';
import { createPrunings } from './controllers/prunings.ts';
import { createReclaims } from './controllers/reclaims.ts';
import { createReservations } from './controllers/reservations.ts';
import { createScheduling } from './controllers/scheduling.ts';
import { createTerminations } from './controllers/terminations.ts';
import { Experience } from './forecasting/experience.ts';
import { LatestForecasts } from './forecasting/latest-forecasts.ts';
import type { CommandInput, CommandName, CommandResult, Control, DesiredSet } from './interface.ts';
import { decide } from './policies/decide.ts';
import type { QuestionPorts } from './questions/question.ts';
import { questionNamed } from './questions/registry.ts';
import { desiredOf } from './scheduling/desired.ts';

/** Waiting units per cluster that a pass gives reasons to, and starts it makes: what is deeper in the queue hears later. */
const depth = 1_000;
/** After a refused commit controllers look at everything again, but not at once: a full disk would refuse that too, in a loop. */
const againMs = 500;

export interface ControlOptions {
  /** Forecasts of starts are kept for every waiting job. Off unless asked for: simulated worlds would think of little else. */
  forecasts?: boolean;
}

/** Puts the conductor together: commands in, events and desired tasks out, controllers in between. */
export function createControl(ports: ControlPorts, options: ControlOptions = {}): Control {
  const { writer, logger } = ports;
  const eventListeners = new Set<CommitListener>();
  const desiredListeners = new Set<(nodeUid: string, desired: DesiredSet) => void>();
  const controllerPorts: ControllerPorts = { ...ports, change: (actor, work) => writer.run(actor, work) };
  let controllers: Controller[] = [];
  let cancelAgain: (() => void) | undefined;
  const brain = (ports.scheduler ?? createScheduler)({ depth });
  const commandPorts = { ...ports, brain };
  const experience = new Experience(writer.rows);
  const latest = new LatestForecasts();

  writer.onCommit((events, texts) => {
    tellNodes(events);
    for (const listener of eventListeners) listener(events, texts);
    for (const controller of controllers) controller.wake(events);
  });
  writer.onUndone((error) => {
    logger.error({ error }, 'a commit failed; everything since the last one is undone');
    cancelAgain ??= ports.clock.setTimeout(() => {
      cancelAgain = undefined;
      for (const controller of controllers) controller.resync();
    }, againMs);
  });

  return {
    execute: (name, input, actor) => execute(name, input, actor),
    onEvents(listener) {
      eventListeners.add(listener);
      return () => eventListeners.delete(listener);
    },
    onDesired(listener) {
      desiredListeners.add(listener);
      return () => desiredListeners.delete(listener);
    },
    async start() {
      const backoff = new ProvisionBackoff();
      controllers = [
        createScheduling(controllerPorts, brain, backoff),
        createNodes(controllerPorts, backoff),
        createFileServers(controllerPorts),
        createReclaims(controllerPorts),
        createDrains(controllerPorts),
        createReservations(controllerPorts),
        createContact(controllerPorts),
        createTerminations(controllerPorts),
        createDependencies(controllerPorts),
        createDeletions(controllerPorts),
        createCheckpoints(controllerPorts),
        createPrunings(controllerPorts),
        ...(options.forecasts ? [createForecasts(controllerPorts, brain, experience, latest)] : []),
      ];
      for (const controller of controllers) controller.resync();
    },
    async stop() {
      for (const controller of controllers) controller.stop();
      controllers = [];
      cancelAgain?.();
      writer.flush();
    },
  };

  function execute<N extends CommandName>(name: N, input: CommandInput<N>, actor: Actor): Promise<CommandResult<N>> {
    if (questionNamed(name)) return ask(name, input, actor);
    const command: Command<N> | undefined = commandNamed(name);
    if (!command) return Promise.reject(new Error(`there is no command ${name}`));
    const work = (tx: Tx): CommandResult<N> => {
      if (command.locate) {
        const decision = decide(actor, command.verb, command.locate(tx, input));
        if (!decision.allow) throw new Fault(decision.code, decision.params);
      }
      return command.run(tx, input, commandPorts);
    };
    return writer.run<CommandResult<N>>(actor, work as never, { alone: command.alone });
  }

  async function ask<N extends CommandName>(name: N, input: CommandInput<N>, actor: Actor): Promise<CommandResult<N>> {
    const question = questionNamed(name);
    if (!question) throw new Error(`there is no question ${name}`);
    const look: QuestionPorts['look'] = (work) => writer.run(actor, work);
    await look((tx) => {
      const decision = decide(actor, question.verb, question.locate(tx, input));
      if (!decision.allow) throw new Fault(decision.code, decision.params);
      return null;
    });
    return question.answer(input, { ...commandPorts, rows: writer.rows, experience, latest, look }, actor);
  }

  /** Nodes that mount file servers: one of those is elsewhere now. */
  function touchMounting(touched: Set<string>): void {
    for (const { uid, spec } of writer.rows.where('cluster', {})) {
      if (!spec.nodeSetup?.mountVolumes?.fileServers) continue;
      for (const node of writer.rows.where('node', { clusterUid: uid })) touched.add(node.uid);
    }
  }

  /** Agents hear of every change to what they are to do, whole: the difference is the fleet door's. */
  function tellNodes(events: readonly TrainyardEvent[]): void {
    if (desiredListeners.size === 0) return;
    const touched = new Set<string>();
    for (const { subject, type, changed } of events) {
      if (type === 'fileServer.updated' && 'place' in changed) touchMounting(touched);
      else if (type === 'node.updated' || type === 'node.returned') touched.add(subject.uid);
      else if (subject.kind === 'task' && type !== 'task.deleted') {
        const task = writer.rows.get('task', subject.uid);
        if (task) touched.add(task.nodeUid);
      }
    }
    for (const nodeUid of touched) {
      if (!writer.rows.get('node', nodeUid)) continue;
      const desired = desiredOf(writer.rows, nodeUid, events.at(-1)?.seq ?? 0, ports.storageHome);
      for (const listener of desiredListeners) listener(nodeUid, desired);
    }
  }
}
