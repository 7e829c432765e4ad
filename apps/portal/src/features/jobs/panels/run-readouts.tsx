import { useProgress } from '../../../live/progress.ts';
import { isOver } from '../job-facts.ts';
import { CostReadout } from './cost-readout.tsx';
import { GpuReadout } from './gpu-readout.tsx';
import type { PanelProps } from './panel.ts';
import { EndsReadout, ProgressReadout, RateReadout } from './progress-readouts.tsx';
import { SafeReadout } from './safe-readout.tsx';

/** What the output and the GPUs of a job that has begun tell of how far it is. */
export function RunReadouts(props: PanelProps) {
  const progress = useProgress(props.job);
  const over = isOver(props.job);
  const queued = props.job.executionState === 'queued';
  return (
    <>
      <ProgressReadout {...props} progress={progress} />
      {!queued && <EndsReadout {...props} progress={progress} />}
      {!over && !queued && <RateReadout progress={progress} />}
      {!over && !queued && <GpuReadout {...props} />}
      {!over && !queued && <SafeReadout {...props} />}
      <CostReadout {...props} />
    </>
  );
}
