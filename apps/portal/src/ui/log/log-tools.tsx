import { IconButton, Tooltip } from '@mui/material';
import { Check, Clock, Download, Ellipsis, WrapText } from 'lucide-react';
import { memo, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exportAddress } from '../../live/log-search.ts';
import { logAddress } from '../../live/log-stream.ts';
import { Menu, MenuDivider, MenuDownload, MenuHead, MenuItem } from '../menu/menu.tsx';
import css from './log.module.css';
import { type LogQuery, meansAll } from './log-match.ts';
import type { StreamSpec } from './log-source.ts';
import { type TimeKind, timeKinds, type Zone, zones } from './time-words.ts';
import { narrowMost } from './use-row-look.ts';

const icon = { size: 14, strokeWidth: 1.5 };
const lit = { color: 'var(--accent-text)', background: 'var(--accent-wash)' };

interface WrapButtonProps {
  wrap: boolean;
  onChange(wrap: boolean): void;
}

/** Wraps long lines or not. */
export const WrapButton = memo(function WrapButton({ wrap, onChange }: WrapButtonProps) {
  const { t } = useTranslation('ui');
  return (
    <Tooltip title={t('log.wrap')}>
      <IconButton
        className={css.roomy ?? ''}
        aria-label={t('log.wrap')}
        aria-pressed={wrap}
        aria-keyshortcuts="w"
        onClick={() => onChange(!wrap)}
        sx={wrap ? lit : undefined}
      >
        <WrapText {...icon} />
      </IconButton>
    </Tooltip>
  );
});

export interface TimeSetting {
  kind: TimeKind;
  zone: Zone;
  onKind(kind: TimeKind): void;
  onZone(zone: Zone): void;
}

/** Which times stand beside lines, and in whose zone. */
export function TimeButton({ time }: { time: TimeSetting }) {
  const { t } = useTranslation('ui');
  return (
    <MenuButton
      name={t('log.time')}
      icon={<Clock {...icon} />}
      keys="t"
      lit={time.kind !== 'off'}
      className={css.roomy}
    >
      {(close) => <TimeItems time={time} close={close} />}
    </MenuButton>
  );
}

function TimeItems({ time, close }: { time: TimeSetting; close: () => void }) {
  const { t } = useTranslation('ui');
  return [
    ...timeKinds.map((kind) => (
      <Choice
        key={kind}
        on={time.kind === kind}
        onClick={() => {
          time.onKind(kind);
          close();
        }}
      >
        {t(`log.timeKind.${kind}`)}
      </Choice>
    )),
    <MenuDivider key="divider" />,
    ...zones.map((zone) => (
      <Choice
        key={zone}
        on={time.zone === zone}
        onClick={() => {
          time.onZone(zone);
          close();
        }}
      >
        {t(`log.zone.${zone}`)}
      </Choice>
    )),
  ];
}

export function Choice({ on, onClick, children }: { on: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <MenuItem role="menuitemradio" aria-checked={on} onClick={onClick}>
      <span className={css.tick}>{on && <Check {...icon} aria-hidden="true" />}</span>
      {children}
    </MenuItem>
  );
}

interface DownloadProps {
  streams: readonly StreamSpec[];
  /** File name without ending. */
  name: string;
  query: LogQuery;
}

/** Downloads the whole log as one text, packed or not, only the lines with hits, or one of its streams as it was printed. */
export const DownloadButton = memo(function DownloadButton(props: DownloadProps) {
  const { t } = useTranslation('ui');
  if (props.streams.length === 0) return null;
  return (
    <MenuButton name={t('log.download')} icon={<Download {...icon} />} className={css.roomy}>
      {(close) => <DownloadItems {...props} close={close} />}
    </MenuButton>
  );
});

export function DownloadItems({ streams, name, query, close }: DownloadProps & { close: () => void }) {
  const { t } = useTranslation('ui');
  const ids = streams.map(({ stream }) => stream);
  const { text, regex, matchCase, inverse, levels } = query;
  const only = { pattern: text, regex, caseSensitive: matchCase, inverse, ...(levels ? { levels: [...levels] } : {}) };
  const of = { streams: ids, name, times: false, gzip: false };
  const items: [string, string, string][] = [
    ['all', exportAddress(of), t('log.save.all')],
    ['gz', exportAddress({ ...of, gzip: true }), t('log.save.packed')],
    ['times', exportAddress({ ...of, times: true }), t('log.save.times')],
  ];
  if (!meansAll(query))
    items.unshift(['hits', exportAddress({ ...of, only, name: `${name}-hits` }), t('log.save.hits')]);
  const part = ({ label }: StreamSpec) => `${name}-${label.replace(/[^\p{L}\p{N}]+/gu, '-')}`;
  return [
    ...items.map(([key, href, words]) => (
      <MenuDownload key={key} href={href} onDone={close}>
        {words}
      </MenuDownload>
    )),
    ...(streams.length > 1
      ? [
          <MenuHead key="streams">{t('log.save.stream')}</MenuHead>,
          ...streams.map((spec) => (
            <MenuDownload key={spec.stream} href={logAddress(spec.stream, part(spec))} onDone={close}>
              {spec.label}
            </MenuDownload>
          )),
        ]
      : []),
  ];
}

interface MoreButtonProps extends DownloadProps {
  wrap: boolean;
  raw: boolean;
  time: TimeSetting;
  levels: ReactNode;
  onWrap(wrap: boolean): void;
  onRaw(raw: boolean): void;
  onCopy(): void;
  onGoTo(): void;
  onHelp(): void;
}

/** Everything that has no button of its own; on a narrow page, all tools. */
export function MoreButton({ wrap, raw, time, onWrap, onRaw, onCopy, onGoTo, onHelp, ...download }: MoreButtonProps) {
  const { t } = useTranslation('ui');
  const narrow = window.innerWidth <= narrowMost;
  return (
    <MenuButton name={t('log.more')} icon={<Ellipsis {...icon} />}>
      {(close) => {
        const done = (deed: () => void) => () => {
          deed();
          close();
        };
        return [
          <MenuItem key="goto" onClick={done(onGoTo)}>
            <span className={css.tick} />
            {t('log.goTo')}
          </MenuItem>,
          <MenuItem key="copy" onClick={done(onCopy)}>
            <span className={css.tick} />
            {t('log.copyShown')}
          </MenuItem>,
          <MenuItem key="raw" role="menuitemcheckbox" aria-checked={raw} onClick={done(() => onRaw(!raw))}>
            <span className={css.tick}>{raw && <Check {...icon} aria-hidden="true" />}</span>
            {t('log.allStates')}
          </MenuItem>,
          ...(narrow
            ? [
                <MenuItem key="wrap" role="menuitemcheckbox" aria-checked={wrap} onClick={done(() => onWrap(!wrap))}>
                  <span className={css.tick}>{wrap && <Check {...icon} aria-hidden="true" />}</span>
                  {t('log.wrap')}
                </MenuItem>,
                <MenuHead key="level">{t('log.levels')}</MenuHead>,
                download.levels,
                <MenuHead key="time">{t('log.time')}</MenuHead>,
                <TimeItems key="times" time={time} close={close} />,
                <MenuHead key="save">{t('log.download')}</MenuHead>,
                <DownloadItems key="saves" {...download} close={close} />,
              ]
            : []),
          <MenuDivider key="divider" />,
          <MenuItem key="help" onClick={done(onHelp)}>
            <span className={css.tick} />
            {t('log.keys.title')}
          </MenuItem>,
        ];
      }}
    </MenuButton>
  );
}

interface MenuButtonProps {
  name: string;
  icon: ReactNode;
  keys?: string;
  lit?: boolean;
  className?: string | undefined;
  children: (close: () => void) => ReactNode;
}

function MenuButton({ name, icon: sign, keys, lit: on = false, className = '', children }: MenuButtonProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <Tooltip title={name}>
        <IconButton
          className={className}
          aria-label={name}
          aria-haspopup="menu"
          aria-expanded={anchor !== null}
          aria-keyshortcuts={keys}
          sx={on ? lit : undefined}
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          {sign}
        </IconButton>
      </Tooltip>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {anchor !== null && children(() => setAnchor(null))}
      </Menu>
    </>
  );
}
