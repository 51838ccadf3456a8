import { Button, Group, Skeleton, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError, reasonOf } from '../api-client.ts';
import { useSession } from '../session.tsx';
import { sayTime } from '../time.ts';
import { Notice } from './Notice.tsx';

interface Props<T> {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'isPending' | 'dataUpdatedAt' | 'refetch' | 'isFetching'>;
  /** What is being loaded: "the devices". */
  what: string;
  /** The true shape of the answer, so that nothing jumps. */
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}

/** Loading, failed, still holding from earlier, or here. */
export function Loaded<T>({ query, what, skeleton, children }: Props<T>) {
  if (query.data !== undefined)
    return (
      <>
        <Stale query={query} what={what} />
        {children(query.data)}
      </>
    );
  if (query.error !== null)
    return <Failed error={query.error} what={what} again={() => void query.refetch()} />;
  return (
    <div aria-busy="true">
      <span className="hidden-words" role="status">
        Loading {what}
      </span>
      {skeleton}
    </div>
  );
}

/** The offline banner already speaks when nothing can be reached at all. */
function Stale<T>({ query, what }: Pick<Props<T>, 'query' | 'what'>) {
  const { timeZone } = useSession().school;
  if (query.error === null || (query.error instanceof ApiError && query.error.unreachable)) return null;
  return (
    <Notice tone="caution" title={`Could not refresh ${what}`}>
      {reasonOf(query.error)} What you see is from {sayTime(query.dataUpdatedAt, timeZone)}.
    </Notice>
  );
}

export function Failed({ error, what, again }: { error: Error; what: string; again: () => void }) {
  const missing = error instanceof ApiError && error.status === 404;
  return (
    <div className="state-box" role="alert">
      <Text fw={600}>{missing ? `There is nothing here` : `Could not load ${what}`}</Text>
      <Text size="sm" c="dimmed">
        {reasonOf(error)}
        {missing
          ? ''
          : ' Nothing has changed on any device: they keep their last policy and save what they see.'}
      </Text>
      <Group mt="sm">
        <Button variant="default" size="sm" onClick={again}>
          Try again
        </Button>
      </Group>
    </div>
  );
}

/** First time, or nothing to show: what this is, and the one thing to do. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="state-box">
      <Text fw={600}>{title}</Text>
      {children === undefined ? null : (
        <Text size="sm" c="dimmed" component="div">
          {children}
        </Text>
      )}
      {action === undefined ? null : <Group mt="sm">{action}</Group>}
    </div>
  );
}

/** Lines of a list that is on its way. */
export function RowsSkeleton({ rows = 8, height = 34 }: { rows?: number; height?: number }) {
  return (
    <div className="rows-skeleton" aria-hidden>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={String(row)} height={height} radius="sm" />
      ))}
    </div>
  );
}
