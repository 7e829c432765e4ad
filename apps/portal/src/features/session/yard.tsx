/** Tracks that fan out of one line, with wagons on some: what a train yard looks like from above. It tells nothing. */
import css from './session.module.css';

const width = 936;
const height = 900;
const middle = 432;
/** px between two tracks. */
const gap = 56;
/** How far a track goes sideways for each px up or down. */
const slope = 1.05;
/** px of a bend, on each side of its corner. */
const bend = 26;

/** The track that is lit. */
const lit = -2;
const tracks = [-6, -5, -4, -3, -1, 0, 1, 2, 3, 4, 5, 6, lit];

/** The track of each train, where its first wagon stands, and the shade of each wagon. */
const trains: readonly (readonly [track: number, x: number, shades: readonly number[]])[] = [
  [-6, 520, [6, 5, 8, 8, 9, 9, 6]],
  [-4, 470, [9, 10, 7, 6, 9, 7, 7, 6, 6, 7, 5, 6, 7, 6]],
  [-3, 436, [5, 8, 8, 6, 6, 9, 7, 6, 7, 7, 9, 5]],
  [-3, 764, [7, 6, 8]],
  [lit, 466, [9, 8, 8, 8]],
  [-1, 416, [6, 8]],
  [-1, 640, [6, 9, 6, 9, 5, 6, 10]],
  [0, 340, [9, 6, 10, 8, 10, 10, 6, 7]],
  [1, 380, [1, 1, 2, 1, 0, 1, 2]],
  [1, 640, [6, 9, 6, 7, 8, 7, 9]],
  [2, 446, [5, 7, 10, 6, 6, 8, 9]],
  [3, 610, [8, 9, 7, 8, 9]],
  [4, 436, [1, 0, 1, 1]],
  [5, 512, [7, 7, 9, 6]],
];
const wagon = { length: 20, height: 14, step: 23 };
const wagons = trains.flatMap(([track, start, shades]) =>
  shades.map((shade, at) => ({ shade, x: start + at * wagon.step, y: middle + track * gap - wagon.height / 2 })),
);

/** The nearer to the middle, the later a track leaves it. */
function path(track: number): string {
  if (track === 0) return `M0 ${middle}H${width}`;
  const corner = 64 + 34 * (6 - Math.abs(track));
  const y = middle + track * gap;
  const sign = Math.sign(track);
  const far = corner + slope * Math.abs(track) * gap;
  const up = bend / Math.hypot(slope, 1);
  const along = up * slope;
  return [
    `M0 ${middle}H${corner - bend}`,
    `Q${corner} ${middle} ${corner + along} ${middle + sign * up}`,
    `L${far - along} ${y - sign * up}`,
    `Q${far} ${y} ${far + bend} ${y}H${width}`,
  ].join('');
}

export function Yard() {
  return (
    <svg
      className={css.yard}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="xMinYMid slice"
      aria-hidden="true"
    >
      {tracks.map((track) => (
        <path key={track} d={path(track)} className={track === lit ? css.lit : css.track} />
      ))}
      {wagons.map(({ shade, x, y }) => (
        <rect
          key={`${x} ${y}`}
          x={x}
          y={y}
          width={wagon.length}
          height={wagon.height}
          rx="2"
          style={{ fill: `var(--h${shade})` }}
        />
      ))}
    </svg>
  );
}
