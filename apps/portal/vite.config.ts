import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { apiTable } from './vite-api-table.ts';

/** The server adds the nonce to the one page; everything under assets/ is named by its content. */
export default defineConfig({
  plugins: [apiTable(), react()],
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
  },
});
