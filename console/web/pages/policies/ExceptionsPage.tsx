import { Anchor, Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { ExceptionView } from '../../../../shared/protocol/api/policies.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { ExceptionActs } from './ExceptionActs.tsx';
import { ExceptionDialog } from './ExceptionDialog.tsx';
import './policies.css';

const parts: { title: string; of: ExceptionView['status'][] }[] = [
  { title: 'Waiting for approval', of: ['waiting'] },
  { title: 'In force, what ends first comes first', of: ['active'] },
  { title: 'Ended lately', of: ['ended', 'expired', 'refused'] },
];

/** Who is excepted from what, why, by whom and until when. */
export function ExceptionsPage() {
  const query = useQuery(views.exceptions());
  const mayEdit = useMay()('policies.edit');
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title="Exceptions"
      lead="A control asked otherwise of named devices, with a reason and an end. They are in the signed policy, stand beside every figure, and end by themselves."
      actions={
        <Group gap="xs">
          <Export list="/policies/exceptions" what="the exceptions" />
          {mayEdit ? <Button onClick={() => setAdding(true)}>Make an exception</Button> : null}
        </Group>
      }
    >
      <Loaded query={query} what="the exceptions" skeleton={<RowsSkeleton rows={4} height={70} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No exception.">
              Every device is asked what its group is asked. An exception is for one device that for a while
              cannot: say why, for whom, and until when.
            </Empty>
          ) : (
            parts.map(part => (
              <Part
                key={part.title}
                title={part.title}
                items={items.filter(one => part.of.includes(one.status))}
              />
            ))
          )
        }
      </Loaded>
      {adding ? <ExceptionDialog onClose={() => setAdding(false)} /> : null}
    </Page>
  );
}

function Part({ title, items }: { title: string; items: readonly ExceptionView[] }) {
  if (items.length === 0) return null;
  return (
    <Section title={title}>
      <ul className="plain-list cards">
        {items.map(item => (
          <Item key={item.id} item={item} />
        ))}
      </ul>
    </Section>
  );
}

function Item({ item }: { item: ExceptionView }) {
  const over = ['ended', 'expired', 'refused'].includes(item.status);
  // Whoever agrees reads every name.
  const shown = item.status === 'waiting' ? item.devices.named.length : 4;
  return (
    <li className="card">
      <div className="card-line">
        <span className="card-name">{item.title}</span>
        <span>
          {item.devices.named.slice(0, shown).map((device, index) => (
            <span key={device.id}>
              {index > 0 ? ', ' : ''}
              <Anchor component={Link} to={`/devices/${device.id}`} size="sm">
                {device.name}
              </Anchor>
            </span>
          ))}
          {item.devices.count > shown ? ` and ${item.devices.count - shown} more` : ''}
        </span>
        <span className="tag">
          {over ? (
            endWords(item)
          ) : (
            <>
              ends <Ago at={item.endsAt} until />
            </>
          )}
        </span>
        {item.status === 'refused' ? null : <ExceptionActs item={item} over={over} />}
      </div>
      <p>{item.sentence}</p>
      {item.togetherDays === null ? null : (
        <p>
          With earlier ones, {plural(item.togetherDays, 'day')} within a year. If you do nothing, nothing
          changes.
        </p>
      )}
      <p className="quiet">
        “{item.reason}” Asked for by {item.askedBy}, written by {item.createdBy} <Ago at={item.createdAt} />
        {item.approvedBy === null || item.approvedBy === item.createdBy
          ? ''
          : `, approved by ${item.approvedBy}`}
        {item.endedBy === null
          ? ''
          : `, ${item.status === 'refused' ? 'not approved' : 'ended'} by ${item.endedBy}`}
        {item.endNote === null ? '' : `: “${item.endNote}”`}.
      </p>
    </li>
  );
}

function endWords({ status, approvedAt }: ExceptionView): string {
  if (status === 'refused') return 'not approved';
  if (approvedAt === null) return 'ended while it waited: it never held';
  return status === 'ended' ? 'ended early' : 'ended on its day';
}
