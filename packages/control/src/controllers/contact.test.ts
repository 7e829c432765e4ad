import { controllerActor } from '@trainyard/contracts/actors';
import { fleetLimits } from '@trainyard/contracts/fleet';
import type { Provisioner } from '@trainyard/provisioners/port';
import { expect, test } from 'vitest';
import { StillWorld, settled, silentMachines } from '../testing/still-world.ts';

const fleet = controllerActor('fleet');

/** A world whose agents end when the test says so, and that notes who is fenced and started again. */
async function withMortals() {
  let exit: (nodeUid: string, how: string) => void = () => {};
  const did: string[] = [];
  const local: Provisioner = {
    ...silentMachines,
    onExit(listener) {
      exit = listener;
      return () => {};
    },
    revive: async () => void did.push('revived'),
    fence: async () => {
      did.push('fenced');
      return 'fenced';
    },
  };
  const world = await new StillWorld({ local }).prepare(1);
  await world.wake();
  const uid = world.nodes()[0]?.uid ?? '';
  // It is in contact: otherwise its silence would count from the start of the control plane.
  await world.writer.run(fleet, (tx) => tx.update('node', uid, { helloAt: tx.now + 1 }, 'node.updated'));
  await settled();
  return { world, uid, did, exit: (how: string) => exit(uid, how) };
}

async function pass(world: StillWorld, ms: number): Promise<void> {
  const until = world.clock.now() + ms;
  await settled();
  while (world.clock.step(until)) await settled();
}

test('an agent whose connection ended before its end was seen has the time of one that died alone', async () => {
  const { world, uid, did, exit } = await withMortals();
  await world.control.execute('node.contactLost', { nodeUid: uid, why: 'transport close' }, fleet);
  await pass(world, 250);
  expect(world.nodes()[0]).toMatchObject({ health: 'silent', reason: { code: 'nodeSilent' } });
  exit('signal SIGKILL');
  await settled();
  expect(world.nodes()[0]).toMatchObject({ reason: { code: 'nodeAgentDied', params: { how: 'signal SIGKILL' } } });
  expect(did).toEqual(['revived']);
  await pass(world, fleetLimits.returnMs - 500);
  expect(did).toEqual(['revived']);
  await pass(world, 500);
  expect(did).toEqual(['revived', 'fenced']);
});

test('one that lives and is cut off is fenced sooner', async () => {
  const { world, uid, did } = await withMortals();
  await world.control.execute('node.contactLost', { nodeUid: uid, why: 'no word' }, fleet);
  await pass(world, 2_000);
  expect(did).toEqual(['fenced']);
});
