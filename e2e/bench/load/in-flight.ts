import type { Storm } from './storm.ts';

/** Does `count` pieces of work, `most` of them at once, each next one as soon as one is done. */
export async function inFlight(
  most: number,
  count: number,
  work: (number: number) => Promise<unknown>,
): Promise<Storm> {
  const times: number[] = [];
  let next = 0;
  const from = performance.now();
  const go = async (): Promise<void> => {
    while (next < count) {
      const number = next++;
      const sent = performance.now();
      await work(number);
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: most }, go));
  return { perSecond: count / ((performance.now() - from) / 1000), times };
}
