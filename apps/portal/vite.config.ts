import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { apiTable } from './vite-api-table.ts';
import { chunkPlan } from './vite-chunks.ts';
import { firstFiles } from './vite-first-files.ts';

const chunks = chunkPlan();

/** The server adds the nonce to the one page; everything under assets/ is named by its content. */
export default defineConfig({
  plugins: [apiTable(), react(), chunks.plugin, firstFiles()],
  build: {
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: true,
    // Which page needs which files: the benchmark adds up what each costs. Hidden, so it is not given out.
    manifest: true,
    modulePreload: { polyfill: false },
    // Fonts and pictures stay files: the page's policy lets no data: font in.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: {
      // On a busy machine it tells how long our own callbacks took.
      checks: { pluginTimings: false },
      output: {
        codeSplitting: {
          groups: [
            // The shell comes whole or not at all: as sixty files it would take a slow line sixty turns.
            { name: 'shell', tags: ['$initial'], test: (id) => !/(index\.html|src\/main\.tsx)$/.test(id) },
            // Tips stand on every page.
            {
              name: 'tip',
              includeDependenciesRecursively: false,
              test: /@popperjs|@mui\/material\/(Tooltip|Popper)\//,
            },
            // The same for what most pages share: each is too small for a turn of its own. What stands on much of the library
            // (dialogs, tips) would take it to every page.
            // Tables of all sorts first; those whose rows are all here stand on a library that a window over a long list does without.
            {
              name: 'rows',
              includeDependenciesRecursively: false,
              test: /portal\/src\/ui\/table\/(columns|data-row|data-table\.module|group-row|head-row|kept|new-above|sort-param|table-menu|table-state|tick|use-at-hand|use-focus-back)/,
            },
            {
              name: 'table',
              includeDependenciesRecursively: false,
              test: /portal\/src\/ui\/table\/(?!table-choices|bulk-bar|window\/)|@tanstack\/(react-)?(table|virtual|store)/,
            },
            // The English of every reason, for the pages that tell one.
            {
              name: 'texts',
              includeDependenciesRecursively: false,
              test: /contracts\/src\/reasons|portal\/src\/ui\/use-texts/,
            },
            { name: 'icons', minShareCount: 3, includeDependenciesRecursively: false, test: /lucide-react/ },
            {
              name: (id) => chunks.fileOf(id) ?? null,
              debugName: 'by page',
              includeDependenciesRecursively: false,
              test: (id) => chunks.fileOf(id) !== undefined,
            },
          ],
        },
      },
    },
  },
});
