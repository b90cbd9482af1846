import type { ManifestOptions } from 'vite-plugin-pwa';

/**
 * How the app presents itself when it is installed. Addresses are relative to the manifest, so that
 * it works under any path; `npm run artwork` makes the pictures that it names. There is no `id`:
 * one would belong to the whole host, and of two copies under two paths only one could be installed.
 * Without it the start's address identifies the app.
 */
export const webManifest: Partial<ManifestOptions> = {
  name: 'Würstchen',
  short_name: 'Würstchen',
  description: 'Text to image on your own device. Works offline, and nothing is uploaded.',
  lang: 'en',
  dir: 'ltr',
  start_url: './',
  scope: './',
  display: 'standalone',
  theme_color: '#f5f3f0',
  background_color: '#f5f3f0',
  categories: ['graphics', 'photo', 'entertainment'],
  launch_handler: { client_mode: 'focus-existing' },
  share_target: {
    action: './share-target',
    method: 'POST',
    enctype: 'multipart/form-data',
    params: { files: [{ name: 'file', accept: ['image/*'] }] },
  },
  icons: [
    { src: './icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
    { src: './icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
    { src: './icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
  screenshots: [
    {
      src: './screenshots/wide.png',
      sizes: '1280x800',
      type: 'image/png',
      form_factor: 'wide',
      label: 'A picture and the form it was made with',
    },
    {
      src: './screenshots/narrow.png',
      sizes: '390x844',
      type: 'image/png',
      form_factor: 'narrow',
      label: 'On a phone, with the picture on top',
    },
  ],
};
