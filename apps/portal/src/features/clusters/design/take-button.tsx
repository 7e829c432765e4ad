/** Takes a cluster file of Batch AI: chosen here, or pasted or dropped anywhere on the designer. */
import { Button } from '@mui/material';
import { type ClipboardEvent, type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from './draft.ts';
import type { TakenCluster } from './take-file.ts';

/** How files are taken, and what became of the last one. */
export function useTaking(draft: Draft, change: (draft: Draft) => void) {
  const [taken, setTaken] = useState<TakenCluster | 'unreadable' | null>(null);
  const take = async (text: string) => {
    const { takeCluster } = await import('./take-file.ts');
    const found = takeCluster(text, draft);
    setTaken(found ?? 'unreadable');
    if (found) change(found.draft);
  };
  return {
    taken,
    take,
    close: () => setTaken(null),
    onPaste: (event: ClipboardEvent) => {
      const text = event.clipboardData.getData('text/plain');
      // A word that is pasted into a field is that field's.
      if (!/^\s*\{[\s\S]*"properties"\s*:/.test(text)) return;
      event.preventDefault();
      void take(text);
    },
    onDragOver: (event: DragEvent) => {
      if (event.dataTransfer.types.includes('Files')) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      const [file] = event.dataTransfer.files;
      if (!file) return;
      event.preventDefault();
      void file.text().then(take);
    },
  };
}

export function TakeButton({ onText }: { onText: (text: string) => Promise<void> }) {
  const { t } = useTranslation('batch-ai');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        onChange={({ target }) => {
          void target.files?.[0]?.text().then(onText);
          // The same file again is taken again.
          target.value = '';
        }}
      />
      <Button title={t('hint')} onClick={() => input.current?.click()}>
        {t('take')}
      </Button>
    </>
  );
}
