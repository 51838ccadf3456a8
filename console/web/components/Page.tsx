import { Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';

interface Props {
  title: string;
  /** What the window is called, where that differs. */
  windowTitle?: string;
  /** One line under the title: what this page answers. */
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  narrow?: boolean;
}

let first = true;

/** A page's frame: the document's title, its only first-level heading, and focus on it after a change of page. */
export function Page({ title, windowTitle = title, lead, actions, children, narrow = false }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${windowTitle} · Caretaker`;
  }, [windowTitle]);
  useEffect(() => {
    if (!first) heading.current?.focus({ preventScroll: true });
    first = false;
  }, []);
  return (
    <div className={narrow ? 'page page-narrow' : 'page'}>
      <header className="page-head">
        <Title order={1} ref={heading} tabIndex={-1}>
          {title}
        </Title>
        {actions === undefined ? null : <div className="page-actions">{actions}</div>}
        {lead === undefined ? null : <p className="page-lead">{lead}</p>}
      </header>
      {children}
    </div>
  );
}

/** A titled part of a page. */
export function Section({
  title,
  note,
  children,
}: {
  title: ReactNode;
  note?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="section">
      <div className="section-head">
        <Title order={2}>{title}</Title>
        {note === undefined ? null : <span className="section-note">{note}</span>}
      </div>
      {children}
    </section>
  );
}
