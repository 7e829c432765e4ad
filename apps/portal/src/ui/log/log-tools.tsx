import { IconButton, Menu, MenuItem, Tooltip } from '@mui/material';
import { Copy, Download, WrapText } from 'lucide-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { logAddress } from '../../live/log-stream.ts';
import { useFormat } from '../use-format.ts';
import css from './log.module.css';
import type { StreamSpec } from './log-source.ts';

const icon = { size: 14, strokeWidth: 1.5 };

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
        aria-label={t('log.wrap')}
        aria-pressed={wrap}
        onClick={() => onChange(!wrap)}
        sx={wrap ? { color: 'var(--accent-text)', background: 'var(--accent-wash)' } : undefined}
      >
        <WrapText {...icon} />
      </IconButton>
    </Tooltip>
  );
});

interface CopyButtonProps {
  selected: number;
  onCopy(): void;
}

/** Copies the selected lines, or those on the screen. */
export const CopyButton = memo(function CopyButton({ selected, onCopy }: CopyButtonProps) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const words = selected > 0 ? t('log.copyLines', { count: selected, n: format.count(selected) }) : t('log.copyShown');
  return (
    <Tooltip title={words}>
      <IconButton className={css.roomy ?? ''} aria-label={words} onClick={onCopy}>
        <Copy {...icon} />
      </IconButton>
    </Tooltip>
  );
});

interface DownloadButtonProps {
  streams: readonly StreamSpec[];
  /** File name without ending. */
  name: string;
}

/** Downloads the whole stream; of several, the one that is chosen. */
export const DownloadButton = memo(function DownloadButton({ streams, name }: DownloadButtonProps) {
  const { t } = useTranslation('ui');
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [first] = streams;
  if (first === undefined) return null;
  const address = (spec: StreamSpec) =>
    logAddress(spec.stream, streams.length === 1 ? name : `${name}-${spec.label.replace(/[^\p{L}\p{N}]+/gu, '-')}`);
  if (streams.length === 1) {
    return (
      <Tooltip title={t('log.download')}>
        <IconButton component="a" href={address(first)} download aria-label={t('log.download')}>
          <Download {...icon} />
        </IconButton>
      </Tooltip>
    );
  }
  return (
    <>
      <Tooltip title={t('log.download')}>
        <IconButton
          aria-label={t('log.download')}
          aria-haspopup="menu"
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          <Download {...icon} />
        </IconButton>
      </Tooltip>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {streams.map((spec) => (
          <MenuItem key={spec.stream} component="a" href={address(spec)} download onClick={() => setAnchor(null)}>
            {spec.label}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
});
