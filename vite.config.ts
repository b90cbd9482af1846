import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { hostingPage } from './hosting-page.ts';
import { licences } from './licences.ts';
import { PAGE_POLICY, SECURITY_HEADERS } from './security-headers.ts';
import { tokenizerOnly } from './tokenizer-only.ts';
import { webManifest } from './web-manifest.ts';

const server = {
  host: 'localhost',
  port: Number(process.env.PORT ?? 4173),
  strictPort: true,
  headers: SECURITY_HEADERS,
};

/** The policy of the built page, which has no server of ours. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: {
        'http-equiv': 'Content-Security-Policy',
        content: PAGE_POLICY,
      },
      injectTo: 'head-prepend',
    },
  ],
};

/** The installable, offline app: `src/sw/sw.ts` with the list of the build's files put into it. */
const serviceWorker = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'src/sw',
  filename: 'sw.ts',
  // `src/app/pwa` registers it.
  injectRegister: false,
  registerType: 'prompt',
  manifest: webManifest,
  injectManifest: {
    globPatterns: ['**/*.{html,js,css,svg,png,webp,wasm}'],
    // Models are kept by content, see src/sw/model-cache.ts; only a shop looks at the screenshots.
    globIgnores: ['models/**', 'screenshots/**'],
    // ONNX Runtime's binaries are listed, but fetched on first use only.
    maximumFileSizeToCacheInBytes: 64e6,
  },
});

export default defineConfig({
  // Relative, so that the built folder works under any path of any static host.
  base: './',
  // No fallback to index.html: a missing model file must be a 404, not a page with status 200.
  appType: 'mpa',
  // Workers are built by their own plugins, and served by the page's.
  plugins: [react(), hostingPage, licences, contentSecurityPolicy, serviceWorker, tokenizerOnly()],
  server,
  preview: server,
  worker: { format: 'es', plugins: () => [tokenizerOnly()] },
  build: {
    target: 'esnext',
    rolldownOptions: { input: ['index.html', 'hosting.html'] },
    // One small style sheet: each more of them would hold up the first paint for a round trip.
    cssCodeSplit: false,
    assetsInlineLimit: 2048,
    // The ONNX Runtime binaries are meant to be big; the page's own code is watched by its test.
    chunkSizeWarningLimit: 1024,
  },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
});
