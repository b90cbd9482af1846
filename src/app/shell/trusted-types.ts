/** Of the DOM's Trusted Types what this page needs; TypeScript's library has none of them yet. */
interface PolicyFactory {
  createPolicy(name: 'default', rules: { createScriptURL: (url: string) => string }): unknown;
}

/**
 * Lets the page start scripts of its own origin only, as workers and as its service worker. Where the page asks for Trusted
 * Types (its Content-Security-Policy does), no other text becomes a script, and none becomes markup.
 */
export function trustOwnScripts(): void {
  const { trustedTypes } = window as { trustedTypes?: PolicyFactory };
  trustedTypes?.createPolicy('default', {
    createScriptURL: (url) => {
      if (new URL(url, location.href).origin === location.origin) return url;
      throw new TypeError(`Expected a script of ${location.origin}; received ${url}.`);
    },
  });
}
