import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { apiTable } from './vite-api-table.ts';
import { firstFiles } from './vite-first-files.ts';

/** The server adds the nonce to the one page; everything under assets/ is named by its content. */
export default defineConfig({
  plugins: [apiTable(), react(), firstFiles()],
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
      output: {
        codeSplitting: {
          groups: [
            // The shell comes whole or not at all: as sixty files it would take a slow line sixty turns.
            { name: 'shell', tags: ['$initial'], test: (id) => !/(index\.html|src\/main\.tsx)$/.test(id) },
            // The same for what most pages share: each is too small for a turn of its own. What stands on much of the library
            // (dialogs, tips) would take it to every page.
            {
              name: 'table',
              includeDependenciesRecursively: false,
              test: /portal\/src\/ui\/table\/(?!table-choices)|@tanstack\/(react-)?(table|virtual|store)/,
            },
            // The English of every reason, for the pages that tell one.
            {
              name: 'texts',
              includeDependenciesRecursively: false,
              test: /contracts\/src\/reasons|portal\/src\/ui\/use-texts/,
            },
            {
              name: 'parts',
              minShareCount: 4,
              includeDependenciesRecursively: false,
              test: /portal\/src\/ui\/(?!confirm-dialog|refusable-button|use-texts)[^/]+$|lucide-react|contracts\/src\/(node-sizes|durations)/,
            },
          ],
        },
      },
    },
  },
});
