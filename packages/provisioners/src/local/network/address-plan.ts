/** A block of IPv4 addresses: its first address as a number, and the bits that all of its addresses share. */
export interface Block {
  base: number;
  prefix: number;
}

/** 1,022 hosts: about as many as a bridge of Linux takes ports. */
const subnetPrefix = 22;
/** Where subnets lie. The second and third are for sites that use all of 10/8 themselves. */
const pools = ['10.128.0.0/9', '172.16.0.0/12', '198.18.0.0/15'].map((text) => parseBlock(text) as Block);
/** The gateway is the first host; nodes begin with the fourth, as in Azure. */
const gatewayHost = 1;
const firstHost = 4;
const hosts = 2 ** (32 - subnetPrefix) - 1 - firstHost;

/** Reads `10.0.0.0/8` or `10.0.0.1`; undefined for anything else, such as an IPv6 block. */
export function parseBlock(text: string): Block | undefined {
  const [, address = '', bits] = /^(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?$/.exec(text) ?? [];
  const bytes = address.split('.').map(Number);
  const prefix = bits === undefined ? 32 : Number(bits);
  if (bytes.length !== 4 || bytes.some((byte) => byte > 255) || prefix > 32) return undefined;
  const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return { base: value - (value % sizeOf(prefix)), prefix };
}

export function formatBlock({ base, prefix }: Block): string {
  return `${formatAddress(base)}/${prefix}`;
}

export function overlap(a: Block, b: Block): boolean {
  return a.base < b.base + sizeOf(b.prefix) && b.base < a.base + sizeOf(a.prefix);
}

/**
 * A block for a subnet that overlaps none in use, looked for from a start of its own (any whole number), so that two servers that choose
 * at the same moment are unlikely to meet. Undefined when all are in use.
 */
export function chooseBlock(start: number, occupied: readonly Block[]): Block | undefined {
  for (const pool of pools) {
    const count = sizeOf(pool.prefix) / sizeOf(subnetPrefix);
    for (let n = 0; n < count; n++) {
      const block = { base: pool.base + ((start + n) % count) * sizeOf(subnetPrefix), prefix: subnetPrefix };
      if (!occupied.some((other) => overlap(block, other))) return block;
    }
  }
  return undefined;
}

export function gatewayOf(block: Block): string {
  return formatAddress(block.base + gatewayHost);
}

/** The next address of a node, counted from `next`, that no living node has; and where to count on from. Undefined when none is left. */
export function chooseAddress(
  block: Block,
  next: number,
  taken: ReadonlySet<string>,
): { address: string; next: number } | undefined {
  for (let n = 0; n < hosts; n++) {
    const at = (next + n) % hosts;
    const address = formatAddress(block.base + firstHost + at);
    if (!taken.has(address)) return { address, next: (at + 1) % hosts };
  }
  return undefined;
}

function sizeOf(prefix: number): number {
  return 2 ** (32 - prefix);
}

function formatAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
