import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Pane } from '../../../ui/pane.tsx';
import { VolumeList } from '../../volumes/volume-list.tsx';
import { volumesOf } from '../../volumes/volumes-of.ts';
import { lastAttempt } from '../job-facts.ts';
import type { PanelProps } from './panel.ts';

const root = '$AZ_BATCHAI_JOB_MOUNT_ROOT';

/** The volumes of the attempt that runs, or ran last, over all its nodes. */
export function VolumesPanel({ attempts }: PanelProps) {
  const { t } = useTranslation(['volumes']);
  const last = lastAttempt(attempts);
  const volumes = useMemo(() => volumesOf(last?.tasks ?? []), [last]);
  return (
    <Pane title={t('volumes:title')}>
      <VolumeList volumes={volumes} root={root} />
    </Pane>
  );
}
