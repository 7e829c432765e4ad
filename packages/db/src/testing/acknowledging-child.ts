/** Writes tokens without end and prints the name of each that was acknowledged; the test kills it. */
import { controllerActor } from '@trainyard/contracts/actors';
import { openForWriting } from '../open.ts';
import { createWriter } from '../writer.ts';
import { stillClock } from './open-temporary.ts';

const file = process.argv[2];
if (!file) throw new Error('give the database file');
const writer = createWriter(openForWriting(file), { clock: stillClock(), defer: (fn) => setImmediate(fn) });
for (let at = 0; ; at++) {
  const name = `token-${at}`;
  await writer.run(controllerActor('child'), (tx) => {
    const row = { uid: name, path: name, workspaceUid: '', name, hash: name, role: 'reader' as const };
    tx.insert('token', { ...row, scopeUid: null, expiresAt: null, revokedAt: null }, 'token.created');
  });
  process.stdout.write(`${name}\n`);
}
