/** The panels of the job page. A new one is a file here and a line below. */
import type { ComponentType } from 'react';
import { later, next, soon } from '../../../ui/later.ts';
import { MachineBones, MetricsBones } from './chart-bones.tsx';
import { FindingPanel } from './finding-panel.tsx';
import { GpuBones } from './gpu-bones.tsx';
import { HeadPanel } from './head-panel.tsx';
import type { PanelProps } from './panel.ts';
import { ReadoutsPanel } from './readouts-panel.tsx';
import type { Tab } from './tab.ts';
import { TimelineBones } from './timeline-bones.tsx';

/** `top`: above the tabs, always there. Else the tab; of `live` the wide column or the one at its side. */
export type Area = 'top' | 'live' | 'live-side' | Exclude<Tab, 'live'>;

export interface PanelEntry {
  id: string;
  area: Area;
  Component: ComponentType<PanelProps>;
  /** Stands in its place while its code is on the way. */
  Bones?: ComponentType<PanelProps>;
  /** True for the one that takes the height which the others leave. */
  grows?: boolean;
  /** Whether there is anything to say on this job; absent: always. */
  isOf?: (props: PanelProps) => boolean;
}

const waits = ({ job }: PanelProps): boolean => job.executionState === 'queued';
/** One that has never run has neither a log nor anything that is measured. */
const hasRun = ({ job, attempts }: PanelProps): boolean => job.executionState !== 'queued' || attempts.length > 0;
const hasGpus = ({ attempts }: PanelProps): boolean =>
  attempts.some(({ tasks }) => tasks.some(({ gpuIds }) => gpuIds.length > 0));
const hasVolumes = ({ attempts }: PanelProps): boolean =>
  attempts.at(-1)?.tasks.some(({ volumes }) => volumes.length > 0) ?? false;
const isArray = ({ job }: PanelProps): boolean => job.shards !== null;
/** Attempts of many shards together tell nothing that their table does not: one shard has them to itself. */
const isOneUnit = ({ job, attempts }: PanelProps): boolean =>
  job.shards === null || attempts.every(({ unit }) => unit === attempts[0]?.unit);

// Drawn with the page: on its way while the job is asked for.
const TimelinePanel = soon('TimelinePanel', () => import('./timeline-panel.tsx'));
// Heavier than the rest of it together: under what is read first.
const GpuPanel = next('GpuPanel', () => import('./gpu-panel.tsx'));
const LogPanel = next('LogPanel', () => import('./log-panel.tsx'));
const GpuTimePanel = later('GpuTimePanel', () => import('./gpu-time-panel.tsx'));
const MetricsPanel = next('MetricsPanel', () => import('./metrics-panel.tsx'));
const FactsPanel = next('FactsPanel', () => import('./facts-panel.tsx'));
const MachinePanel = next('MachinePanel', () => import('./machine-panel.tsx'));
const WaitsPanel = later('WaitsPanel', () => import('../waiting/waits-panel.tsx'));
const NodesPanel = later('NodesPanel', () => import('../waiting/nodes-panel.tsx'));
const CurvePanel = later('CurvePanel', () => import('../waiting/curve-panel.tsx'));
const AheadPanel = later('AheadPanel', () => import('../waiting/ahead-panel.tsx'));
const ScorePanel = later('ScorePanel', () => import('../waiting/score-panel.tsx'));
const ReceiptsPanel = later('ReceiptsPanel', () => import('../receipts/receipts-panel.tsx'));
const ShardsPanel = later('ShardsPanel', () => import('../shards/shards-panel.tsx'));
const VolumesPanel = later('VolumesPanel', () => import('./volumes-panel.tsx'));
const PrunedPanel = later('PrunedPanel', () => import('./pruned-panel.tsx'));
const AttemptsPanel = later('AttemptsPanel', () => import('./attempts-panel.tsx'));
const ComparePanel = later('ComparePanel', () => import('../compare/compare-panel.tsx'));
const FilesPanel = later('FilesPanel', () => import('./files-panel.tsx'));
const EventsPanel = later('EventsPanel', () => import('./events-panel.tsx'));
const DiffPanel = later('DiffPanel', () => import('../diff/diff-panel.tsx'));
const ConfigurationPanel = later('ConfigurationPanel', () => import('./configuration-panel.tsx'));

/** Resolves when the panels at the top are here, or cannot be fetched, which is then said in their place. */
export const topLoaded: Promise<unknown> = Promise.allSettled([
  import('./timeline-panel.tsx'),
  import('./run-readouts.tsx'),
]);

/** In the order in which they stand. */
export const panels: readonly PanelEntry[] = [
  { id: 'head', area: 'top', Component: HeadPanel },
  { id: 'readouts', area: 'top', Component: ReadoutsPanel },
  { id: 'timeline', area: 'top', Component: TimelinePanel, Bones: TimelineBones, isOf: isOneUnit },
  { id: 'finding', area: 'top', Component: FindingPanel },
  { id: 'pruned', area: 'top', Component: PrunedPanel, isOf: ({ job }) => Object.keys(job.pruned).length > 0 },
  { id: 'waits', area: 'live', Component: WaitsPanel, isOf: waits },
  { id: 'nodes', area: 'live', Component: NodesPanel, isOf: waits },
  { id: 'gpus', area: 'live', Component: GpuPanel, Bones: GpuBones, isOf: hasRun },
  { id: 'log', area: 'live', Component: LogPanel, grows: true, isOf: hasRun },
  { id: 'curve', area: 'live-side', Component: CurvePanel, isOf: waits },
  { id: 'ahead', area: 'live-side', Component: AheadPanel, isOf: waits },
  { id: 'score', area: 'live-side', Component: ScorePanel, isOf: waits },
  { id: 'receipts', area: 'live-side', Component: ReceiptsPanel, isOf: ({ job }) => job.preemptions > 0 },
  { id: 'volumes', area: 'live-side', Component: VolumesPanel, isOf: hasVolumes },
  { id: 'metrics', area: 'live-side', Component: MetricsPanel, Bones: MetricsBones, isOf: hasRun },
  { id: 'gpu-time', area: 'live-side', Component: GpuTimePanel, isOf: hasGpus },
  { id: 'machine', area: 'live-side', Component: MachinePanel, Bones: MachineBones, isOf: hasRun },
  { id: 'facts', area: 'live-side', Component: FactsPanel },
  { id: 'shards', area: 'attempts', Component: ShardsPanel, isOf: isArray },
  { id: 'attempts', area: 'attempts', Component: AttemptsPanel, isOf: isOneUnit },
  {
    id: 'compare',
    area: 'attempts',
    Component: ComparePanel,
    isOf: (props) => isOneUnit(props) && props.attempts.length > 0,
  },
  { id: 'outputs', area: 'files', Component: FilesPanel, grows: true },
  { id: 'events', area: 'events', Component: EventsPanel },
  { id: 'diff', area: 'configuration', Component: DiffPanel },
  { id: 'configuration', area: 'configuration', Component: ConfigurationPanel, grows: true },
];
