import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Approval } from '../../../shared/protocol/api/approvals.ts';
import { useMay } from '../session.tsx';
import { views } from '../views.ts';
import { Ago } from './Ago.tsx';

/** What a second person was asked about this thing and has not decided; undefined where nothing of these kinds waits. */
export function useQuestion(subject: string, kinds: readonly string[]): Approval | undefined {
  const enabled = useMay()('approvals.read');
  const { data } = useQuery({ ...views.approvalsAbout(subject), enabled });
  return data?.waiting.find(({ kind }) => kinds.includes(kind));
}

export const Question = ({ waits: { id, title, askedBy, askedAt, who } }: { waits: Approval }) => (
  <p>
    {askedBy} asked <Ago at={askedAt} />: “{title}”. Nothing of it is done until{' '}
    {who.length === 0 ? 'a second person' : who.join(' or ')} agrees.{' '}
    <Anchor component={Link} to={`/approvals/${id}`} inherit underline="always">
      Open the question
    </Anchor>
  </p>
);
