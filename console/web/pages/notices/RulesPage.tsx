import { Anchor, Button, Skeleton, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type Wording, wordingList } from '../../../../shared/protocol/api/notices.ts';
import { longest } from '../../../../shared/protocol/notice.ts';
import { change } from '../../api-client.ts';
import { Moment } from '../../components/Ago.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import { NoticeForm, TextFields } from './NoticeFields.tsx';
import '../loans/loans.css';

/** The school's rules for using its computers, as they are signed: each agreement in every wording there was. */
export function RulesPage() {
  const query = useQuery(views.wordings());
  const [editing, setEditing] = useState<Wording | 'new' | null>(null);
  const mayEdit = useMay()('notices.edit');
  return (
    <Page
      narrow
      title="The rules that are signed"
      lead={
        <Anchor component={Link} to="/notices" inherit>
          All notices
        </Anchor>
      }
      actions={
        mayEdit && editing === null ? (
          <Button onClick={() => setEditing('new')}>Write other rules</Button>
        ) : undefined
      }
    >
      <Loaded query={query} what="the rules" skeleton={<Skeleton height={300} />}>
        {({ items }) => {
          if (editing !== null || items.length === 0)
            return (
              <Editor
                now={editing === 'new' ? null : editing}
                first={items.length === 0}
                onClose={() => setEditing(null)}
              />
            );
          return [...Map.groupBy(items, one => one.name)].map(([name, all]) => (
            <Rules key={name} name={name} all={all} onEdit={mayEdit ? setEditing : undefined} />
          ));
        }}
      </Loaded>
    </Page>
  );
}

function Rules({
  name,
  all,
  onEdit,
}: {
  name: string;
  all: Wording[];
  onEdit: ((now: Wording) => void) | undefined;
}) {
  const [now, ...before] = all;
  if (now === undefined) return null;
  return (
    <Section title={name}>
      <Wordings wording={now} />
      {onEdit === undefined ? null : (
        <Button variant="default" mt="sm" onClick={() => onEdit(now)}>
          Write it anew
        </Button>
      )}
      {before.map(one => (
        <details key={one.id} className="evidence">
          <summary>
            Wording {one.number}, <Moment at={one.createdAt} />
          </summary>
          <Wordings wording={one} />
        </details>
      ))}
    </Section>
  );
}

function Wordings({ wording }: { wording: Wording }) {
  const { number, createdBy, createdAt, hash } = wording;
  return (
    <Stack gap="xs">
      <p className="quiet">
        Wording {number} by {createdBy}, <Moment at={createdAt} />. Its fingerprint, which goes with each
        signature: <code className="long-word">{hash}</code>
      </p>
      <Text label={`${wording.name}, for adults`} text={wording.adult} />
      {wording.plain === null ? null : <Text label="In plain words" text={wording.plain} titled />}
      {wording.symbols === null ? null : <Text label="Beside a picture" text={wording.symbols} titled />}
    </Stack>
  );
}

function Text({ label, text, titled = false }: { label: string; text: string; titled?: boolean }) {
  return (
    <>
      {titled ? <strong>{label}</strong> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reached by the keyboard */}
      <section className="agreement-text" tabIndex={0} aria-label={label}>
        {text}
      </section>
    </>
  );
}

function Editor({ now, first, onClose }: { now: Wording | null; first: boolean; onClose(): void }) {
  const [draft, write, forget] = useDraft(`rules.${now?.id ?? ''}`, {
    name: now?.name ?? (first ? 'Acceptable use of computers' : ''),
    adult: now?.adult ?? '',
    plain: now?.plain ?? '',
    symbols: now?.symbols ?? '',
  });
  const save = useChange({
    send: () => change('POST', '/wordings', draft, wordingList),
    said: () => 'Kept. Nobody is asked to sign it yet: that is “Have the rules signed”.',
    touches: ['notices'],
    silent: true,
    done: () => {
      forget();
      onClose();
    },
  });
  const problems = fieldErrors(save.error);
  return (
    <NoticeForm
      {...{
        verb: now === null ? 'Keep these rules' : `Keep as wording ${now.number + 1}`,
        error: save.error,
      }}
      {...{ busy: save.isPending, back: first ? '/notices' : '/notices/rules' }}
      onSend={() => save.mutate(undefined)}
      onLeave={() => {
        forget();
        onClose();
      }}
    >
      <TextInput
        label="What they are called"
        description="As people see it over the text. The social-media rules for staff, for example, are an agreement of their own."
        maxLength={100}
        disabled={now !== null}
        value={draft.name}
        error={problems.name}
        onChange={event => write({ name: event.currentTarget.value })}
      />
      <TextFields value={draft} most={longest} problems={problems} rows={12} onChange={write} />
    </NoticeForm>
  );
}
