import { expect, test } from 'vitest';
import { clientConfig, knownHost, serverConfig } from './job-config.ts';

const keys = { key: '/s/ssh/key', hostKey: '/s/ssh/host', knownHosts: '/s/ssh/known_hosts' };

test("a client goes to the job's own hosts with the job's keys, and to all others as the node does", () => {
  const peers = [
    { address: '10.128.4.4', port: 22, names: ['c-0', 'c-0'] },
    { address: '127.3.0.5', port: 30_017, names: ['C_1', 'c-1'] },
  ];
  expect(clientConfig(peers, keys, 'root').split('\n')).toEqual([
    'Host 10.128.4.4 c-0',
    '  HostName 10.128.4.4',
    '  Port 22',
    '  User root',
    '  HostKeyAlias trainyard-job',
    '  IdentityFile "/s/ssh/key"',
    '  IdentitiesOnly yes',
    '  UserKnownHostsFile "/s/ssh/known_hosts"',
    '  GlobalKnownHostsFile /dev/null',
    '  StrictHostKeyChecking yes',
    '  BatchMode yes',
    '  LogLevel ERROR',
    'Host 127.3.0.5 C_1 c-1',
    '  HostName 127.3.0.5',
    '  Port 30017',
    ...Array(9).fill(expect.any(String)),
    'Match all',
    'Include ~/.ssh/config',
    'Include /etc/ssh/ssh_config',
    '',
  ]);
  expect(knownHost('ssh-ed25519 AAAA trainyard\n')).toBe('trainyard-job ssh-ed25519 AAAA\n');
});

test("a server lets in the job's key alone, and says variables on one line as they are", () => {
  const variables = { A: 'a b', B: 'say "x" \\ y', C: 'two\nlines' };
  expect(serverConfig({ address: '10.128.4.4', port: 22, keys, user: 'root', variables }, ['UsePAM no'])).toBe(
    [
      'ListenAddress 10.128.4.4',
      'Port 22',
      'HostKey "/s/ssh/host"',
      'AuthorizedKeysFile "/s/ssh/key.pub"',
      'AllowUsers root',
      'SetEnv "A=a b" "B=say \\"x\\" \\\\ y"',
      'UsePAM no',
      '',
    ].join('\n'),
  );
});
