import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNvidiaCsv, type NvidiaRow } from './nvidia-csv.ts';

const MiB = 1024 ** 2;

function parse(...chunks: string[]): { rows: NvidiaRow[]; others: string[] } {
  const rows: NvidiaRow[] = [];
  const others: string[] = [];
  const csv = createNvidiaCsv(
    (row) => rows.push(row),
    (line) => others.push(line),
  );
  for (const chunk of chunks) csv.push(chunk);
  csv.end();
  return { rows, others };
}

const header =
  'index, uuid, name, memory.total [MiB], memory.used [MiB], utilization.gpu [%], power.draw [W], temperature.gpu, clocks.current.sm [MHz]';
/** Written after what drivers of each generation print for these fields. */
const driver390 = `${header}
0, GPU-8f2a4c1e-0b6d-11e8-9d3f-4c72b9f1a001, Tesla K80, 11441 MiB, 0 MiB, 0 %, 26.41 W, 34, 324 MHz
1, GPU-8f2a4c1e-0b6d-11e8-9d3f-4c72b9f1a002, Tesla K80, 11441 MiB, 10963 MiB, 99 %, 147.02 W, 78, 875 MHz
2, GPU-8f2a4c1e-0b6d-11e8-9d3f-4c72b9f1a003, GeForce GT 710, 2002 MiB, 12 MiB, [Not Supported], [Not Supported], 41, [Not Supported]
`;
const driver470 = `${header}
0, GPU-5b0c7b56-6f4a-6d0f-94b7-1c1d6b1f7e10, Tesla V100-PCIE-16GB, 16160 MiB, 4321 MiB, 57 %, 131.55 W, 52, 1380 MHz
1, GPU-5b0c7b56-6f4a-6d0f-94b7-1c1d6b1f7e11, NVIDIA A100-SXM4-40GB, 40536 MiB, 3 MiB, [N/A], 45.10 W, 29, 210 MHz
Unable to determine the device handle for GPU 0000:3B:00.0: GPU is lost.  Reboot the system to recover this GPU
`;
const driver535 = `${header}
0, GPU-d7f1a2f4-3c52-5a10-8f57-2f3c43b2c001, NVIDIA A100-SXM4-80GB, 81920 MiB, 78122 MiB, 100 %, 398.76 W, 61, 1410 MHz
1, GPU-d7f1a2f4-3c52-5a10-8f57-2f3c43b2c002, NVIDIA A100-SXM4-80GB, 81920 MiB, [Unknown Error], [Unknown Error], [Unknown Error], [GPU is lost], [Unknown Error]
`;
const driver550 = `${header}
0, GPU-1f6d2f60-9c41-b8f3-9a5f-2d14c7a7b001, NVIDIA H100 80GB HBM3, 81559 MiB, 17 MiB, 0 %, 69.93 W, 27, 345 MHz
1, GPU-1f6d2f60-9c41-b8f3-9a5f-2d14c7a7b002, NVIDIA GB10, [N/A], [N/A], 12 %, [N/A], 44, 2405 MHz
2, [N/A], [GPU requires reset], [GPU requires reset], [GPU requires reset], [GPU requires reset], [GPU requires reset], [GPU requires reset], [GPU requires reset]
Unable to determine the device handle for GPU3: 0000:3B:00.0: Unknown Error`;

describe('rows of nvidia-smi', () => {
  it('are read from driver 390', () => {
    const { rows, others } = parse(driver390);
    expect(others).toEqual([]);
    expect(rows.map((row) => row.name)).toEqual(['Tesla K80', 'Tesla K80', 'GeForce GT 710']);
    expect(rows[1]).toEqual({
      index: 1,
      uuid: 'GPU-8f2a4c1e-0b6d-11e8-9d3f-4c72b9f1a002',
      name: 'Tesla K80',
      reading: {
        'gpu.utilisation': 99,
        'gpu.memory.used': 10963 * MiB,
        'gpu.memory.total': 11441 * MiB,
        'gpu.power': 147.02,
        'gpu.temperature': 78,
        'gpu.clock.sm': 875e6,
      },
    });
    expect(rows[2]?.reading).toMatchObject({ 'gpu.utilisation': null, 'gpu.power': null, 'gpu.clock.sm': null });
  });

  it('are read from driver 470, among lines of a lost card', () => {
    const { rows, others } = parse(driver470);
    expect(rows).toHaveLength(2);
    expect(rows[1]?.reading).toMatchObject({ 'gpu.utilisation': null, 'gpu.power': 45.1 });
    expect(others).toEqual([expect.stringContaining('GPU is lost')]);
  });

  it('are read from driver 535, errors in place of values', () => {
    const { rows } = parse(driver535);
    expect(rows[0]?.reading['gpu.memory.used']).toBe(78122 * MiB);
    expect(rows[1]?.reading).toEqual({
      'gpu.utilisation': null,
      'gpu.memory.used': null,
      'gpu.memory.total': 81920 * MiB,
      'gpu.power': null,
      'gpu.temperature': null,
      'gpu.clock.sm': null,
    });
  });

  it('are read from driver 550 and later, also without a last newline', () => {
    const { rows, others } = parse(driver550);
    expect(rows.map((row) => row.reading['gpu.memory.total'])).toEqual([81559 * MiB, null, null]);
    expect(rows[2]).toMatchObject({ uuid: 'nvidia-2', name: 'unknown' });
    expect(others).toEqual([expect.stringContaining('Unknown Error')]);
  });

  it('follow their header: other order, other names, no units in the cells', () => {
    const { rows } = parse(
      'temperature.gpu, power.draw.average [mW], gpu_uuid, index, clocks.sm, memory.used [GiB], extra, memory.total\r\n',
      '61, 250000, GPU-a, 4, 1410, 2, anything, 1024\r\n',
    );
    expect(rows).toEqual([
      {
        index: 4,
        uuid: 'GPU-a',
        name: '',
        reading: {
          'gpu.utilisation': null,
          'gpu.memory.used': 2048 * MiB,
          'gpu.memory.total': 1024 * MiB,
          'gpu.power': 250,
          'gpu.temperature': 61,
          'gpu.clock.sm': 1410e6,
        },
      },
    ]);
  });

  it('are none in messages, and none before a header', () => {
    for (const text of ['No devices were found', 'Failed to initialize NVML: Driver/library version mismatch']) {
      expect(parse(text)).toEqual({ rows: [], others: [text] });
    }
    expect(parse('0, GPU-a, Tesla K80, 1 MiB, 1 MiB, 1 %, 1 W, 1, 1 MHz').rows).toEqual([]);
  });

  it('are the same wherever the output is cut', () => {
    for (const text of [driver390, driver470, driver535, driver550]) {
      const whole = parse(text);
      fc.assert(
        fc.property(fc.array(fc.nat(text.length), { maxLength: 20 }), (cuts) => {
          const at = [0, ...cuts.sort((a, b) => a - b), text.length];
          expect(parse(...at.slice(1).map((to, i) => text.slice(at[i], to)))).toEqual(whole);
        }),
        { numRuns: 30 },
      );
    }
  });
});
