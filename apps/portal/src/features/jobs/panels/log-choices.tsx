import { MenuItem, Select } from '@mui/material';
import type { Attempt } from '@trainyard/contracts/attempt';
import { type StreamFd, streamFds } from '@trainyard/contracts/stream-fds';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/use-format.ts';
import css from './log-choices.module.css';
import { allAttempts, canShowAll, type LogKind, logKinds } from './log-streams.ts';

/** What of a job's log is shown. */
export interface Choice {
  /** Identity of one, or {@link allAttempts}. */
  attempt: string | undefined;
  kind: LogKind;
  rank: number | 'all';
  fds: readonly StreamFd[];
}

interface LogChoicesProps {
  attempts: readonly Attempt[];
  ranks: readonly number[];
  /** Streams that are not shown because there are too many. */
  more: number;
  choice: Choice;
  onChange(part: Partial<Choice>): void;
}

/** Attempt, what printed, rank and output. What has no choice is not shown. */
export function LogChoices({ attempts, ranks, more, choice, onChange }: LogChoicesProps) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const units = new Set(attempts.map(({ unit }) => unit)).size;
  const attemptName = ({ unit, number }: Attempt) =>
    units > 1 ? t('log.unitAttempt', { unit, number }) : t('log.attempt', { number });
  return (
    <div className={css.choices}>
      {attempts.length > 1 && choice.attempt !== undefined && (
        <Pick
          name={t('log.chooseAttempt')}
          value={choice.attempt}
          options={[
            ...(canShowAll(attempts) ? ([[allAttempts, t('log.allAttempts')]] satisfies [string, string][]) : []),
            ...[...attempts].reverse().map((one): [string, string] => [one.uid, attemptName(one)]),
          ]}
          onChange={(attempt) => onChange({ attempt })}
        />
      )}
      <Pick
        name={t('log.chooseKind')}
        value={choice.kind}
        options={logKinds.map((kind) => [kind, t(`log.kind.${kind}`)])}
        onChange={(kind) => onChange({ kind: kind as LogKind })}
      />
      {ranks.length > 1 && choice.rank !== 'all' && (
        <Pick
          name={t('log.chooseRank')}
          value={String(choice.rank)}
          options={ranks.map((rank): [string, string] => [`${rank}`, t('log.rank', { rank })])}
          onChange={(rank) => onChange({ rank: Number(rank) })}
        />
      )}
      {choice.kind !== 'agent' && <Fds fds={choice.fds} onChange={(fds) => onChange({ fds })} />}
      {more > 0 && <span className={css.more}>{t('log.moreStreams', { count: more, n: format.count(more) })}</span>}
    </div>
  );
}

interface PickProps {
  name: string;
  value: string;
  options: [string, string][];
  onChange(value: string): void;
}

function Pick({ name, value, options, onChange }: PickProps) {
  return (
    <Select
      className={css.pick ?? ''}
      value={value}
      inputProps={{ 'aria-label': name }}
      onChange={(event) => onChange(event.target.value)}
    >
      {options.map(([key, words]) => (
        <MenuItem key={key} value={key}>
          {words}
        </MenuItem>
      ))}
    </Select>
  );
}

/** Both outputs or one of them; the last one stays. */
function Fds({ fds, onChange }: { fds: readonly StreamFd[]; onChange: (fds: readonly StreamFd[]) => void }) {
  const { t } = useTranslation('jobs');
  const toggle = (fd: StreamFd) => {
    const next = fds.includes(fd)
      ? fds.filter((one) => one !== fd)
      : streamFds.filter((one) => one === fd || fds.includes(one));
    if (next.length > 0) onChange(next);
  };
  return (
    <fieldset className={css.fds} aria-label={t('log.chooseFd')}>
      {streamFds.map((fd) => (
        <button key={fd} type="button" aria-pressed={fds.includes(fd)} onClick={() => toggle(fd)}>
          {fd}
        </button>
      ))}
    </fieldset>
  );
}
