/** A hidden page paints nothing, and a busy one may never be idle: then it is done after this long. */
const PATIENCE_MS = 2000;

/**
 * Calls back once, when what was rendered now has been painted and the page has nothing else to do.
 * @returns how to call it off
 */
export function whenPainted(callback: () => void): () => void {
  let over = false;
  const done = () => {
    if (!over) callback();
    over = true;
  };
  const timer = setTimeout(done, PATIENCE_MS);
  // The task behind the next frame comes after its paint.
  requestAnimationFrame(() => setTimeout(() => whenIdle(done)));
  return () => {
    over = true;
    clearTimeout(timer);
  };
}

/** Safari has no idle callbacks. */
function whenIdle(callback: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(callback);
  else setTimeout(callback);
}
