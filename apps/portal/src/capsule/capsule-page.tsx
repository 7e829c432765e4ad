import type { Artifact } from '@trainyard/contracts/artifact';
import type { Attempt } from '@trainyard/contracts/attempt';
import type { ReadCapsule } from '@trainyard/contracts/capsule';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Job } from '@trainyard/contracts/job';
import type { SeriesAnswer } from '@trainyard/contracts/series-frame';
import { useEffect, useState } from 'react';
import { AttemptsPane } from './attempts-pane.tsx';
import { ChartsPane } from './charts-pane.tsx';
import { CheckLine } from './check-line.tsx';
import { ComparePane } from './compare-pane.tsx';
import { ConfigurationPane, EventsPane, FilesPane, type NodeFacts, NodesPane } from './fact-panes.tsx';
import { HeadPane } from './head-pane.tsx';
import { LeftPane } from './left-pane.tsx';
import { LogPane } from './log-pane.tsx';
import { valuesOf } from './open-capsule.ts';
import css from './page.module.css';

/** What a capsule holds beside its logs. */
export interface CapsuleFacts {
  job: Job | undefined;
  attempts: Attempt[];
  nodes: NodeFacts[];
  files: Artifact[];
  events: TrainyardEvent[];
  series: SeriesAnswer[];
}

export async function factsOf(capsule: ReadCapsule): Promise<CapsuleFacts> {
  const [jobs, attempts, nodes, files, events, series] = await Promise.all(
    (['job', 'attempts', 'nodes', 'files', 'events', 'series'] as const).map((kind) => valuesOf(capsule, kind)),
  );
  const flat = <T,>(values: unknown[] | undefined) => (values ?? []).flat() as T[];
  return {
    job: jobs?.[0] as Job | undefined,
    attempts: flat<Attempt>(attempts),
    nodes: flat<NodeFacts>(nodes),
    files: flat<Artifact>(files),
    events: flat<TrainyardEvent>(events),
    series: flat<SeriesAnswer>(series),
  };
}

/** The whole capsule on one page: what it is of, whether it is whole, and all that it holds. */
export function CapsulePage({ capsule }: { capsule: ReadCapsule }) {
  const [facts, setFacts] = useState<CapsuleFacts | null>(null);
  useEffect(() => {
    void factsOf(capsule).then(setFacts);
  }, [capsule]);
  return (
    <main className={css.page}>
      <HeadPane capsule={capsule} job={facts?.job} attempts={facts?.attempts ?? []} />
      <CheckLine capsule={capsule} />
      <LeftPane left={capsule.manifest.left} streams={capsule.manifest.streams} />
      <div className={css.sheet}>
        <div className={css.column}>
          <LogPane capsule={capsule} />
          {facts !== null && facts.job !== undefined && <AttemptsPane job={facts.job} attempts={facts.attempts} />}
          {facts !== null && <EventsPane events={facts.events} />}
        </div>
        <div className={css.column}>
          {facts !== null && (
            <>
              <ChartsPane series={facts.series} attempts={facts.attempts} />
              {facts.job !== undefined && <ConfigurationPane job={facts.job} />}
              <FilesPane files={facts.files} />
              <NodesPane nodes={facts.nodes} />
              <ComparePane capsule={capsule} facts={facts} />
            </>
          )}
        </div>
      </div>
    </main>
  );
}
