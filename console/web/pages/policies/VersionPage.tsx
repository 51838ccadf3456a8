import { Anchor, Button, Group, NativeSelect, Textarea } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import {
  asked,
  type PolicyVersion,
  policyVersion,
  versionWaitsDays,
} from '../../../../shared/protocol/api/policies.ts';
import { change } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import { Lines } from './Lines.tsx';
import './policies.css';
import { statusWords } from './status-words.ts';
import { WhatIfView } from './WhatIfView.tsx';

/** One version: what it changes, what it would do, and the decision about it. The link for a second person. */
export function VersionPage() {
  const { id = '' } = useParams();
  const [search, setSearch] = useSearchParams();
  const query = useQuery(views.version(id, search.get('with') ?? undefined));
  const version = query.data?.version;
  return (
    <Page
      title={version === undefined ? 'Version' : `${version.placeName}, version ${version.number}`}
      lead={version === undefined ? undefined : <Lead version={version} />}
      narrow
    >
      <Loaded query={query} what="this version" skeleton={<RowsSkeleton rows={5} height={40} />}>
        {({ version: shown, against, lines }) => (
          <>
            {shown.reason === '' ? null : <p className="answer">“{shown.reason}”</p>}
            {shown.endNote === null ? null : <p>{shown.endNote}</p>}
            <Section title="What it changes">
              <Against
                version={shown}
                against={against?.id ?? ''}
                onChoose={other => setSearch(other === '' ? {} : { with: other }, { replace: true })}
              />
              <Lines lines={lines} />
            </Section>
            {shown.status === 'waiting' || shown.status === 'draft' ? (
              <WhatIf id={shown.id} revision={shown.revision} />
            ) : null}
            {shown.status === 'waiting' ? <Decide version={shown} /> : null}
            {shown.status === 'superseded' ? <GoBack version={shown} /> : null}
            {again[shown.status] === undefined ? null : <DraftAgain version={shown} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Lead({ version }: { version: PolicyVersion }) {
  return (
    <>
      {statusWords[version.status]} · {version.askedBy ?? version.updatedBy}{' '}
      <Ago at={version.askedAt ?? version.updatedAt} />
      {version.decidedBy === null || version.decidedAt === null ? null : (
        <>
          , decided by {version.decidedBy} <Ago at={version.decidedAt} />
        </>
      )}{' '}
      ·{' '}
      <Anchor component={Link} to={`/policies/${version.place}`} size="sm">
        {version.place === 'school' ? 'The policy of the whole school' : `The policy of ${version.placeName}`}
      </Anchor>
    </>
  );
}

interface AgainstProps {
  version: PolicyVersion;
  against: string;
  onChoose(id: string): void;
}

function Against({ version, against, onChoose }: AgainstProps) {
  const query = useInfiniteQuery(views.versions(version.place));
  const others = (query.data?.pages ?? []).flatMap(page => page.items).filter(one => one.id !== version.id);
  if (others.length === 0) return <p className="quiet">Against the usual settings.</p>;
  const data = others.map(one => ({
    value: one.id,
    label: `version ${one.number}, ${statusWords[one.status]}`,
  }));
  return (
    <>
      <NativeSelect
        label="Compared with"
        className="compare"
        value={against}
        data={against === '' ? [{ value: '', label: 'the usual settings' }, ...data] : data}
        onChange={event => onChoose(event.currentTarget.value)}
      />
      <div className="compare-more">
        <More query={query} label="Show older versions to choose from" />
      </div>
    </>
  );
}

function WhatIf({ id, revision }: { id: string; revision: number }) {
  return <WhatIfView query={useQuery(views.whatIf(id, revision))} />;
}

function Decide({ version }: { version: PolicyVersion }) {
  const { data } = useQuery(views.place(version.place));
  const may = useMay();
  const [reason, setReason] = useState('');
  const path = `/policies/versions/${version.id}`;
  const touches = ['policies', 'policy', 'device'];
  const approve = useChange({
    send: () => change('POST', `${path}/approve`, {}, asked),
    said: answer => answer.sentence,
    touches,
  });
  const refuse = useChange({
    send: () => change('POST', `${path}/refuse`, { reason }, asked),
    said: answer => answer.sentence,
    touches,
    quiet: true,
  });
  const waiting = data?.waiting;
  if (waiting == null || !may('policies.approve')) return null;
  const own = !waiting.youMayApprove;
  return (
    <Section title="Your decision">
      {own ? (
        <p>{waiting.whyNot}</p>
      ) : (
        <p>
          If you approve, the devices get it at once or ring by ring as {version.askedBy} chose. If you do
          nothing, nothing changes, and the question ends {versionWaitsDays} days after it was asked.
        </p>
      )}
      <Textarea
        label={own ? 'Why you take it back' : 'If you do not approve: why'}
        value={reason}
        autosize
        minRows={2}
        maxLength={300}
        maw={560}
        my="sm"
        error={fieldErrors(refuse.error).reason}
        onChange={event => setReason(event.currentTarget.value)}
      />
      <Group gap="sm">
        {own ? null : (
          <Button onClick={() => approve.mutate(undefined)} loading={approve.isPending}>
            Approve
          </Button>
        )}
        <Button
          variant="default"
          disabled={reason.trim().length < 3}
          onClick={() => refuse.mutate(undefined)}
          loading={refuse.isPending}
        >
          {own ? 'Take it back' : 'Do not approve'}
        </Button>
      </Group>
    </Section>
  );
}

function GoBack({ version }: { version: PolicyVersion }) {
  const [reason, setReason] = useState('');
  const mayEdit = useMay()('policies.edit');
  const back = useChange({
    send: () => change('POST', `/policies/versions/${version.id}/return`, { reason }, asked),
    said: answer => answer.sentence,
    touches: ['policies', 'policy', 'device'],
    quiet: true,
  });
  const whatIf = useQuery(views.whatIf(version.id, version.revision));
  if (!mayEdit) return null;
  return (
    <Section title="Go back to this version">
      <p>It becomes a new version with these settings and goes to every device it concerns at once.</p>
      <FromNow version={version} />
      <WhatIfView query={whatIf} />
      <Textarea
        label="Why"
        value={reason}
        autosize
        minRows={2}
        maxLength={280}
        maw={560}
        my="sm"
        error={fieldErrors(back.error).reason}
        onChange={event => setReason(event.currentTarget.value)}
      />
      <Button
        variant="default"
        disabled={reason.trim().length < 3 || whatIf.data === undefined}
        loading={back.isPending}
        onClick={() => back.mutate(undefined)}
      >
        {whatIf.data?.needsSecond ? 'Ask to go' : 'Go'} back to version {version.number}
      </Button>
    </Section>
  );
}

/** What would be different from what holds now. */
function FromNow({ version }: { version: PolicyVersion }) {
  const place = useQuery(views.place(version.place)).data;
  const now = place?.rollout?.version.id ?? place?.inForce?.id;
  const query = useQuery({ ...views.version(version.id, now), enabled: now !== undefined });
  if (now === undefined) return null;
  return (
    <Loaded query={query} what="what would be different" skeleton={<RowsSkeleton rows={2} height={22} />}>
      {({ lines }) => <Lines lines={lines} />}
    </Loaded>
  );
}

const again: Partial<Record<PolicyVersion['status'], string>> = {
  returned:
    'It was taken back, so it does not go out at once again. A draft of it says what it would do today; then let it out ring by ring.',
  refused:
    'It was not approved. A draft of it can be changed, says what it would do today, and is asked for again.',
  discarded: 'It was discarded before anybody put it in force. A draft of it says what it would do today.',
};

/** What was taken back is looked at anew, with what it would do today, and goes out ring by ring. */
function DraftAgain({ version }: { version: PolicyVersion }) {
  const navigate = useNavigate();
  const mayEdit = useMay()('policies.edit');
  const make = useChange({
    send: () =>
      change(
        'PUT',
        `/policies/places/${version.place}/draft`,
        { revision: 0, settings: version.settings },
        policyVersion,
      ),
    touches: ['policies', 'policy'],
    done: () => navigate(`/policies/${version.place}`),
  });
  if (!mayEdit) return null;
  return (
    <Section title="Try it again">
      <p>{again[version.status]}</p>
      <Button variant="default" loading={make.isPending} onClick={() => make.mutate(undefined)}>
        Make a draft of version {version.number}
      </Button>
    </Section>
  );
}
