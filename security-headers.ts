/**
 * What the server sends with every file, and what `docs/hosting.md` shows for common hosts. The rest of the
 * Content-Security-Policy is in the page itself: a worker would have to keep to one that comes as a header, and those that
 * fetch models speak to the hosts that a person has chosen.
 */
export const SECURITY_HEADERS: Record<string, string> = {
  // WASM threads need a cross-origin isolated page.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // A page cannot say this of itself.
  'Content-Security-Policy': "frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Permissions-Policy':
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), bluetooth=(), midi=(), browsing-topics=()',
};

/** In the page: it may talk to its own origin only, the promise in the footer, and run nothing but its own scripts. */
export const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "connect-src 'self' blob: data:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  // The policy is made by `src/app/shell/trusted-types.ts`.
  "require-trusted-types-for 'script'",
  'trusted-types default',
].join('; ');
