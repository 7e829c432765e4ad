/** Scalars of a TensorBoard event file: what each tag told, step by step. Field numbers are those of event.proto, summary.proto and tensor.proto. Pure. */
import { PbfReader } from 'pbf';
import { readRecords } from './tfrecord.ts';

export interface ScalarLine {
  tag: string;
  step: number[];
  value: number[];
}

export interface EventFile {
  lines: ScalarLine[];
  /** Values that are no scalars: images, histograms, graphs. */
  others: number;
  stopped: 'cut' | 'broken' | null;
}

interface Value {
  tag: string;
  scalar: number | null;
}

interface Event {
  step: number;
  values: Value[];
}

/** Element types of a tensor that hold one number: float and double. */
const [float, double] = [1, 2];

interface Tensor {
  type: number;
  content: Uint8Array | null;
  numbers: number[];
  /** Elements by its shape; 1 for a scalar. */
  size: number;
}

/** Packed, or one by one: both are protobuf. */
function readNumbers(pbf: PbfReader, into: number[], wide: boolean): void {
  if (pbf.type === 2) {
    if (wide) pbf.readPackedDouble(into);
    else pbf.readPackedFloat(into);
  } else into.push(wide ? pbf.readDouble() : pbf.readFloat());
}

const readDimension = (tag: number, dimension: { size: number }, pbf: PbfReader): void => {
  if (tag === 1) dimension.size = pbf.readVarint(true);
};

const readShape = (tag: number, tensor: Tensor, pbf: PbfReader): void => {
  if (tag === 2) tensor.size *= pbf.readMessage(readDimension, { size: 1 }).size;
};

const readTensor = (tag: number, tensor: Tensor, pbf: PbfReader): void => {
  if (tag === 1) tensor.type = pbf.readVarint();
  else if (tag === 2) pbf.readMessage(readShape, tensor);
  else if (tag === 4) tensor.content = pbf.readBytes();
  else if (tag === 5) readNumbers(pbf, tensor.numbers, false);
  else if (tag === 6) readNumbers(pbf, tensor.numbers, true);
};

function scalarOf({ type, content, numbers, size }: Tensor): number | null {
  if (size !== 1 || (type !== float && type !== double)) return null;
  if (numbers.length === 1) return numbers[0] ?? null;
  if (content === null || content.length !== (type === float ? 4 : 8)) return null;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  return type === float ? view.getFloat32(0, true) : view.getFloat64(0, true);
}

const readValue = (tag: number, value: Value, pbf: PbfReader): void => {
  if (tag === 1) value.tag = pbf.readString();
  else if (tag === 2) value.scalar = pbf.readFloat();
  else if (tag === 8) {
    value.scalar = scalarOf(pbf.readMessage(readTensor, { type: 0, content: null, numbers: [], size: 1 }));
  }
};

const readSummary = (tag: number, event: Event, pbf: PbfReader): void => {
  if (tag === 1) event.values.push(pbf.readMessage(readValue, { tag: '', scalar: null }));
};

const readEvent = (tag: number, event: Event, pbf: PbfReader): void => {
  if (tag === 2) event.step = pbf.readVarint(true);
  else if (tag === 5) pbf.readMessage(readSummary, event);
};

/** Reads a file's bytes; what is not whole at its end is left out and said. Never throws. */
export function readScalars(bytes: Uint8Array): EventFile {
  const { records, stopped } = readRecords(bytes);
  const lines = new Map<string, ScalarLine>();
  let others = 0;
  for (const record of records) {
    let event: Event;
    try {
      event = new PbfReader(record).readFields(readEvent, { step: 0, values: [] });
    } catch {
      // Its checksum is right, so it was written so: this is no file of events.
      return { lines: inOrder(lines), others, stopped: 'broken' };
    }
    for (const { tag, scalar } of event.values) {
      if (scalar === null) others += 1;
      else {
        const line = lines.get(tag) ?? { tag, step: [], value: [] };
        lines.set(tag, line);
        line.step.push(event.step);
        line.value.push(scalar);
      }
    }
  }
  return { lines: inOrder(lines), others, stopped };
}

/** By tag; a run that began again at an earlier step goes on there, so the steps of a line only rise. */
function inOrder(lines: ReadonlyMap<string, ScalarLine>): ScalarLine[] {
  return [...lines.values()]
    .sort((a, b) => a.tag.localeCompare(b.tag, 'en', { numeric: true }))
    .map(({ tag, step, value }) => {
      const last = new Map<number, number>();
      step.forEach((at, index) => {
        last.set(at, value[index] as number);
      });
      const steps = [...last.keys()].sort((a, b) => a - b);
      return { tag, step: steps, value: steps.map((at) => last.get(at) as number) };
    });
}
