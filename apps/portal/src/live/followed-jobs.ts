/** Jobs that a person follows in a workspace, newest last, kept in this browser; every part of the page sees a change at once, other tabs too. */
import { useMemo, useSyncExternalStore } from 'react';

export interface FollowedJob {
  experiment: string;
  name: string;
}

/** More would push out what the rail is for: the oldest goes. */
export const followedMost = 8;
const keyOf = (workspace: string) => `trainyard.followed.${workspace}`;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

/** Reads what is kept; of anything else than a list of jobs nothing is left. */
export function readFollowed(text: string | null): FollowedJob[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept
      .filter((one) => typeof one?.experiment === 'string' && typeof one?.name === 'string')
      .map(({ experiment, name }: FollowedJob) => ({ experiment, name }))
      .slice(-followedMost);
  } catch {
    return [];
  }
}

const same = (a: FollowedJob, b: FollowedJob): boolean => a.experiment === b.experiment && a.name === b.name;

/** The list with a job put last, or without it. */
export function withFollowed(list: readonly FollowedJob[], job: FollowedJob, on: boolean): FollowedJob[] {
  const rest = list.filter((one) => !same(one, job));
  return on ? [...rest, { experiment: job.experiment, name: job.name }].slice(-followedMost) : rest;
}

export function follow(workspace: string, job: FollowedJob, on: boolean): void {
  const key = keyOf(workspace);
  localStorage.setItem(key, JSON.stringify(withFollowed(readFollowed(localStorage.getItem(key)), job, on)));
  for (const listener of listeners) listener();
}

export function useFollowed(workspace: string): FollowedJob[] {
  const text = useSyncExternalStore(subscribe, () => localStorage.getItem(keyOf(workspace)));
  return useMemo(() => readFollowed(text), [text]);
}

export const useFollows = (workspace: string, job: FollowedJob): boolean =>
  useFollowed(workspace).some((one) => same(one, job));
