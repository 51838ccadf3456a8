import { Anchor, Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import type { Overview } from '../../../../shared/protocol/api/overview.ts';
import { Ago } from '../../components/Ago.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import { RolloutView } from '../policies/RolloutView.tsx';
import '../policies/policies.css';
import { ControlFigures } from './ControlFigures.tsx';

const DecideHere = lazy(() => import('./DecideHere.tsx'));

/** 8:15 with a coffee: one sentence, what needs you, what changed, what is in progress; the figures below. */
export function OverviewPage() {
  const query = useQuery(views.overview());
  return (
    <Page title="Overview">
      <Loaded query={query} what="the overview" skeleton={<OverviewSkeleton />}>
        {overview => (isNew(overview) ? <FirstTime /> : <Today overview={overview} />)}
      </Loaded>
    </Page>
  );
}

const isNew = ({ summary, needs }: Overview) =>
  summary.devices.approved === 0 && summary.devices.waiting === 0 && needs.length === 0;

function FirstTime() {
  const mayEnrol = useMay()('codes.manage');
  return (
    <Empty
      title="No device is enrolled yet."
      action={
        mayEnrol ? (
          <Button component={Link} to="/enrolment-codes">
            Make an enrolment code
          </Button>
        ) : undefined
      }
    >
      This page says each morning what needs you. To begin, make a code and paste its one line at a laptop: it
      appears here to be approved, then reports what it sees.
    </Empty>
  );
}

function Today({ overview }: { overview: Overview }) {
  return (
    <>
      <p className="answer" aria-live="polite">
        {overview.sentence}
      </p>
      <Section title="Needs you">
        <Needs needs={overview.needs} />
      </Section>
      <Section title="Changed since yesterday">
        <Changed changed={overview.changed} />
      </Section>
      <Section title="In progress">
        <InProgress progress={overview.progress} />
      </Section>
      <Section title="Controls" note={<Ago at={overview.at} before="counted" />}>
        <ControlFigures controls={overview.summary.controls} devices={overview.summary.devices.approved} />
      </Section>
    </>
  );
}

function Needs({ needs }: Pick<Overview, 'needs'>) {
  if (needs.length === 0)
    return (
      <p className="all-clear">
        <IconCheck size={18} stroke={2.5} aria-hidden /> Nothing needs you now.
      </p>
    );
  return (
    <ul className="needs">
      {needs.map(need => (
        // What is decided here stays open while its sentence counts down.
        <NeedRow key={isDecidedHere(need) ? need.kind : `${need.kind} ${need.sentence}`} need={need} />
      ))}
    </ul>
  );
}

type Need = Overview['needs'][number];

const isDecidedHere = (need: Need): need is Need & { kind: 'approve' | 'request' } =>
  need.kind === 'approve' || need.kind === 'request';

function NeedRow({ need }: { need: Need }) {
  const [open, setOpen] = useState(false);
  const { serious, sentence, action } = need;
  return (
    <li className="need" data-serious={serious}>
      {serious ? (
        <IconAlertTriangle size={20} aria-label="Serious" role="img" />
      ) : (
        <IconInfoCircle size={20} aria-hidden />
      )}
      <span className="need-words">{sentence}</span>
      {isDecidedHere(need) ? (
        <Button
          size="compact-sm"
          variant="subtle"
          aria-expanded={open}
          aria-label={`${open ? 'Hide' : 'Show here'}: ${sentence}`}
          onClick={() => setOpen(!open)}
        >
          {open ? 'Hide' : 'Show here'}
        </Button>
      ) : null}
      <Button
        component={Link}
        to={action.to}
        size="compact-sm"
        variant={serious ? 'filled' : 'default'}
        aria-label={`${action.label}: ${sentence}`}
      >
        {action.label}
      </Button>
      {open && isDecidedHere(need) ? (
        <div className="need-list">
          <Suspense fallback={<RowsSkeleton rows={2} height={96} />}>
            <DecideHere kind={need.kind} />
          </Suspense>
        </div>
      ) : null}
    </li>
  );
}

function InProgress({ progress: { rollouts, lines } }: Pick<Overview, 'progress'>) {
  if (rollouts.length + lines.length === 0)
    return (
      <p className="quiet">Nothing is under way: no roll-out, no order, no collection, no stock-take.</p>
    );
  return (
    <>
      {rollouts.map(rollout => (
        <RolloutView key={rollout.id} rollout={rollout} />
      ))}
      <ul className="plain-list">
        {lines.map(line => (
          <li key={line.id} className="line">
            <Anchor component={Link} to={line.to} c="inherit" underline="hover" className="line-words">
              {line.sentence}
            </Anchor>
            <span className="line-age">
              <Ago at={line.at} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Changed({ changed }: Pick<Overview, 'changed'>) {
  if (changed.length === 0) return <p className="quiet">Nothing has changed since yesterday.</p>;
  return (
    <ul className="plain-list">
      {changed.map(change => (
        <li key={change.id} className="line">
          <span className="line-words">
            {change.deviceId === null ? (
              change.sentence
            ) : (
              <Anchor component={Link} to={`/devices/${change.deviceId}`} c="inherit" underline="hover">
                {change.sentence}
              </Anchor>
            )}
          </span>
          <span className="line-age">
            <Ago at={change.at} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function OverviewSkeleton() {
  return (
    <>
      <Skeleton height={26} width="70%" mb="xl" />
      <RowsSkeleton rows={3} height={48} />
      <Skeleton height={22} width={120} mt="xl" mb="sm" />
      <RowsSkeleton rows={4} />
    </>
  );
}
