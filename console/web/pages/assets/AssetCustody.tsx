import { Button, Group, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Asset } from '../../../../shared/protocol/api/assets.ts';
import { type CustodyEntry, custodyChain } from '../../../../shared/protocol/api/custody.ts';
import { change } from '../../api-client.ts';
import { Moment } from '../../components/Ago.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Section } from '../../components/Page.tsx';
import { TakePdf } from '../../components/TakePdf.tsx';
import { useMay, useSession } from '../../session.tsx';
import { useStateWords } from '../../state-words.ts';
import { fieldMoment, momentOfField } from '../../time.ts';
import { views } from '../../views.ts';

/** Of what is, or was, quarantined as evidence: who had it, where and under which seal. */
export function AssetCustody({ asset }: { asset: Asset }) {
  const query = useQuery(views.assetCustody(asset.id));
  const [writing, setWriting] = useState(false);
  const may = useMay()('assets.edit');
  const { quarantined } = useStateWords();
  const held = asset.state === 'quarantined';
  if (!held && (query.data?.items.length ?? 0) === 0) return null;
  return (
    <Section
      title="Chain of custody"
      note={
        <Group gap="xs">
          <TakePdf path={`/assets/${asset.id}/custody/paper`} title="The chain of custody as a PDF" />
          {held && may ? (
            <Button size="compact-sm" variant="default" onClick={() => setWriting(true)}>
              Write down who has it
            </Button>
          ) : null}
        </Group>
      }
    >
      <Loaded query={query} what="the chain of custody" skeleton={<RowsSkeleton rows={2} height={30} />}>
        {({ items }) => (
          <>
            {held && items.every(one => one.what !== 'held') ? (
              <p className="quiet">
                Nobody has written down yet who has it. Write down each time that it changes hands, and which
                seal is on it: what was found on it is only worth as much as this list has no gap.
              </p>
            ) : null}
            <ol className="plain-list">
              {items.map(one => (
                <li key={one.id} className="line">
                  <span className="line-words">
                    {sentence(one, quarantined)}
                    {one.note === null ? null : <span className="order-detail">“{one.note}”</span>}
                  </span>
                  <span className="line-age">
                    <Moment at={one.happenedAt} />, written by {one.notedBy}
                  </span>
                </li>
              ))}
            </ol>
          </>
        )}
      </Loaded>
      {writing ? (
        <CustodyDialog
          id={asset.id}
          last={query.data?.items.findLast(one => one.what === 'held')}
          onClose={() => setWriting(false)}
        />
      ) : null}
    </Section>
  );
}

function sentence({ what, heldBy, place, seal }: CustodyEntry, quarantined: string): string {
  if (what === 'begun') return quarantined;
  if (what === 'ended') return 'Let go';
  return `${heldBy}, ${place}, ${seal === null ? 'no seal' : `seal ${seal}`}`;
}

interface DialogProps {
  id: string;
  /** What was written before this. */
  last: CustodyEntry | undefined;
  onClose(): void;
}

function CustodyDialog({ id, last, onClose }: DialogProps) {
  const { timeZone } = useSession().school;
  const [at, setAt] = useState(() => fieldMoment(Date.now(), timeZone));
  const [fields, setFields] = useState({
    heldBy: '',
    place: last?.place ?? '',
    seal: last?.seal ?? '',
    note: '',
  });
  const field = (name: keyof typeof fields, wrong: Record<string, string>) => ({
    value: fields[name],
    error: wrong[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setFields({ ...fields, [name]: event.currentTarget.value }),
  });
  return (
    <FormDialog
      title="Who has it now"
      verb="Write it down"
      said="Written down."
      onClose={onClose}
      send={() =>
        change(
          'POST',
          `/assets/${id}/custody`,
          { ...fields, happenedAt: momentOfField(at, timeZone) || 0 },
          custodyChain,
        )
      }
    >
      {wrong => (
        <>
          <p className="quiet">It stays as it is written: nothing in this list is changed or removed.</p>
          <TextInput
            label="Who has it"
            description="A person with their role, or the police with an officer’s number"
            maxLength={120}
            {...field('heldBy', wrong)}
            data-autofocus
          />
          <div className="two-fields">
            <TextInput
              label="Where it is"
              placeholder="Safe in the office"
              maxLength={200}
              {...field('place', wrong)}
            />
            <TextInput
              label="Number of the seal or bag"
              description="Empty where there is none"
              maxLength={60}
              {...field('seal', wrong)}
            />
          </div>
          <TextInput
            type="datetime-local"
            label="Since when"
            value={at}
            error={wrong.happenedAt}
            onChange={event => setAt(event.currentTarget.value)}
          />
          <Textarea
            label="Why it changed hands, and what was done with it"
            autosize
            minRows={2}
            maxLength={1000}
            {...field('note', wrong)}
          />
        </>
      )}
    </FormDialog>
  );
}
