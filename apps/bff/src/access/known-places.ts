import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { AddressInput, AddressView } from '@trainyard/db/readers/address';
import type { Read } from '../threads/protocol.ts';

/** Experiments at work in one installation, and more; beyond it all go and are read again. */
const placesMost = 1_000;

/**
 * Workspaces and experiments that were named lately: whoever submits one job after the other names the same, and asking the reading thread
 * costs a turn of two threads. An event about any of them forgets them all before the answer of the command that caused it leaves.
 */
export interface KnownPlaces {
  /** As the reading thread answers, which is asked for everything else. */
  read: Read;
  onEvents(events: readonly TrainyardEvent[]): void;
}

export function createKnownPlaces(ask: Read): KnownPlaces {
  let known = new Map<string, AddressView>();

  async function find(input: AddressInput): Promise<AddressView> {
    const key = `${input.workspaceKey} ${input.experimentKey ?? ''}`;
    const held = known.get(key);
    if (held) return held;
    const asked = known;
    const view = await ask('address.find', input);
    const whole = view.workspace && (input.experimentKey === undefined || view.experiment);
    if (!whole) return view;
    // What was read before a change must not outlive it, so it goes into the map of its time.
    if (asked.size >= placesMost) asked.clear();
    asked.set(key, view);
    return view;
  }

  const read = ((name, input) =>
    name === 'address.find' && isPlace(input as AddressInput) ? find(input as AddressInput) : ask(name, input)) as Read;
  return {
    read,
    onEvents(events) {
      if (events.some(({ subject: { kind } }) => kind === 'workspace' || kind === 'experiment')) known = new Map();
    },
  };
}

/** Nothing is named but a workspace, or an experiment in it. */
function isPlace({ jobKey, clusterKey, fileServerKey }: AddressInput): boolean {
  return jobKey === undefined && clusterKey === undefined && fileServerKey === undefined;
}
