/** The panels of the job page. A new one is a file here and a line below. */
import type { ComponentType } from 'react';
import { later, soon } from '../../../ui/later.ts';
import { MachineBones, MetricsBones } from './chart-bones.tsx';
import { FactsPanel } from './facts-panel.tsx';
import { FindingPanel } from './finding-panel.tsx';
import { GpuBones } from './gpu-bones.tsx';
import { HeadPanel } from './head-panel.tsx';
import type { PanelProps } from './panel.ts';
import { ReadoutsPanel } from './readouts-panel.tsx';
import type { Tab } from './tab.ts';
import { TimelinePanel } from './timeline-panel.tsx';

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
}

// Drawn with the page, but heavier than the rest of it together: on its way while the job is asked for.
const GpuPanel = soon('GpuPanel', () => import('./gpu-panel.tsx'));
const LogPanel = soon('LogPanel', () => import('./log-panel.tsx'));
const MetricsPanel = soon('MetricsPanel', () => import('./metrics-panel.tsx'));
const MachinePanel = soon('MachinePanel', () => import('./machine-panel.tsx'));
const AttemptsPanel = later('AttemptsPanel', () => import('./attempts-panel.tsx'));
const OutputsPanel = later('OutputsPanel', () => import('./outputs-panel.tsx'));
const EventsPanel = later('EventsPanel', () => import('./events-panel.tsx'));
const ConfigurationPanel = later('ConfigurationPanel', () => import('./configuration-panel.tsx'));

/** In the order in which they stand. */
export const panels: readonly PanelEntry[] = [
  { id: 'head', area: 'top', Component: HeadPanel },
  { id: 'readouts', area: 'top', Component: ReadoutsPanel },
  { id: 'timeline', area: 'top', Component: TimelinePanel },
  { id: 'finding', area: 'top', Component: FindingPanel },
  { id: 'gpus', area: 'live', Component: GpuPanel, Bones: GpuBones },
  { id: 'log', area: 'live', Component: LogPanel, grows: true },
  { id: 'metrics', area: 'live-side', Component: MetricsPanel, Bones: MetricsBones },
  { id: 'machine', area: 'live-side', Component: MachinePanel, Bones: MachineBones },
  { id: 'facts', area: 'live-side', Component: FactsPanel },
  { id: 'attempts', area: 'attempts', Component: AttemptsPanel },
  { id: 'outputs', area: 'files', Component: OutputsPanel },
  { id: 'events', area: 'events', Component: EventsPanel },
  { id: 'configuration', area: 'configuration', Component: ConfigurationPanel, grows: true },
];
