import { parse } from '@trainyard/contracts/parse';
import { reservationCreate } from '@trainyard/contracts/reservation';
import { expect, test } from 'vitest';
import { readReservation } from './reservation-draft.ts';

const draft = { name: 'spring-clean', nodes: '2', workspace: '', from: '', to: '' };
const now = Date.parse('2026-11-26T02:00:00Z');

test('what is typed becomes what the contract takes', () => {
  const read = readReservation(
    { ...draft, workspace: 'vision', from: '2026-11-26T10:00', to: '2026-11-26T12:30' },
    now,
  );
  if ('faults' in read) throw new Error('it is refused');
  expect(parse(reservationCreate, read.body)).toMatchObject({ name: 'spring-clean', nodeCount: 2 });
  expect(Date.parse(read.body.to ?? '') - Date.parse(read.body.from ?? '')).toBe(2.5 * 3_600_000);
  expect(readReservation(draft, now)).toEqual({ body: { name: 'spring-clean', nodeCount: 2 } });
});

test('what cannot be is told at its question', () => {
  expect(readReservation({ ...draft, name: 'a b', nodes: '0', to: '2020-01-01T00:00' }, now)).toEqual({
    faults: { name: true, nodes: true, to: true },
  });
});
