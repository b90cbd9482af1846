import { useEffect, useState, type RefObject } from 'react';

/** Where a list that scrolls goes on beyond what is seen of it. */
type Edges = 'none' | 'above' | 'below' | 'both';

/** A fraction of a pixel is nothing to scroll to. */
const SLACK_PX = 1;

/**
 * @param length how many rows it has: with them its height changes
 */
export function useScrollEdges(list: RefObject<HTMLElement | null>, length: number): Edges {
  const [edges, setEdges] = useState<Edges>('none');
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const look = () => {
      const { scrollTop, clientHeight, scrollHeight } = element;
      const above = scrollTop > SLACK_PX;
      const below = scrollTop + clientHeight < scrollHeight - SLACK_PX;
      setEdges(above ? (below ? 'both' : 'above') : below ? 'below' : 'none');
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [list, length]);
  return edges;
}
