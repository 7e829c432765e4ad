import type { Artifact } from '@trainyard/contracts/artifact';
import type { TrainyardEvent } from '@trainyard/contracts/events';
import type { Job } from '@trainyard/contracts/job';
import type { NodeFound } from '@trainyard/contracts/node';
import { submittedBody } from '@trainyard/contracts/submitted-body';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { instant } from '../features/jobs/job-facts.ts';
import { readEvent } from '../ui/event-list/read-event.ts';
import { useSayEvent } from '../ui/event-list/use-say-event.ts';
import { yamlOf } from '../ui/form/yaml-code.ts';
import { PlainTable, plainTable } from '../ui/plain-table.tsx';
import { SimTag } from '../ui/sim-tag.tsx';
import { useFormat } from '../ui/use-format.ts';
import css from './page.module.css';
import { Pane } from './pane.tsx';
import { Scroll } from './scroll.tsx';

/** What a node was, as far as it is still known. */
export interface NodeFacts {
  uid: string;
  name: string;
  cluster: string;
  vmSize: string;
  agentVersion: string | null;
  found: NodeFound | null;
}

/** The job file as it would be submitted again. */
export function ConfigurationPane({ job }: { job: Job }) {
  const { t } = useTranslation('capsule');
  const yaml = useMemo(() => yamlOf(submittedBody(job)), [job]);
  return (
    <Pane title={t('configuration.title')}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre className={css.code} tabIndex={0}>
        {yaml}
      </pre>
    </Pane>
  );
}

/** What it left, with the hash of each file: the files themselves are not in a capsule. */
export function FilesPane({ files }: { files: readonly Artifact[] }) {
  const { t } = useTranslation('capsule');
  const format = useFormat();
  return (
    <Pane title={t('files.title')} meta={format.count(files.length)}>
      {files.length === 0 ? (
        <p className={css.none}>{t('files.none')}</p>
      ) : (
        <Scroll className={css.scroll}>
          <PlainTable
            label={t('files.title')}
            heads={[
              { id: 'path', words: t('files.path') },
              { id: 'bytes', words: t('files.bytes'), end: true },
              { id: 'sha', words: t('files.sha') },
            ]}
          >
            {files.map(({ uid, directory, path, bytes, sha256 }) => (
              <tr key={uid}>
                <th scope="row">
                  <bdi>{`${directory}/${path}`}</bdi>
                </th>
                <td className={plainTable.end}>{format.bytes(bytes)}</td>
                <td>
                  <code title={sha256}>{sha256.slice(0, 16)}</code>
                </td>
              </tr>
            ))}
          </PlainTable>
        </Scroll>
      )}
    </Pane>
  );
}

/** The machines that it ran on. */
export function NodesPane({ nodes }: { nodes: readonly NodeFacts[] }) {
  const { t } = useTranslation('capsule');
  const format = useFormat();
  if (nodes.length === 0) return null;
  return (
    <Pane title={t('nodes.title')} meta={format.count(nodes.length)}>
      <Scroll className={css.scroll}>
        <PlainTable
          label={t('nodes.title')}
          heads={[
            { id: 'name', words: t('nodes.name') },
            { id: 'size', words: t('nodes.size') },
            { id: 'cpus', words: t('nodes.cpus'), end: true },
            { id: 'memory', words: t('nodes.memory'), end: true },
            { id: 'gpus', words: t('nodes.gpus') },
            { id: 'system', words: t('nodes.system') },
          ]}
        >
          {nodes.map(({ uid, name, vmSize, found }) => (
            <tr key={uid}>
              <th scope="row">
                <bdi>{name}</bdi>
              </th>
              <td>{vmSize}</td>
              <td className={plainTable.end}>{found === null ? t('nodes.none') : format.quantity(found.vcpus, '')}</td>
              <td className={plainTable.end}>{found === null ? t('nodes.none') : format.bytes(found.memoryBytes)}</td>
              <td>
                {[...new Set(found?.gpus.map(({ model }) => model))].join(', ')}
                {found?.gpus.some(({ simulated }) => simulated) && <SimTag />}
              </td>
              <td>{found?.os ?? t('nodes.none')}</td>
            </tr>
          ))}
        </PlainTable>
      </Scroll>
    </Pane>
  );
}

/** Events that are drawn; what happens all the time stands behind the others. */
const eventsMost = 500;

/** What was recorded of the job, the newest first. */
export function EventsPane({ events }: { events: readonly TrainyardEvent[] }) {
  const { t } = useTranslation('capsule');
  const format = useFormat();
  const say = useSayEvent();
  const told = useMemo(
    () =>
      events
        .map((event) => ({ event, said: readEvent(event) }))
        .filter(({ said }) => !said.detail)
        .toReversed(),
    [events],
  );
  const rest = told.length - eventsMost;
  return (
    <Pane title={t('events.title')} meta={format.count(events.length)}>
      {told.length === 0 && <p className={css.none}>{t('events.none')}</p>}
      <Scroll className={css.events}>
        <ul>
          {told.slice(0, eventsMost).map(({ event, said }) => {
            const at = typeof event.at === 'number' ? event.at : instant(String(event.at));
            const { sentence, why } = say(said);
            return (
              <li key={event.seq}>
                <time title={at === null ? undefined : format.fully(at)}>{at === null ? '' : format.clock(at)}</time>
                <span>
                  {sentence} {why !== '' && <span className={css.quiet}>{why}</span>}
                </span>
              </li>
            );
          })}
        </ul>
      </Scroll>
      {rest > 0 && <p className={css.none}>{t('events.more', { count: rest })}</p>}
    </Pane>
  );
}
