import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { PolicyTable } from '../../../../shared/protocol/api/policies.ts';
import { Ago } from '../../components/Ago.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useMay, useSession } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import './policies.css';
import { ModeTable } from './ModeTable.tsx';
import { RolloutView } from './RolloutView.tsx';

/** What every group is asked to do, what is on its way, and what waits for somebody's yes. */
export function PoliciesPage() {
  const query = useQuery(views.policies());
  const mayAsk = useMay()('policies.approve');
  const head = useSession().person.role === 'headteacher';
  return (
    <Page
      title={head ? 'Changes to agree to' : 'Policies'}
      lead={
        head
          ? 'Changes to what the school’s computers do, before they are made.'
          : 'What each group of devices is asked to do. A group inherits from the school whatever it does not set itself.'
      }
      actions={
        mayAsk ? (
          <Button component={Link} to="/policies/rules" variant="default">
            Rules for changes
          </Button>
        ) : undefined
      }
    >
      <Loaded query={query} what="the policies" skeleton={<RowsSkeleton rows={8} height={40} />}>
        {table => (
          <>
            <Waiting table={table} alone={head} />
            {table.rollouts.map(rollout => (
              <RolloutView key={rollout.id} rollout={rollout} />
            ))}
            {head ? null : <ModeTable table={table} />}
            {head || table.devices.length === 0 ? null : <OwnDevices table={table} />}
            <Exceptions table={table} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Waiting({ table, alone }: { table: PolicyTable; alone: boolean }) {
  if (table.waiting.length === 0)
    return alone ? (
      <Empty title="Nothing waits for you.">You are told here when something does.</Empty>
    ) : null;
  return (
    <Section title="Waits for approval">
      <ul className="plain-list cards">
        {table.waiting.map(version => (
          <li key={version.id} className="card">
            <div className="card-line">
              <Anchor component={Link} to={`/policies/versions/${version.id}`} className="card-name">
                {version.placeName}, version {version.number}
              </Anchor>
              <span className="quiet">
                {version.askedBy}, {version.askedAt === null ? '' : <Ago at={version.askedAt} />}
              </span>
            </div>
            <p>“{version.reason}”</p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function OwnDevices({ table }: { table: PolicyTable }) {
  return (
    <Section title="Devices with settings of their own">
      <ul className="plain-list">
        {table.devices.map(device => (
          <li key={device.id} className="line">
            <span className="line-words">
              <Anchor component={Link} to={`/policies/device.${device.id}`}>
                {device.name}
              </Anchor>{' '}
              <span className="quiet">
                {device.groupName}, {plural(device.fields, 'setting')}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Exceptions({ table }: { table: PolicyTable }) {
  return (
    <Section title="Exceptions">
      <p>
        {table.exceptions === 0
          ? 'No device is excepted from anything. '
          : `${plural(table.exceptions, 'exception holds', 'exceptions hold')}${
              table.exceptionsEnding === 0
                ? ''
                : `; ${table.exceptionsEnding} ${table.exceptionsEnding === 1 ? 'ends' : 'end'} within two weeks`
            }. `}
        <Anchor component={Link} to="/policies/exceptions">
          {table.exceptions === 0 ? 'About exceptions' : 'Show them'}
        </Anchor>
      </p>
    </Section>
  );
}
