import css from './node-cells.module.css';

interface GpuStripProps {
  /** GPUs of the node. */
  gpus: number;
  free: readonly number[];
  held: readonly number[];
  /** What the strip says, for those who hear it. */
  label: string;
  /** True when what is free may be taken now. */
  lit?: boolean;
}

/** The GPUs of one node in a row of a table: held, free, or neither, without how busy they are. */
export function GpuStrip({ gpus, free, held, label, lit = false }: GpuStripProps) {
  const kindOf = (id: number) => (held.includes(id) ? css.held : free.includes(id) ? css.free : css.na);
  return (
    <span
      className={`${css.strip} ${lit ? css.lit : ''}`}
      role="img"
      aria-label={label}
      style={{ gridTemplateColumns: `repeat(${Math.min(gpus, 8)}, 9px)` }}
    >
      {Array.from({ length: gpus }, (_, id) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a GPU is its place
        <i key={id} className={kindOf(id)} />
      ))}
    </span>
  );
}
