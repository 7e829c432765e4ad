import { expect, it } from 'vitest';
import { asked, asOptions, quoted, readFilter, withFilter, withoutFilters } from './filters.ts';

const search = new URLSearchParams('state=failed&q=it%20is&exit=137&tab=log&cluster=');

it('reads what is set, and asks the server for it in its own words', () => {
  expect(readFilter(search)).toEqual({ state: 'failed', text: 'it is', exit: '137' });
  expect(asked(readFilter(search))).toEqual({ state: 'failed', text: 'it is', exit: 137 });
});

it('sets and drops filters and leaves the rest of the address', () => {
  expect(withFilter(search, 'owner', 'ada').get('owner')).toBe('ada');
  expect(withFilter(search, 'text', '').has('q')).toBe(false);
  expect(withoutFilters(search).toString()).toBe('tab=log');
});

it('says a filter as a command line does', () => {
  expect(asOptions(readFilter(search))).toBe("--state failed --exit 137 --search 'it is'");
  expect(quoted("it's")).toBe(`'it'\\''s'`);
});
