import { type FactFiles, readProcFile } from './proc-file.ts';
import { createRate } from './rate.ts';

export interface NetworkSample {
  receive: number | null;
  transmit: number | null;
}

/** Loopback, and what carries bytes that a real interface counts too: bridges, bonds, tunnels, VLANs, containers' ends. */
const counted =
  /^(lo|veth.*|docker.*|br-.*|virbr.*|bond.*|team.*|ifb.*|dummy.*|tun.*|tap.*|wg.*|cali.*|flannel.*|cni.*|.*\..*)$/;

/** Bytes per second over the machine's network interfaces. */
export function createNetwork(files: FactFiles): (monotonicMs: number) => NetworkSample {
  const receive = createRate();
  const transmit = createRate();
  return (at) => {
    const counters = parseNetDev(readProcFile(`${files.proc}/net/dev`));
    return { receive: receive.next(counters?.received, at), transmit: transmit.next(counters?.transmitted, at) };
  };
}

export function parseNetDev(text: string | undefined): { received: number; transmitted: number } | undefined {
  if (text === undefined) return undefined;
  const sum = { received: 0, transmitted: 0 };
  for (const line of text.split('\n')) {
    const [, name, rest] = /^ *(\S+?): *(\d.*)$/.exec(line) ?? [];
    if (name === undefined || rest === undefined || counted.test(name)) continue;
    const numbers = rest.split(/ +/).map(Number);
    sum.received += numbers[0] ?? 0;
    sum.transmitted += numbers[8] ?? 0;
  }
  return sum;
}
