interface FactsProps {
  /** Term and description, in order; terms differ. */
  facts: readonly (readonly [term: string, fact: string])[];
  className?: string | undefined;
}

/** A list of things to know, as terms and their descriptions. */
export function Facts({ facts, className }: FactsProps) {
  return (
    <dl className={className}>
      {facts.map(([term, fact]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
}
