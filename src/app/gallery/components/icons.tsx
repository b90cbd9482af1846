import type { ReactNode } from 'react';

/** Drawings for buttons, in the colour of their text. The button carries the words. */
function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export const StarIcon = () => (
  <Icon>
    <path d="m10 2.600 2.300 4.700 5.100.7-3.700 3.600.9 5.100-4.600-2.400-4.600 2.400.9-5.100L2.600 8l5.100-.7z" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="m5 5 10 10M15 5 5 15" />
  </Icon>
);

export const PlusIcon = () => (
  <Icon>
    <path d="M10 4.500v11M4.500 10h11" />
  </Icon>
);

export const MinusIcon = () => (
  <Icon>
    <path d="M4.500 10h11" />
  </Icon>
);

/** Points where reading leads; mirrored by CSS where one reads from right to left. */
export const NextIcon = () => (
  <Icon>
    <path d="m7.500 4.500 5.500 5.500-5.500 5.500" />
  </Icon>
);

export const PreviousIcon = () => (
  <Icon>
    <path d="M12.500 4.500 7 10l5.500 5.500" />
  </Icon>
);
