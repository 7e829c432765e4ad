import { TestServer } from '@trainyard/sdk/testing/test-server';
import { expect, test } from 'vitest';
import { experimentNamed, jobNamed, pageOf, runHere, workspaceNamed } from '../testing/world.ts';

test('diff tells fields and the words of commands, and reaches into other experiments', async () => {
  const asked: string[] = [];
  const server = await new TestServer({
    listWorkspaces: () => pageOf([workspaceNamed('yard')]),
    listExperiments: () => pageOf([experimentNamed('digits')]),
    getJob: ({ params: { experiment = '', name = '' } }) => {
      asked.push(`${experiment}/${name}`);
      const size = name === 'a' ? 48 : 32;
      return jobNamed(name, { distributedSettings: { commandLine: `python t.py --batch_size ${size}` } });
    },
  }).start();
  try {
    const { code, stdout } = await runHere(server, ['job', 'diff', 'a', 'other/b', '-o', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(String(stdout))).toEqual([
      { field: 'distributedSettings.commandLine', word: '--batch_size', before: '48', after: '32' },
    ]);
    expect(asked.sort()).toEqual(['digits/a', 'other/b']);
  } finally {
    await server.stop();
  }
});
