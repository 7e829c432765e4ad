import { PbfWriter } from 'pbf';
import { describe, expect, it } from 'vitest';
import { readScalars } from './scalars.ts';
import { maskedCrc } from './tfrecord.ts';

type Write = (writer: PbfWriter) => void;

const message = (write: Write): Uint8Array => {
  const writer = new PbfWriter();
  write(writer);
  return writer.finish();
};

function record(data: Uint8Array): number[] {
  const head = new DataView(new ArrayBuffer(12));
  head.setBigUint64(0, BigInt(data.length), true);
  head.setUint32(8, maskedCrc(new Uint8Array(head.buffer, 0, 8)), true);
  const tail = new DataView(new ArrayBuffer(4));
  tail.setUint32(0, maskedCrc(data), true);
  return [...new Uint8Array(head.buffer), ...data, ...new Uint8Array(tail.buffer)];
}

const event = (step: number, ...values: Uint8Array[]): number[] =>
  record(
    message((writer) => {
      writer.writeDoubleField(1, 1.7e9);
      writer.writeVarintField(2, step);
      writer.writeBytesField(
        5,
        message((summary) => {
          for (const value of values) summary.writeBytesField(1, value);
        }),
      );
    }),
  );

const simple = (tag: string, value: number) =>
  message((writer) => {
    writer.writeStringField(1, tag);
    writer.writeFloatField(2, value);
  });

const tensor = (tag: string, write: Write) =>
  message((writer) => {
    writer.writeStringField(1, tag);
    writer.writeBytesField(8, message(write));
  });

const fileVersion = record(message((writer) => writer.writeStringField(3, 'brain.Event:2')));

describe('scalars of an event file', () => {
  it('are read as TensorFlow 1 and PyTorch write them', () => {
    const bytes = Uint8Array.from([
      ...fileVersion,
      ...event(0, simple('loss', 2), simple('lr', 0.5)),
      ...event(10, simple('loss', 1)),
    ]);
    expect(readScalars(bytes)).toEqual({
      lines: [
        { tag: 'loss', step: [0, 10], value: [2, 1] },
        { tag: 'lr', step: [0], value: [0.5] },
      ],
      others: 0,
      stopped: null,
    });
  });

  it('are read as TensorFlow 2 writes them: tensors without a shape', () => {
    const content = new Uint8Array(new Float32Array([0.25]).buffer);
    const wide = new Uint8Array(new Float64Array([0.1]).buffer);
    const bytes = Uint8Array.from([
      ...event(
        3,
        tensor('content', (writer) => {
          writer.writeVarintField(1, 1);
          writer.writeBytesField(4, content);
        }),
        tensor('packed', (writer) => {
          writer.writeVarintField(1, 1);
          writer.writePackedFloat(5, [0.5]);
        }),
        tensor('double', (writer) => {
          writer.writeVarintField(1, 2);
          writer.writeBytesField(4, wide);
        }),
      ),
    ]);
    expect(readScalars(bytes).lines.map(({ tag, value }) => [tag, value[0]])).toEqual([
      ['content', 0.25],
      ['double', 0.1],
      ['packed', 0.5],
    ]);
  });

  it('leave out what is none, and count it', () => {
    const shape = message((writer) =>
      writer.writeBytesField(
        2,
        message((size) => size.writeVarintField(1, 3)),
      ),
    );
    const bytes = Uint8Array.from(
      event(
        1,
        tensor('histogram', (writer) => {
          writer.writeVarintField(1, 1);
          writer.writeBytesField(2, shape);
          writer.writePackedFloat(5, [1, 2, 3]);
        }),
      ),
    );
    expect(readScalars(bytes)).toEqual({ lines: [], others: 1, stopped: null });
  });

  it('rise in steps, and where a run went back its later values count', () => {
    const bytes = Uint8Array.from([
      ...event(1, simple('loss', 3)),
      ...event(2, simple('loss', 2)),
      ...event(2, simple('loss', 1)),
      ...event(1, simple('loss', 9)),
    ]);
    expect(readScalars(bytes).lines).toEqual([{ tag: 'loss', step: [1, 2], value: [9, 1] }]);
  });

  it('say where a file that is being written ends', () => {
    const bytes = Uint8Array.from([...event(1, simple('loss', 3)), ...event(2, simple('loss', 2)).slice(0, -3)]);
    expect(readScalars(bytes)).toMatchObject({ lines: [{ step: [1] }], stopped: 'cut' });
  });

  it('are none in records that hold something else', () => {
    expect(readScalars(Uint8Array.from(record(Uint8Array.of(0x7f, 0xff, 0xff))))).toMatchObject({ lines: [] });
  });
});
