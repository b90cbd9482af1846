import { useLayoutEffect, type RefObject } from 'react';

/**
 * Publishes the height of an element that covers the page's lower edge as a custom property of the
 * root element, in CSS pixels, so that scrolling can stop short of it (`scroll-padding` in theme.css).
 */
export function usePublishedHeight(
  element: RefObject<HTMLElement | null>,
  property: '--bar-height' | '--above-bar-height' | '--status-height' | '--tray-height',
): void {
  useLayoutEffect(() => {
    const { style } = document.documentElement;
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      const heightPx = entry!.target.getBoundingClientRect().height;
      style.setProperty(property, `${Math.ceil(heightPx)}px`);
    });
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      style.removeProperty(property);
    };
  }, [element, property]);
}
