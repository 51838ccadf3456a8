import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface Props {
  tone: 'caution' | 'error';
  title?: string;
  children: ReactNode;
  /** Read out as soon as it appears. */
  urgent?: boolean;
}

/** Something to know before reading on. */
export function Notice({ tone, title, children, urgent = false }: Props) {
  return (
    <div className="notice" data-tone={tone} role={urgent ? 'alert' : undefined}>
      <IconAlertTriangle size={18} aria-hidden />
      <p>
        {title === undefined ? null : <strong>{title}. </strong>}
        {children}
      </p>
    </div>
  );
}
