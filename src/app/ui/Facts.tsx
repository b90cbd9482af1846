import type { ReactNode } from 'react';

interface FactsProps {
  /** Term and description, in order; terms differ. */
  facts: readonly (readonly [term: string, fact: ReactNode])[];
  className?: string | undefined;
}

/**
 * A list of things to know, as terms and their descriptions. A description reads in its own
 * direction: in a page from right to left `256 × 256 px` would become `px 256 × 256`.
 */
export function Facts({ facts, className }: FactsProps) {
  return (
    <dl className={className}>
      {facts.map(([term, fact]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>
            <bdi>{fact}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
