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

/** Corners that move apart: larger. */
export const ExpandIcon = () => (
  <Icon>
    <path d="M12 3.500h4.500V8M8 16.500H3.500V12M16.500 3.500 11.500 8.500M3.500 16.500l5-5" />
  </Icon>
);

export const DownloadIcon = () => (
  <Icon>
    <path d="M10 3.500v9M6 9l4 4 4-4M4 16.500h12" />
  </Icon>
);

export const UploadIcon = () => (
  <Icon>
    <path d="M10 12.500v-9M6 7l4-4 4 4M4 16.500h12" />
  </Icon>
);

export const LinkIcon = () => (
  <Icon>
    <path d="M8.500 11.500a3 3 0 0 0 4.300.2l2.600-2.600a3 3 0 0 0-4.300-4.300L9.800 6.100M11.500 8.500a3 3 0 0 0-4.300-.2l-2.600 2.600a3 3 0 0 0 4.300 4.300l1.300-1.300" />
  </Icon>
);

/** One sheet on another. */
export const CopyIcon = () => (
  <Icon>
    <path d="M7.500 7.500h9v9h-9zM4.500 12.500h-1v-9h9v1" />
  </Icon>
);

export const ShareIcon = () => (
  <Icon>
    <path d="M10 12.500v-9M6.500 6.500 10 3l3.500 3.500M5.500 9.500h-1.500v7h12v-7h-1.500" />
  </Icon>
);

/** An arrow that comes round again. */
export const ReuseIcon = () => (
  <Icon>
    <path d="M4.500 10a5.500 5.500 0 1 1 1.700 4M4.500 15.500v-3.500h3.500" />
  </Icon>
);

export const UndoIcon = () => (
  <Icon>
    <path d="M7 4 3.500 7.500 7 11M3.500 7.500h8a4.500 4.500 0 0 1 0 9H7" />
  </Icon>
);

export const RedoIcon = () => (
  <Icon>
    <path d="m13 4 3.500 3.500L13 11M16.500 7.500h-8a4.500 4.500 0 0 0 0 9H13" />
  </Icon>
);

/** A brush. */
export const BrushIcon = () => (
  <Icon>
    <path d="m16.500 3.500-7 7 2 2 5-7zM9 11c-2 0-3 1.200-3 2.800 0 1.200-.8 2.200-2.500 2.200 2.500 1.300 7 .8 7-2.500z" />
  </Icon>
);

export const CheckIcon = () => (
  <Icon>
    <path d="m4.500 10.500 3.500 3.500 7.500-8" />
  </Icon>
);

/** A seed leaf. */
export const SeedIcon = () => (
  <Icon>
    <path d="M10 17v-6M10 11c0-4 2.500-6.500 6.500-6.500 0 4-2.500 6.500-6.500 6.500zM10 13.500c0-3-2-5-5.500-5 0 3 2 5 5.500 5z" />
  </Icon>
);

/** Lines of words. */
export const TextIcon = () => (
  <Icon>
    <path d="M4 5.500h12M4 10h12M4 14.500h7" />
  </Icon>
);

export const BinIcon = () => (
  <Icon>
    <path d="M4 5.500h12M8 5.500v-2h4v2M5.500 5.500l.8 11h7.400l.8-11M8.500 9v4.500M11.500 9v4.500" />
  </Icon>
);

/** A picture, and an arrow out of it. */
export const StartIcon = () => (
  <Icon>
    <path d="M16.500 8V4.500a1 1 0 0 0-1-1h-11a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1H8M3.500 12.500l3-3 2.500 2.500M11 14h6M14.500 11.500 17 14l-2.500 2.500" />
  </Icon>
);

/** Four pictures. */
export const VariationsIcon = () => (
  <Icon>
    <path d="M3.500 3.500h5v5h-5zM11.500 3.500h5v5h-5zM3.500 11.500h5v5h-5zM11.500 11.500h5v5h-5z" />
  </Icon>
);
