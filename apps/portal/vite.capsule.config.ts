import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * What shows a capsule: one script and one style sheet that the server writes into the file, fonts and all. It fetches nothing, so nothing may
 * stay apart from it.
 */
export default defineConfig({
  plugins: [react()],
  publicDir: false,
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    target: 'es2023',
    emptyOutDir: false,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    cssCodeSplit: false,
    modulePreload: false,
    lib: {
      entry: 'src/capsule/main.tsx',
      formats: ['iife'],
      name: 'capsule',
      fileName: () => 'viewer.js',
      cssFileName: 'viewer',
    },
  },
});
