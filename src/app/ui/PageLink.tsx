import type { AnchorHTMLAttributes } from 'react';
import { showView, type View } from '../state/view.ts';

interface Props extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'onClick'> {
  view: View;
  /** Id of what is to be in view there. */
  section?: string;
}

/** A link to a page of the app; with a key held down the browser opens it elsewhere, as any other. */
export function PageLink({ view, section, ...rest }: Props) {
  return (
    <a
      {...rest}
      href={view === 'paint' ? './' : `#${view}`}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        showView(view, section);
      }}
    />
  );
}
