/** What of the page's samples is followed, for those who sum up how current the page is. */
export interface Followed {
  kind: 'job' | 'node' | 'cluster';
  /** True while more may come. */
  isLive: boolean;
  /** Newest live sample of each node, server's ms. */
  heard: Iterable<readonly [string, number]>;
  /** GPUs whose samples say that they are simulated, each as `node device`. */
  simulated: Iterable<string>;
  /** Server's ms since when live samples of a node were asked for; undefined when they are not. */
  watchedSinceOf(node: string): number | undefined;
}

/** All that components look at now; ended ones as well. */
export const followed = new Set<Followed>();
