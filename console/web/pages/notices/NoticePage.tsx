import { Anchor, Button, Group, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import * as z from 'zod';
import { type NoticeDetail, noticeDetail } from '../../../../shared/protocol/api/notices.ts';
import { change } from '../../api-client.ts';
import { Ago, Moment } from '../../components/Ago.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { useFilters } from '../../filters.ts';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import { DevicesTab } from './DevicesTab.tsx';
import { groupWords } from './NoticesPage.tsx';
import { PeopleTab } from './PeopleTab.tsx';
import { Strangers } from './Strangers.tsx';
import '../loans/loans.css';

const tabs = { tab: z.enum(['people', 'devices', 'text']) };

/** One notice: who has answered, who has not, and what to do about it. */
export function NoticePage() {
  const { id = '' } = useParams();
  const query = useQuery(views.notice(id));
  const shown = query.data;
  return (
    <Page
      title={shown?.title ?? 'Notice'}
      lead={
        <>
          {shown === undefined ? null : `${leadOf(shown)} · `}
          <Anchor component={Link} to="/notices" inherit underline="always">
            All notices
          </Anchor>
        </>
      }
      actions={shown === undefined || shown.endedAt !== null ? undefined : <Actions notice={shown} />}
    >
      <Loaded query={query} what="this notice" skeleton={<RowsSkeleton rows={6} />}>
        {notice => <Body notice={notice} />}
      </Loaded>
    </Page>
  );
}

const leadOf = (notice: NoticeDetail) => {
  const { people, devices } = notice.counts;
  if (people === null)
    return notice.answer === 'none'
      ? `Shown at ${devices.reached} of ${devices.all} computers`
      : `Read at ${devices.answered} of ${devices.all} computers`;
  const no = people.declined === 0 ? '' : `, ${people.declined} said no`;
  return `${people.agreed} of ${people.all} signed${no}, ${people.waiting} not yet`;
};

function Actions({ notice }: { notice: NoticeDetail }) {
  const [ending, setEnding] = useState(false);
  const remind = useChange({
    send: () => change('POST', `/notices/${notice.id}/reminders`, {}, noticeDetail),
    said: () => 'It is shown once more to everybody who has not answered.',
    touches: ['notices'],
  });
  const end = useChange({
    send: () => change('POST', `/notices/${notice.id}/end`, {}, noticeDetail),
    said: () => 'It is shown no more.',
    touches: ['notices'],
    done: () => setEnding(false),
  });
  if (!useMay()('notices.edit')) return null;
  return (
    <Group gap="xs">
      <Button variant="default" onClick={() => setEnding(true)}>
        End it …
      </Button>
      {notice.answer === 'none' ? null : (
        <Button loading={remind.isPending} onClick={() => remind.mutate(undefined)}>
          Remind now
        </Button>
      )}
      <Confirm
        opened={ending}
        title={`End “${notice.title}”`}
        verb="End it now"
        busy={end.isPending}
        onConfirm={() => end.mutate(undefined)}
        onClose={() => setEnding(false)}
      >
        No computer shows it any more, at once where they are connected. What was answered stays. This cannot
        be undone: send it again instead.
      </Confirm>
    </Group>
  );
}

function Body({ notice }: { notice: NoticeDetail }) {
  const agreement = notice.kind === 'agreement';
  const [{ tab }, setTab] = useFilters(tabs);
  const shown = tab ?? (agreement ? 'people' : 'devices');
  return (
    <>
      <Facts notice={notice} />
      {notice.counts.strangers > 0 ? <Strangers notice={notice} /> : null}
      <Tabs
        value={shown}
        onChange={value => setTab({ tab: value ?? undefined })}
        keepMounted={false}
        className="tabs"
      >
        <Tabs.List>
          {agreement ? <Tabs.Tab value="people">People</Tabs.Tab> : null}
          <Tabs.Tab value="devices">Computers</Tabs.Tab>
          <Tabs.Tab value="text">Text</Tabs.Tab>
        </Tabs.List>
        {agreement ? (
          <Tabs.Panel value="people" pt="md">
            <PeopleTab notice={notice} />
          </Tabs.Panel>
        ) : null}
        <Tabs.Panel value="devices" pt="md">
          <DevicesTab notice={notice} />
        </Tabs.Panel>
        <Tabs.Panel value="text" pt="md">
          <TextTab notice={notice} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function Facts({ notice }: { notice: NoticeDetail }) {
  const facts: [string, React.ReactNode][] = [
    ['Shown at', groupWords(notice)],
    [
      'Sent',
      <span key="s">
        {notice.createdBy}, <Ago at={notice.issuedAt} />
      </span>,
    ],
    ...(notice.dueAt === null
      ? []
      : [['To be signed by', <Moment key="d" at={notice.dueAt} />] as [string, React.ReactNode]]),
    [
      notice.endedAt === null ? 'Until' : 'Ended',
      <span key="u">
        <Moment at={notice.endedAt ?? notice.until} />
        {notice.endedBy === null ? '' : `, by ${notice.endedBy}`}
      </span>,
    ],
    ...(notice.reminders.length === 0
      ? []
      : [['Reminders', <Reminders key="r" at={notice.reminders} />] as [string, React.ReactNode]]),
    ...(notice.gate
      ? [['Without it', 'Nobody can ask to use a memory stick or a program'] as [string, React.ReactNode]]
      : []),
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

const Reminders = ({ at }: { at: number[] }) => (
  <>
    {at.map((one, index) => (
      <span key={one}>
        {index === 0 ? '' : '; '}
        <Moment at={one} />
      </span>
    ))}
  </>
);

function TextTab({ notice: { texts, from, wording, hash } }: { notice: NoticeDetail }) {
  const parts: [string, string | null][] = [
    ['For adults', texts.adult],
    ['In plain words', texts.plain],
    ['Beside a picture', texts.symbols],
  ];
  return (
    <>
      <p className="quiet">
        From {from}
        {wording === null ? '' : `, wording ${wording}`}
        {hash === null ? '' : `, fingerprint ${hash}`}
      </p>
      {parts.map(([label, text]) =>
        text === null ? null : (
          <div key={label}>
            <strong>{label}</strong>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reached by the keyboard */}
            <section className="agreement-text" tabIndex={0} aria-label={label}>
              {text}
            </section>
          </div>
        ),
      )}
    </>
  );
}
