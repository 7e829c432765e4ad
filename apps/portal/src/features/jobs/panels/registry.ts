/** The panels of the job page. A new one is a file here and a line below. */
import { type ComponentType, lazy } from 'react';
import { AttemptsPanel } from './attempts-panel.tsx';
import { EventsPanel } from './events-panel.tsx';
import { FactsPanel } from './facts-panel.tsx';
import { FindingPanel } from './finding-panel.tsx';
import { GpuPanel } from './gpu-panel.tsx';
import { HeadPanel } from './head-panel.tsx';
import { LogPanel } from './log-panel.tsx';
import { MachinePanel } from './machine-panel.tsx';
import { MetricsPanel } from './metrics-panel.tsx';
import { OutputsPanel } from './outputs-panel.tsx';
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
  /** True for the one that takes the height which the others leave. */
  grows?: boolean;
}

const ConfigurationPanel = lazy(async () => ({
  default: (await import('./configuration-panel.tsx')).ConfigurationPanel,
}));

/** In the order in which they stand. */
export const panels: readonly PanelEntry[] = [
  { id: 'head', area: 'top', Component: HeadPanel },
  { id: 'readouts', area: 'top', Component: ReadoutsPanel },
  { id: 'timeline', area: 'top', Component: TimelinePanel },
  { id: 'finding', area: 'top', Component: FindingPanel },
  { id: 'gpus', area: 'live', Component: GpuPanel },
  { id: 'log', area: 'live', Component: LogPanel, grows: true },
  { id: 'metrics', area: 'live-side', Component: MetricsPanel },
  { id: 'machine', area: 'live-side', Component: MachinePanel },
  { id: 'facts', area: 'live-side', Component: FactsPanel },
  { id: 'attempts', area: 'attempts', Component: AttemptsPanel },
  { id: 'outputs', area: 'files', Component: OutputsPanel },
  { id: 'events', area: 'events', Component: EventsPanel },
  { id: 'configuration', area: 'configuration', Component: ConfigurationPanel, grows: true },
];
