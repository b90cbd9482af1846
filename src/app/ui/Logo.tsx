/** A little sausage with a wave of mustard. Decoration: the name stands beside it. */
export function Logo({ className }: { className?: string | undefined }) {
  return (
    <svg className={className} viewBox="0 0 48 32" aria-hidden="true" focusable="false">
      <g fill="none" strokeLinecap="round" strokeLinejoin="round">
        <path d="M4.5 8.5 8 12M43.5 8.5 40 12" stroke="var(--sausage-dark)" strokeWidth="3" />
        <path d="M9 12.5C13 25 35 25 39 12.5" stroke="var(--sausage-skin)" strokeWidth="12" />
        <path d="M8.5 10.5C9.5 13.5 11 16 13 17.6" stroke="var(--sausage-shine)" strokeWidth="2" />
        <path
          d="M13 15.5c2.2 4.600 4 4.700 5.200 2.300s2.600-1.400 3.300 1.200 3.300 2.700 4-.2 2.200-3.600 3.500-1.300 3.600 1.600 5.500-2.600"
          stroke="var(--accent)"
          strokeWidth="2.800"
        />
      </g>
    </svg>
  );
}
