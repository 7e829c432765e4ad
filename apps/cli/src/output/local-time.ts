/** A moment as a clock on the wall shows it: `14:05`, or with its date when that is not the day of `now`. */
export function localTime(ms: number, now: number): string {
  const [at, today] = [new Date(ms), new Date(now)];
  const two = (number: number) => String(number).padStart(2, '0');
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (at.toDateString() === today.toDateString()) return time;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${time}`;
}
