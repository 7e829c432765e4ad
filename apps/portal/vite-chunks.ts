/**
 * Which modules travel together. Left alone, whatever two pages share becomes a file of its own: forty of them before a page is
 * drawn, six at a time, each a turn over the line and a request of the main thread's. Here what a page alone needs is one file,
 * what pages share another; the parts that it draws next are two more.
 */
import type { Plugin } from 'vite';

/** Parts of a page that travel together: those at the top of it (`soon` in src/ui/later.ts), and those below (`next`). */
const soonParts: readonly (readonly [name: string, modules: RegExp])[] = [
  ['job-top', /features\/jobs\/panels\/(timeline-panel|run-readouts)\.tsx$/],
  ['job-live', /features\/jobs\/panels\/(gpu-panel|log-panel|metrics-panel|facts-panel|machine-panel)\.tsx$/],
  ['overview-latest', /features\/overview\/latest-pane\.tsx$/],
  ['overview-below', /features\/overview\/queue-depth-pane\.tsx$/],
];

/** The pages that are looked at all day: what other pages share goes its own way. */
const looked = ['overview-overview', 'jobs-job', 'jobs-list'];

const isPage = /\/src\/features\/(.+)-page\.tsx$/;

/** What they need of libraries and would be a file of its own. */
const ofLibraries =
  /@mui\/(material|system|utils)\/(useMediaQuery|useThemeProps|useControlled|utils\/(createSvgIcon|useControlled)|SvgIcon)/;
/** What stands on more than it is worth to pages without it. */
const stands = /portal\/src\/ui\/refusable-button/;

const ofHeat = /portal\/src\/(ui\/heat|live\/heat)|series\/src\/heat/;

interface Reach {
  /** Pages that cannot be drawn without it. */
  first: Set<string>;
  /** Pages that need it at some time. */
  ever: Set<string>;
  /** The first of the {@link soonParts} that cannot be drawn without it. */
  soon?: string;
}

/** The plugin that looks at the graph of modules, and which file a module goes into by it: undefined for one of its own. */
export function chunkPlan(): { plugin: Plugin; fileOf(id: string): string | undefined } {
  const reaches = new Map<string, Reach>();
  const reachOf = (id: string): Reach => {
    const found = reaches.get(id) ?? { first: new Set(), ever: new Set() };
    reaches.set(id, found);
    return found;
  };
  const plugin: Plugin = {
    name: 'trainyard-chunks',
    apply: 'build',
    buildEnd() {
      const walk = (root: string, later: boolean, seen = new Set<string>()): Set<string> => {
        if (seen.has(root) || root.includes('/node_modules/')) return seen;
        seen.add(root);
        const info = this.getModuleInfo(root);
        for (const id of info?.importedIds ?? []) walk(id, later, seen);
        if (later) for (const id of info?.dynamicallyImportedIds ?? []) walk(id, later, seen);
        return seen;
      };
      for (const id of this.getModuleIds()) {
        const page = isPage.exec(id)?.[1]?.replaceAll('/', '-');
        if (page !== undefined) {
          for (const one of walk(id, false)) reachOf(one).first.add(page);
          for (const one of walk(id, true)) reachOf(one).ever.add(page);
        }
      }
      for (const [name, modules] of soonParts) {
        const found = [...this.getModuleIds()].filter((id) => modules.test(id));
        if (found.length === 0) throw new Error(`the build has no module of ${name}`);
        for (const id of found) for (const one of walk(id, false)) reachOf(one).soon ??= name;
      }
    },
  };
  return {
    plugin,
    fileOf(id) {
      if (ofLibraries.test(id)) return 'parts';
      if (stands.test(id)) return undefined;
      const reach = reaches.get(id);
      if (reach === undefined) return undefined;
      const [only] = reach.ever;
      // Maps of cells, and what a page with some cells needs of them.
      if (reach.first.size > 1 && ofHeat.test(id)) return reach.first.has('clusters-nodes-node') ? 'heat' : 'map';
      if (reach.first.size > 1) return looked.some((page) => reach.first.has(page)) ? 'parts' : undefined;
      if (reach.ever.size > 1) return undefined;
      return reach.first.size === 1 ? only : reach.soon;
    },
  };
}
