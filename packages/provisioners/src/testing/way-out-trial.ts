/**
 * A machine of its own, in namespaces that end with it: an uplink to an outside, a node in a subnet. Prints what either side saw of the other
 * as JSON.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeNetwork } from '@trainyard/contracts/node-network';
import { systemClock } from '@trainyard/runtime/node/system';
import { runProgram } from '../local/network/programs.ts';
import { createLocalProvisioner } from '../local/provisioner.ts';
import { nodeRequest } from './conformance.ts';

const ip = (...words: string[]) => runProgram('/usr/sbin/ip', words);
const outside = ['/usr/sbin/ip', 'netns', 'exec', 'outside'];
/** Tells each who dials from where. */
const listen = `require('net').createServer((s) => { s.on('error', () => {}); s.end(s.remoteAddress) }).listen(4711, '0.0.0.0', () => console.log('up'))`;
const dial = `const s = require('net').connect(4711, process.argv[1]); s.setTimeout(700, () => s.destroy(new Error('silence')));
  s.on('error', (e) => console.log('no: ' + (e.code || e.message))); s.on('data', (d) => console.log('' + d))`;

async function serve(prefix: readonly string[]): Promise<() => void> {
  const [file = '', ...args] = [...prefix, process.execPath, '-e', listen];
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return () => child.kill('SIGKILL');
}

async function ask(prefix: readonly string[], whom: string): Promise<string> {
  const [file = '', ...args] = [...prefix, process.execPath, '-e', dial, whom];
  return (await runProgram(file, args)).trim();
}

// Timers of the clock hold no process.
const hold = setInterval(() => {}, 1_000_000);
await ip('link', 'set', 'lo', 'up');
await ip('netns', 'add', 'outside');
await ip('link', 'add', 'up0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', 'outside');
await ip('addr', 'add', '192.0.2.1/24', 'dev', 'up0');
await ip('link', 'set', 'up0', 'up');
await ip('-n', 'outside', 'addr', 'add', '192.0.2.2/24', 'dev', 'eth0');
await ip('-n', 'outside', 'link', 'set', 'eth0', 'up');
if (process.env.TRIAL_ROUTE !== 'none') await ip('route', 'add', 'default', 'via', '192.0.2.2');

const root = await mkdtemp(join(tmpdir(), 'way-out-'));
const provisioner = createLocalProvisioner({
  root,
  serverUrl: 'http://127.0.0.1:1',
  agentCommand: ['/bin/sleep', '1000'],
  clock: systemClock,
});
const node = nodeRequest(1, { subnet: 'front' });
await provisioner.provision(node);
const network = nodeNetwork.parse(JSON.parse(await readFile(join(root, node.nodeUid, 'network.json'), 'utf8')));
// The outside knows the way to the node, so that only a rule keeps it out.
await ip('-n', 'outside', 'route', 'add', `${network.address}/32`, 'via', '192.0.2.1');
const stops = [await serve(outside), await serve(network.enter)];
const seen = {
  outsideSaw: await ask(network.enter, '192.0.2.2'),
  nodeSaw: await ask(outside, network.address),
  notes: provisioner.notes({ subnet: { id: 'front' } }),
};
for (const stop of stops) stop();
await provisioner.release(node.nodeUid);
await rm(root, { recursive: true });
const rules = await runProgram('/usr/sbin/iptables-save', []).catch(() => '');
const tables = await runProgram('/usr/sbin/nft', ['list', 'tables']).catch(() => '');
const kept = [...rules.split('\n'), ...tables.split('\n')].filter((line) => /tys[0-9a-f]{5}/.test(line));
console.log(JSON.stringify({ ...seen, kept }));
clearInterval(hold);
process.exit(0);
