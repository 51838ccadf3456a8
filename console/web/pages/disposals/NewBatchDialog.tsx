import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { batch, type ItemRow } from '../../../../shared/protocol/api/disposals.ts';
import { change } from '../../api-client.ts';
import { views } from '../../views.ts';
import { FormDialog } from './FormDialog.tsx';
import { today } from './words.tsx';

/** Who collects what, and when: only a company whose papers are in date. */
export function NewBatchDialog({ items, onClose }: { items: readonly ItemRow[]; onClose(): void }) {
  const companies = useQuery(views.contractors()).data?.items ?? [];
  const [contractorId, setContractor] = useState('');
  const [collectOn, setOn] = useState(today());
  const [chosen, setChosen] = useState(items.map(item => item.id));
  const goTo = useNavigate();
  const open = companies.filter(one => !one.ended);
  return (
    <FormDialog
      title="Plan a collection"
      verb="Plan it"
      said="Planned. Nothing leaves before everything on its list is there."
      onClose={onClose}
      send={async () => {
        const made = await change(
          'POST',
          '/disposals/batches',
          { contractorId, collectOn, itemIds: chosen },
          batch,
        );
        void goTo(`/disposals/batches/${made.id}`);
      }}
    >
      {wrong => (
        <>
          {open.length === 0 ? (
            <p>
              No company is entered yet. <Link to="/disposals/contractors">Enter one</Link> with its carrier
              registration, permit and processor agreement.
            </p>
          ) : null}
          <NativeSelect
            label="Who collects"
            data={[
              { value: '', label: 'Choose a company' },
              ...open.map(one => ({
                value: one.id,
                label: one.problems.length === 0 ? one.name : `${one.name} (papers out of date)`,
              })),
            ]}
            value={contractorId}
            error={wrong.contractorId}
            onChange={event => setContractor(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label="On"
            value={collectOn}
            error={wrong.collectOn}
            onChange={event => setOn(event.currentTarget.value)}
          />
          <Checkbox.Group label="What goes" value={chosen} onChange={setChosen}>
            {items.map(item => (
              <Checkbox key={item.id} value={item.id} label={`${item.tag}, ${item.what}`} mt={6} />
            ))}
          </Checkbox.Group>
        </>
      )}
    </FormDialog>
  );
}
