import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import type { Attempt } from '@trainyard/contracts/attempt';
import type { Node } from '@trainyard/contracts/node';
import { useEffect, useState } from 'react';
import { connection } from './connection.ts';
import { followed } from './followed.ts';
import { type KnownNodes, type PageFreshness, pageFreshness } from './stale-nodes.ts';

const nothing: PageFreshness = { current: 0, stale: [], simulatedGpus: 0 };

/** How current the nodes are that this page follows, looked at once a second; renders only when that changes. */
export function useStaleNodes(): PageFreshness {
  const queries = useQueryClient();
  const [found, setFound] = useState(nothing);
  useEffect(() => {
    const look = () => {
      if (document.hidden) return;
      const next = followed.size === 0 ? nothing : pageFreshness(followed, knownIn(queries), connection.now());
      setFound((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
    };
    look();
    const timer = setInterval(look, 1_000);
    return () => clearInterval(timer);
  }, [queries]);
  return found;
}

/** What the answers in the cache say of nodes. */
function knownIn(queries: QueryClient): KnownNodes {
  const names = new Map<string, string>();
  const [here, busy, named] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const simulated = new Map<string, string[]>();
  let listed = false;
  for (const [, attempts] of queries.getQueriesData<Attempt[]>({ queryKey: ['attempts'] })) {
    for (const { phase, tasks } of Array.isArray(attempts) ? attempts : []) {
      for (const { node } of tasks) {
        names.set(node.uid, node.name);
        named.add(node.uid);
        if (phase !== 'ended') busy.add(node.uid);
      }
    }
  }
  for (const [, nodes] of queries.getQueriesData<Node[]>({ queryKey: ['nodes'] })) {
    if (!Array.isArray(nodes)) continue;
    listed = true;
    for (const { uid, name, found } of nodes) {
      names.set(uid, name);
      here.add(uid);
      const some = (found?.gpus ?? []).flatMap((gpu) => (gpu.simulated ? [gpu.uuid] : []));
      if (some.length > 0) simulated.set(uid, some);
    }
  }
  return {
    names,
    simulated: (uid) => simulated.get(uid) ?? [],
    isOver: (uid, kind) => (kind === 'job' ? named.has(uid) && !busy.has(uid) : listed && !here.has(uid)),
  };
}
