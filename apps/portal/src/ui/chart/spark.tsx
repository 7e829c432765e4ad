/** A line of few values as large as a word, on a scale of 0–100; what was not measured is a gap. */
interface SparkProps {
  /** Oldest first. */
  values: readonly (number | null)[];
  /** What it is of and what it says, for those who hear it. */
  label: string;
  width?: number;
  height?: number;
}

export function Spark({ values, label, width = 60, height = 14 }: SparkProps) {
  const y = (value: number) => height - 1 - (Math.min(100, Math.max(0, value)) / 100) * (height - 2);
  const x = (at: number) => (values.length < 2 ? width : (at / (values.length - 1)) * (width - 3));
  let path = '';
  let drawn = false;
  for (const [at, value] of values.entries()) {
    if (value !== null) path += `${drawn ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    drawn = value !== null;
  }
  const last = values.at(-1) ?? null;
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      <path d={path} fill="none" stroke="var(--spark)" strokeWidth="1.25" />
      {last !== null && <circle cx={x(values.length - 1)} cy={y(last)} r="1.75" fill="var(--accent)" />}
    </svg>
  );
}
