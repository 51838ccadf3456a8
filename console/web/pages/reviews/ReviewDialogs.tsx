import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Review, reviewList } from '../../../../shared/protocol/api/reviews.ts';
import { type ReviewKind, reviewKinds, reviewKindWords } from '../../../../shared/reviews/standing.ts';
import { change } from '../../api-client.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useSession, useToday } from '../../session.tsx';
import { useTextFields } from '../../text-fields.ts';

/** What is looked at, by whom, and how often. */
export function ReviewDialog({ review, onClose }: { review: Review | null; onClose(): void }) {
  const [kind, setKind] = useState<ReviewKind>(review?.kind ?? 'systems');
  const { fields, text } = useTextFields({
    what: review?.what ?? '',
    owner: review?.owner ?? '',
    version: review?.version ?? '',
    asked: review?.asked ?? '',
    everyMonths: String(review?.everyMonths ?? 12),
    endedOn: review?.endedOn ?? '',
  });
  const send = () => {
    const { everyMonths, endedOn, ...texts } = fields;
    const body = { ...texts, kind, everyMonths: Number(everyMonths), endedOn: endedOn || null };
    return review === null
      ? change('POST', '/reviews', body, reviewList)
      : change('PUT', `/reviews/${review.id}`, { ...body, revision: review.revision }, reviewList);
  };
  return (
    <FormDialog
      after="It can be changed again at any time."
      title={review?.what ?? 'Enter something to look at'}
      verb="Save"
      said="Saved."
      onClose={onClose}
      send={send}
    >
      {wrong => (
        <>
          <NativeSelect
            label="Kind"
            data={reviewKinds.map(value => ({ value, label: reviewKindWords[value].kind }))}
            value={kind}
            onChange={event => setKind(event.currentTarget.value as ReviewKind)}
            data-autofocus
          />
          <TextInput label="What is looked at" maxLength={120} {...text('what', wrong)} />
          <Textarea
            label={reviewKindWords[kind].asked}
            autosize
            minRows={2}
            maxLength={2000}
            {...text('asked', wrong)}
          />
          <div className="two-fields">
            <TextInput
              label={kind === 'own_device' ? 'Whose it is' : 'Who sees to it'}
              maxLength={120}
              {...text('owner', wrong)}
            />
            <TextInput
              label="Again after so many months"
              inputMode="numeric"
              {...text('everyMonths', wrong)}
            />
            {kind === 'document' ? (
              <TextInput label="Version" maxLength={60} {...text('version', wrong)} />
            ) : null}
            {review === null ? null : (
              <TextInput type="date" label="Not looked at any more since" {...text('endedOn', wrong)} />
            )}
          </div>
        </>
      )}
    </FormDialog>
  );
}

/** That somebody looked, and how it was. */
export function LookDialog({ review, onClose }: { review: Review; onClose(): void }) {
  const { person } = useSession();
  const [inOrder, setInOrder] = useState(true);
  const { fields, text } = useTextFields({ doneOn: useToday(), doneBy: person.name, note: '' });
  return (
    <FormDialog
      title={`Write down: ${review.what}`}
      verb="Write it down"
      after="It cannot be undone: what is written down stays. To put something right, write another entry."
      said="Written down, with your name."
      onClose={onClose}
      send={() => change('POST', `/reviews/${review.id}/entries`, { ...fields, inOrder }, reviewList)}
    >
      {wrong => (
        <>
          {review.asked === '' ? null : <p className="kept-lines">{review.asked}</p>}
          <div className="two-fields">
            <NativeSelect
              label="How it was"
              data={[
                { value: 'good', label: 'In order' },
                { value: 'left', label: 'Something is left to do' },
              ]}
              value={inOrder ? 'good' : 'left'}
              onChange={event => setInOrder(event.currentTarget.value === 'good')}
              data-autofocus
            />
            <TextInput type="date" label="On" {...text('doneOn', wrong)} />
            <TextInput label="By whom" maxLength={120} {...text('doneBy', wrong)} />
          </div>
          <Textarea
            label="Note"
            description="What was found, and who does what about it by when"
            autosize
            maxLength={1000}
            {...text('note', wrong)}
          />
        </>
      )}
    </FormDialog>
  );
}
