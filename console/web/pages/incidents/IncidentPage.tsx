import { Anchor, Button, Group, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link, useParams } from 'react-router';
import {
  type IncidentDetail,
  incidentCategoryWords,
  incidentDetail,
  incidentSourceWords,
} from '../../../../shared/protocol/api/incidents.ts';
import { change } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { ChangeDialog, type Doing } from './ChangeDialog.tsx';
import { Clock } from './Clock.tsx';
import './incidents.css';

/** One incident: what happened, whose clock runs, and everything that was written of it. */
export function IncidentPage() {
  const { id = '' } = useParams();
  const query = useQuery(views.incident(id));
  const shown = query.data;
  return (
    <Page
      narrow
      title={shown === undefined ? 'Incident' : `${shown.number}. ${shown.title}`}
      windowTitle={shown === undefined ? 'Incident' : `Incident ${shown.number}`}
      lead={
        <>
          {shown === undefined ? null : `${shown.status === 'open' ? 'Open' : 'Closed'} · `}
          <Anchor component={Link} to="/incidents" inherit underline="always">
            All incidents
          </Anchor>
        </>
      }
    >
      <Loaded query={query} what="this incident" skeleton={<RowsSkeleton rows={6} />}>
        {incident => (
          <>
            <Actions incident={incident} />
            {incident.detail === '' ? null : <p className="incident-detail">{incident.detail}</p>}
            <Facts incident={incident} />
            <Notes incident={incident} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Actions({ incident }: { incident: IncidentDetail }) {
  const [doing, setDoing] = useState<Doing | null>(null);
  if (!useMay()('incidents.edit')) return null;
  const open = incident.status === 'open';
  const runs = open && incident.clock !== null && incident.clock.doneAt === null;
  return (
    <Group gap="sm" mb="md">
      {runs ? <Button onClick={() => setDoing('clock')}>The password was changed …</Button> : null}
      <Button variant="default" onClick={() => setDoing(open ? 'close' : 'reopen')}>
        {open ? 'Close it …' : 'Open it again …'}
      </Button>
      <Button variant="subtle" onClick={() => setDoing('correct')}>
        Correct it
      </Button>
      {doing === null ? null : (
        <ChangeDialog incident={incident} doing={doing} onClose={() => setDoing(null)} />
      )}
    </Group>
  );
}

function Facts({ incident }: { incident: IncidentDetail }) {
  const { device, clock, noticedAt, reportedAt, answeredAt } = incident;
  const mayOpen = useMay()('devices.read');
  const facts: [string, ReactNode][] = [
    ['What it is', incidentCategoryWords[incident.category]],
    [
      'Device',
      device === null ? (
        'None was named'
      ) : device.id === null || !mayOpen ? (
        device.name
      ) : (
        <Anchor key="d" component={Link} to={`/devices/${device.id}`} inherit underline="always">
          {device.name}
        </Anchor>
      ),
    ],
    ...(incident.about.length === 0
      ? []
      : ([['Hidden from', incident.about.map(({ name }) => name).join(', ')]] satisfies [
          string,
          ReactNode,
        ][])),
    ['Noticed', <Ago key="n" at={noticedAt} />],
    [
      'Reported',
      <span key="r">
        <Ago at={reportedAt} /> by {incident.reporter},{' '}
        {waited(reportedAt - noticedAt, 'after it was noticed')}
      </span>,
    ],
    [
      'First answer',
      answeredAt === null ? (
        'Nobody has written anything yet'
      ) : (
        <span key="a">
          <Ago at={answeredAt} />, {waited(answeredAt - reportedAt, 'after it was reported')}
        </span>
      ),
    ],
    ['How it came', incidentSourceWords[incident.source]],
    ...(clock === null ? [] : [['Within 24 hours', <Clock key="c" clock={clock} />] as [string, ReactNode]]),
    ...(incident.status === 'closed' ? [['How it ended', incident.outcome] as [string, ReactNode]] : []),
  ];
  return (
    <dl className="fact-list wide">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** "25 min after it was noticed", "at once". */
function waited(ms: number, after: string): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 2) return 'at once';
  if (minutes < 120) return `${minutes} min ${after}`;
  if (minutes < 48 * 60) return `${plural(Math.round(minutes / 60), 'hour')} ${after}`;
  return `${plural(Math.round(minutes / 1440), 'day')} ${after}`;
}

function Notes({ incident }: { incident: IncidentDetail }) {
  return (
    <Section title="What was done">
      {incident.notes.length === 0 ? <p className="quiet">Nothing is written yet.</p> : null}
      <ol className="plain-list">
        {incident.notes.map(note => (
          <li key={note.id} className="line incident-note" data-kind={note.kind}>
            <span className="line-words">
              {note.kind === 'step' ? <span className="quiet">{note.text}</span> : note.text}
            </span>
            <span className="line-age">
              {note.author}, <Ago at={note.at} />
            </span>
          </li>
        ))}
      </ol>
      {useMay()('incidents.edit') ? <NoteForm id={incident.id} /> : null}
    </Section>
  );
}

function NoteForm({ id }: { id: string }) {
  const [draft, write, forget] = useDraft(`incident-note.${id}`, { text: '' });
  const save = useChange({
    send: () => change('POST', `/incidents/${id}/notes`, draft, incidentDetail),
    touches: ['incidents', 'overview', 'audit'],
    done: forget,
    quiet: true,
  });
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <Textarea
        mt="md"
        label="Write what was done or found"
        description="It carries your name and the time, and cannot be changed or taken back."
        value={draft.text}
        error={fieldErrors(save.error).text}
        maxLength={2000}
        autosize
        minRows={2}
        onChange={event => write({ text: event.currentTarget.value })}
      />
      <Button type="submit" variant="default" mt="sm" loading={save.isPending}>
        Write it
      </Button>
    </form>
  );
}
