import type { Job } from '@trainyard/contracts/job';
import { describe, expect, it } from 'vitest';
import { asked, matchesText, narrowest, readFilter, withFilter, withoutFilters } from './filters.ts';

const job = (name: string, executionState: string, cluster = 'atlas', experiment = 'vision') =>
  ({ name, executionState, experiment, cluster: { name: cluster } }) as unknown as Job;

describe('the filter in the URL', () => {
  it('is read and written, and leaves other parameters', () => {
    const search = new URLSearchParams('sort=-name&state=running&q=vit');
    expect(readFilter(search)).toEqual({ state: 'running', text: 'vit' });
    expect(withFilter(search, 'cluster', 'atlas').toString()).toBe('sort=-name&state=running&q=vit&cluster=atlas');
    expect(withFilter(search, 'text', '').toString()).toBe('sort=-name&state=running');
    expect(withoutFilters(search).toString()).toBe('sort=-name');
  });
  it('sends the server what it understands', () => {
    expect(asked({ state: 'running', text: 'vit' })).toEqual({ state: 'running' });
  });
  it('looks for text without case, in the job and its experiment', () => {
    expect(matchesText(job('ViT-L16', 'running'), 'vit')).toBe(true);
    expect(matchesText(job('a', 'running'), 'VIS')).toBe(true);
    expect(matchesText(job('a', 'running'), 'x')).toBe(false);
  });
});

describe('narrowest', () => {
  const jobs = [job('a', 'running'), job('b', 'failed'), job('c', 'failed', 'cedar')];
  it('is the filter whose loss shows the most', () => {
    expect(narrowest(jobs, { state: 'queued', cluster: 'atlas' })).toEqual({ key: 'state', count: 2 });
    expect(narrowest(jobs, { state: 'failed', text: 'zzz' })).toEqual({ key: 'text', count: 2 });
  });
  it('is none when no single filter is to blame', () => {
    expect(narrowest(jobs, { state: 'queued', cluster: 'gone' })).toBeUndefined();
    expect(narrowest([], { state: 'queued' })).toBeUndefined();
  });
});
