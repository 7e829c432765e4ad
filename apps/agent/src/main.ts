import { createMounter } from '@trainyard/mounts/mounter';
import { createLogger } from '@trainyard/runtime/node/logger';
import { onShutdown } from '@trainyard/runtime/node/shutdown';
import { systemChance, systemClock } from '@trainyard/runtime/node/system';
import { Agent } from './agent.ts';
import { readConfig } from './config.ts';
import { lockNode } from './lock.ts';
import { machineFacts } from './machine-facts.ts';

/** SIGTERM only lets go of the tasks: nothing to wait for. */
const closeMs = 1_000;
/** Timers of the clock do not keep a process alive, so one that does nothing holds the agent while it has no connection. */
const holdMs = 2 ** 30;

async function main(): Promise<void> {
  const config = readConfig();
  const log = createLogger('agent', config.logLevel);
  setInterval(() => {}, holdMs);
  const unlock = await lockNode(config.nodeHome, systemClock);
  const agent = await Agent.start({
    config,
    clock: systemClock,
    chance: systemChance,
    log,
    createFacts: machineFacts,
    mounter: createMounter(),
    onExit(code, why) {
      if (code === 0) log.info({}, why);
      else console.error(`trainyard-agent: ${why}`);
      unlock();
      process.exit(code);
    },
  });
  onShutdown(async () => {
    agent.close();
    unlock();
  }, closeMs);
}

main().catch((error: unknown) => {
  console.error(`trainyard-agent: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
