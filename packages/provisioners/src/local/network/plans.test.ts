import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseAddress, chooseBlock, formatBlock, gatewayOf, overlap, parseBlock } from './address-plan.ts';
import { hostsText } from './hosts-file.ts';
import { hostNameOf, networkNames } from './names.ts';
import { serversOf } from './resolver.ts';
import { missingCapabilities } from './rights.ts';

const block = (text: string) => parseBlock(text) as NonNullable<ReturnType<typeof parseBlock>>;
const anyBlock = fc.tuple(fc.ipV4(), fc.integer({ min: 8, max: 32 })).map(([address, bits]) => `${address}/${bits}`);

describe('addresses of subnets', () => {
  it('reads blocks of IPv4 and nothing else', () => {
    expect(formatBlock(block('10.1.2.3/22'))).toBe('10.1.0.0/22');
    expect(formatBlock(block('192.0.2.1'))).toBe('192.0.2.1/32');
    for (const text of ['fe80::/64', '10.0.0.0/33', '10.0.0/8', '256.0.0.1', 'default', '']) {
      expect(parseBlock(text)).toBeUndefined();
    }
  });

  it('chooses a block that overlaps none in use, wherever it begins to look', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 28), fc.array(anyBlock, { maxLength: 30 }), (start, used) => {
        const occupied = used.map(block);
        const chosen = chooseBlock(start, occupied);
        expect(chosen && occupied.some((other) => overlap(chosen, other))).not.toBe(true);
      }),
    );
  });

  it('leaves 10/8 to a site that uses all of it, and says when nothing is free', () => {
    const chosen = chooseBlock(5, [block('10.0.0.0/8')]);
    expect(chosen && overlap(chosen, block('172.16.0.0/12'))).toBe(true);
    expect(chooseBlock(5, ['10.0.0.0/8', '172.16.0.0/12', '198.18.0.0/15'].map(block))).toBeUndefined();
  });

  it('gives every node of a full subnet an address of its own, the gateway none, and then no more', () => {
    const subnet = block('10.128.4.0/22');
    const taken = new Set<string>();
    for (let next = 1000; ; ) {
      const chosen = chooseAddress(subnet, next, taken);
      if (!chosen) break;
      expect(overlap(subnet, block(chosen.address))).toBe(true);
      taken.add(chosen.address);
      next = chosen.next;
    }
    expect(taken.size).toBe(1019);
    expect(taken.has(gatewayOf(subnet))).toBe(false);
    expect([gatewayOf(subnet), chooseAddress(subnet, 0, new Set())?.address]).toEqual(['10.128.4.1', '10.128.4.4']);
    expect(taken.has('10.128.7.255')).toBe(false);
  });
});

describe('names', () => {
  const uid = '018f0000-0000-7000-8000-000000000001';

  it('fit an interface, tell roots, nodes and subnets apart, and do not heed the case of a resource id', () => {
    const [here, there] = [networkNames('/srv/a'), networkNames('/srv/b')];
    expect(here.linkOf(uid)).toHaveLength(15);
    expect(here.bridgeOf('/Sub/NET')).toHaveLength(15);
    expect(here.bridgeOf('/Sub/NET')).toBe(here.bridgeOf('/sub/net'));
    const all = [here, there].flatMap((names) => [names.linkOf(uid), names.bridgeOf(uid), names.namespaceOf(uid)]);
    expect(new Set(all).size).toBe(all.length);
    expect(
      all.filter((name) => [here.links, here.bridges, here.namespaces].some((own) => name.startsWith(own))),
    ).toEqual(all.slice(0, 3));
  });

  it('make a host name of any name of a node, and never the same twice', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 80 }), { maxLength: 40 }), (nodes) => {
        const taken = new Set<string>();
        for (const node of nodes) {
          const name = hostNameOf(node, taken);
          expect(name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
          expect(taken.has(name)).toBe(false);
          taken.add(name);
        }
      }),
    );
    expect(hostNameOf('GPU_cluster-0', new Set())).toBe('gpu-cluster-0');
    expect(hostNameOf('gpu-0', new Set(['gpu-0']))).toBe('gpu-0-2');
  });
});

it('writes neighbours after what the machine has, by host name, with the name of a node where that is another', () => {
  const hosts = [
    { address: '10.128.4.5', hostName: 'b-c-1', name: 'B_c-1' },
    { address: '10.128.4.4', hostName: 'a-0', name: 'A-0' },
  ];
  expect(hostsText('127.0.0.1 localhost', hosts)).toBe(
    '127.0.0.1 localhost\n# Nodes of this subnet, kept by Trainyard.\n10.128.4.4 a-0\n10.128.4.5 b-c-1 B_c-1\n',
  );
});

it('reads the servers of a resolver and the capabilities of a process', () => {
  expect(serversOf('# nameserver 1.1.1.1\nnameserver 127.0.0.53\noptions edns0\n nameserver 192.0.2.53\n')).toEqual([
    '127.0.0.53',
    '192.0.2.53',
  ]);
  expect(missingCapabilities('Name:\tnode\nCapEff:\t000001ffffffffff\n')).toEqual([]);
  expect(missingCapabilities('CapEff:\t0000000000001000\n')).toEqual(['CAP_SYS_ADMIN']);
  expect(missingCapabilities('CapEff:\t0000000000000000\n')).toEqual(['CAP_NET_ADMIN', 'CAP_SYS_ADMIN']);
});
