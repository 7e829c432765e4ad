import { Button } from '@mui/material';
import type { Artifact } from '@trainyard/contracts/artifact';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useArtifacts } from '../../../live/questions.ts';
import { Ago } from '../../../ui/ago.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { CliLine } from '../../../ui/form/cli-line.tsx';
import { Pane } from '../../../ui/pane.tsx';
import { PlainTable, plainTable } from '../../../ui/plain-table.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { artifactsOf, instant, isOver } from '../job-facts.ts';
import { downloadLine, type FileGroup, fileGroups } from './outputs.ts';
import css from './outputs-panel.module.css';
import type { PanelProps } from './panel.ts';

/** Rows drawn at first and with each further press: a job may leave thousands of files. */
const rowsAtOnce = 200;

/** The files that the job left so far, each to download, and the line that fetches them all. */
export function OutputsPanel({ job }: PanelProps) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const { data, error, refetch } = useArtifacts(job);
  const files = useMemo(() => artifactsOf(job, data ?? []), [job, data]);
  const groups = useMemo(() => fileGroups(files), [files]);
  const bytes = groups.reduce((sum, group) => sum + group.bytes, 0);
  const meta =
    files.length === 0 ? undefined : t('page.outputs.sum', { count: files.length, bytes: format.bytes(bytes) });
  const over = isOver(job);
  return (
    <Pane title={t('page.outputs.title')} meta={meta} padded={false}>
      {error !== null && data === undefined && <ErrorState error={error} onRetry={refetch} />}
      {data !== undefined && files.length === 0 && (
        <EmptyState
          title={t(over ? 'page.outputs.noneOver' : 'page.outputs.none')}
          text={t(over ? 'page.outputs.noneOverText' : 'page.outputs.noneText')}
        />
      )}
      {files.length > 0 && (
        <div className={css.cli}>
          <span>{t('page.outputs.cli')}</span>
          <CliLine line={downloadLine(job)} />
        </div>
      )}
      {groups.map((group) => (
        <Group key={`${group.kind}/${group.directory}`} group={group} />
      ))}
    </Pane>
  );
}

function Group({ group }: { group: FileGroup }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const [most, setMost] = useState(rowsAtOnce);
  const { files, directory, kind } = group;
  const title = kind === 'checkpoint' ? t('page.outputs.checkpoints') : t('page.outputs.directory', { id: directory });
  const rest = files.length - most;
  return (
    <section className={css.group} aria-label={title}>
      <h3 className={css.head}>
        <span>{title}</span>
        <small>{t('page.outputs.sum', { count: files.length, bytes: format.bytes(group.bytes) })}</small>
      </h3>
      <PlainTable
        className={css.table}
        heads={[
          { id: 'path', words: t('page.outputs.path') },
          ...(['size', 'stored', 'attempt'] as const).map((id) => ({ id, words: t(`page.outputs.${id}`), end: true })),
        ]}
      >
        {files.slice(0, most).map((file) => (
          <FileRow key={file.uid} file={file} />
        ))}
      </PlainTable>
      {rest > 0 && (
        <Button variant="text" onClick={() => setMost(most + rowsAtOnce)}>
          {t('page.outputs.more', { count: Math.min(rest, rowsAtOnce) })}
        </Button>
      )}
    </section>
  );
}

function FileRow({ file }: { file: Artifact }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const stored = instant(file.storedAt);
  const name = file.path.split('/').at(-1) ?? file.path;
  return (
    <tr>
      <th scope="row">
        <a
          href={`/api/v1/artifacts/${encodeURIComponent(file.uid)}`}
          download={name}
          className={css.file}
          aria-label={t('page.outputs.download', { path: file.path })}
        >
          <Download size={14} strokeWidth={1.5} aria-hidden="true" />
          <bdi>{file.path}</bdi>
        </a>
      </th>
      <td className={plainTable.end}>{format.bytes(file.bytes)}</td>
      <td className={plainTable.end}>{stored !== null && <Ago at={stored} />}</td>
      <td className={plainTable.end}>{file.attempt}</td>
    </tr>
  );
}
