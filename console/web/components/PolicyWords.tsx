import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { views } from '../views.ts';
import { Ago } from './Ago.tsx';
import { Loaded, RowsSkeleton } from './Loaded.tsx';

const modes = { off: 'off', watch: 'watch', enforce: 'enforce' } as const;

/** What the devices of a group are asked to do now, in sentences. */
export function PolicyWords({ groupId }: { groupId: string }) {
  const query = useQuery(views.policy(groupId));
  return (
    <Loaded query={query} what="the policy" skeleton={<RowsSkeleton rows={4} />}>
      {policy => (
        <>
          <p className="quiet">
            Policy {policy.number}, <Ago at={policy.issuedAt} before="issued" />. “Watch” looks and reports
            and changes nothing.{' '}
            <Anchor component={Link} to={`/policies/group.${groupId}`} size="sm">
              Change it, compare it, see who has it
            </Anchor>
          </p>
          <ul className="plain-list">
            {policy.controls.map(control => (
              <li key={control.control} className="line">
                <span className="line-words">
                  <strong>{control.title}.</strong> {control.sentence}
                </span>
                <span className="tag">{modes[control.mode]}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}
