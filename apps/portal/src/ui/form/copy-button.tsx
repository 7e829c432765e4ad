import { IconButton, Tooltip } from '@mui/material';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../copy-text.ts';

/** Copies a text and says so for a moment. `what` names it: "Copy YAML". */
export function CopyButton({ text, what }: { text: string; what?: string }) {
  const { t } = useTranslation('ui');
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const label = copied ? t('copied') : what === undefined ? t('copy') : t('form.copyWhat', { what });
  const Icon = copied ? Check : Copy;
  return (
    <Tooltip title={label}>
      <IconButton aria-label={label} onClick={() => void copyText(text).then(() => setCopied(true))}>
        <Icon size={14} strokeWidth={1.5} />
      </IconButton>
    </Tooltip>
  );
}
