import { parse } from '@trainyard/contracts/parse';
import { toolkitSettings } from '@trainyard/contracts/toolkits';
import type { LaunchInput } from '../interface.ts';

const schema = toolkitSettings.tensorFlowSettings.unwrap();

/** What a TensorFlow job starts. */
export interface TensorFlowJob {
  settings: ReturnType<typeof schema.parse>;
  nodes: number;
  /** One process that meets no other. */
  single: boolean;
  workers: number;
  parameterServers: number;
}

/** Without counts and other nodes it is a single process; else workers as many as nodes and one parameter server, unless told. */
export function tensorFlowJob({ settings: given, nodeCount: nodes }: LaunchInput): TensorFlowJob {
  const settings = parse(schema, given);
  const { workerCount, parameterServerCount } = settings;
  const single = nodes === 1 && workerCount === undefined && parameterServerCount === undefined;
  const parameterServers = single ? 0 : (parameterServerCount ?? 1);
  return { settings, nodes, single, workers: workerCount ?? nodes, parameterServers };
}
