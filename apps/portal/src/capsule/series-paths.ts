/** A series as paths of SVG: runs of values that follow on each other; where nothing was sampled nothing is drawn. Pure. */

export interface Area {
  width: number;
  height: number;
  from: number;
  to: number;
}

type Values = readonly (number | null)[];

/** Places of the runs: from the first to the last value of each. */
function runsOf(values: Values): [number, number][] {
  const runs: [number, number][] = [];
  values.forEach((value, at) => {
    if (value === null) return;
    const last = runs.at(-1);
    if (last !== undefined && last[1] === at - 1) last[1] = at;
    else runs.push([at, at]);
  });
  return runs;
}

function placer(count: number, { width, height, from, to }: Area) {
  const x = (at: number) => (((at + 0.5) / Math.max(1, count)) * width).toFixed(1);
  const y = (value: number) => (to > from ? height - ((value - from) / (to - from)) * height : height).toFixed(1);
  return (at: number, value: number) => `${x(at)} ${y(value)}`;
}

/** The line through the values; a value alone is a dot of a line. */
export function lineOf(values: Values, area: Area): string {
  const place = placer(values.length, area);
  return runsOf(values)
    .map(([first, last]) => {
      const points = values.slice(first, last + 1).map((value, at) => place(first + at, value as number));
      return points.length === 1 ? `M${points[0]}h1` : `M${points.join('L')}`;
    })
    .join('');
}

/** The band between least and most. */
export function bandOf(min: Values, max: Values, area: Area): string {
  const place = placer(max.length, area);
  return runsOf(max)
    .map(([first, last]) => {
      const above = max.slice(first, last + 1).map((value, at) => place(first + at, value as number));
      const below = min
        .slice(first, last + 1)
        .map((value, at) => place(first + at, value ?? (max[first + at] as number)));
      return `M${[...above, ...below.toReversed()].join('L')}Z`;
    })
    .join('');
}
