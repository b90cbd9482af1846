/**
 * `npm run bench`: what a visitor waits for, see `bench-page.ts`; `npm run bench -- store`: what keeping models on the
 * disk costs, see `bench-store.ts`.
 */
if (process.argv[2] === 'store') await import('./bench-store.ts');
else await import('./bench-page.ts');

export {};
