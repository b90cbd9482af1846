/**
 * `npm run bench`: what a visitor waits for, see `bench-page.ts`; `npm run bench -- store`: what keeping models on the
 * disk costs, see `bench-store.ts`; `npm run bench -- full-size`: a picture with a package of any size, see
 * `bench-full-size.ts`; `npm run bench -- start`: the first picture after opening, see `bench-start.ts`;
 * `npm run bench -- convert`: a published checkpoint becomes a model, see `bench-convert.ts`.
 */
if (process.argv[2] === 'store') await import('./bench-store.ts');
else if (process.argv[2] === 'full-size') await import('./bench-full-size.ts');
else if (process.argv[2] === 'start') await import('./bench-start.ts');
else if (process.argv[2] === 'convert') await import('./bench-convert.ts');
else await import('./bench-page.ts');

export {};
