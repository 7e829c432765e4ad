import { parse } from '@trainyard/contracts/parse';
import { toolkitSettings } from '@trainyard/contracts/toolkits';
import { refuseFor } from '../faults.ts';
import { checkHosts } from '../hosts.ts';
import type { LaunchInput, Toolkit } from '../interface.ts';
import { plannedProcess, variables } from '../processes.ts';
import { pythonLine, unclosedArgs } from '../python.ts';

/** A Python program on each node, with the node's place among them; they meet in files below AZ_BATCHAI_SHARED_JOB_TEMP. */
export const caffe2: Toolkit = {
  validate: faults,
  ports: () => 0,
  launch(input, hosts) {
    checkHosts(input, hosts);
    refuseFor(faults(input));
    const settings = settingsOf(input);
    const command = { shell: pythonLine(settings, settings.commandLineArgs) };
    return hosts.map((_, task) => [
      plannedProcess({
        role: 'rank',
        rank: task,
        command,
        env: variables([['AZ_BATCHAI_TASK_INDEX', String(task)]]),
        log: hosts.length > 1 ? String(task) : null,
      }),
    ]);
  },
};

function settingsOf(input: LaunchInput) {
  return parse(toolkitSettings.caffe2Settings.unwrap(), input.settings);
}

function faults(input: LaunchInput) {
  return unclosedArgs({ 'caffe2Settings.commandLineArgs': settingsOf(input).commandLineArgs });
}
