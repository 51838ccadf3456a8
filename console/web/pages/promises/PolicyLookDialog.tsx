import { Button, Group, Modal, Stack, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { proposedNext } from '../../../../shared/clauses/policy-review.ts';
import { type PolicyReview, policyReview } from '../../../../shared/protocol/api/policy-reviews.ts';
import { change, reasonOf, tell } from '../../api-client.ts';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useSession, useToday } from '../../session.tsx';
import { sayDate } from '../../time.ts';
import { views } from '../../views.ts';

const touches = ['promises', 'audit'];
const withdrawal = (id: string) => `/policy-reviews/${encodeURIComponent(id)}/withdrawal`;

/** That the policy was looked at, and what was written down of it before. */
export function PolicyLookDialog({ onClose }: { onClose(): void }) {
  const query = useQuery(views.policyReviews());
  return (
    <Modal opened onClose={onClose} title="Our policy was looked at" centered size="lg">
      <Loaded query={query} what="earlier looks" skeleton={<RowsSkeleton rows={3} height={40} />}>
        {({ items }) => (
          <Stack gap="lg">
            <LookForm last={items.find(one => one.takenBackAt === null)} onClose={onClose} />
            <Earlier looks={items} />
          </Stack>
        )}
      </Loaded>
    </Modal>
  );
}

function LookForm({ last, onClose }: { last: PolicyReview | undefined; onClose(): void }) {
  const { person } = useSession();
  const today = useToday();
  const [fields, setFields] = useState({
    lookedOn: today,
    lookedBy: person.name,
    owner: null as string | null,
    nextOn: proposedNext(today),
  });
  // The list may come anew while this is open.
  const owner = fields.owner ?? last?.owner ?? '';
  const save = useChange({
    send: () => change('POST', '/policy-reviews', { ...fields, owner }, policyReview),
    said: () => 'Written down, with your name.',
    undo:
      ({ id }) =>
      () =>
        tell('POST', withdrawal(id)),
    touches,
    silent: true,
    done: onClose,
  });
  const wrong = fieldErrors(save.error);
  const text = (name: keyof typeof fields) => ({
    value: name === 'owner' ? owner : fields[name],
    error: wrong[name],
    maxLength: 120,
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      const follows = name === 'lookedOn' && value !== '' && { nextOn: proposedNext(value) };
      setFields({ ...fields, [name]: value, ...follows });
    },
  });
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <Stack gap="sm">
        <div className="two-fields">
          <TextInput type="date" label="Looked at on" max={today} data-autofocus {...text('lookedOn')} />
          <TextInput label="By whom" description="A name or a role" {...text('lookedBy')} />
          <TextInput label="Who sees to it" description="A name or a role" {...text('owner')} />
          <TextInput
            type="date"
            label="Next look by"
            description="Two years later at most"
            {...text('nextOn')}
          />
        </div>
        {save.error === null ? null : (
          <Notice tone="error" urgent>
            {reasonOf(save.error)}
          </Notice>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Write it down
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** To put one right: take it back and write it anew. Both stay here. */
function Earlier({ looks }: { looks: readonly PolicyReview[] }) {
  const { school } = useSession();
  const takeBack = useChange({
    send: (look: PolicyReview) => tell('POST', withdrawal(look.id)),
    touches,
  });
  if (looks.length === 0) return <p className="quiet">Nothing was written down before.</p>;
  return (
    <div>
      <Title order={3} size="h5">
        Written down before
      </Title>
      <ul className="plain-list">
        {looks.map(look => (
          <li key={look.id} className="line">
            <span className="line-words">
              {look.takenBackAt === null ? (
                <Look look={look} />
              ) : (
                <s>
                  <Look look={look} />
                </s>
              )}
              <span className="promise-age">
                {' '}
                {look.takenBackAt === null
                  ? `${look.writtenBy} wrote it down on ${sayDate(look.writtenAt, school.timeZone)}.`
                  : `${look.takenBackBy} took it back on ${sayDate(look.takenBackAt, school.timeZone)}.`}
              </span>
            </span>
            {look.takenBackAt === null ? (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`Take back: ${sayDay(look.lookedOn)}`}
                loading={takeBack.isPending && takeBack.variables === look}
                onClick={() => takeBack.mutate(look)}
              >
                Take back
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <p className="quiet">To put one right, take it back and write it anew. Both stay in this list.</p>
    </div>
  );
}

const Look = ({ look }: { look: PolicyReview }) =>
  `${sayDay(look.lookedOn)}, by ${look.lookedBy}. Owner: ${look.owner}. Next by ${sayDay(look.nextOn)}.`;
