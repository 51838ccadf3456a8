import { Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Batch } from '../../../../shared/protocol/api/disposals.ts';
import { tell } from '../../api-client.ts';
import { FormDialog } from '../../components/FormDialog.tsx';

/** When, and what goes: things leave it and others come in until the van is here. */
export function ChangeBatchDialog({ data, onClose }: { data: Batch; onClose(): void }) {
  const [collectOn, setOn] = useState(data.collectOn);
  const [chosen, setChosen] = useState(data.items.map(item => item.id));
  return (
    <FormDialog
      after="It can be changed again at any time."
      title={`Change collection ${data.number}`}
      verb="Save"
      said="Changed."
      onClose={onClose}
      send={() =>
        tell('PATCH', `/disposals/batches/${data.id}`, {
          itemIds: chosen,
          ...(collectOn !== data.collectOn && { collectOn }),
        })
      }
    >
      {wrong => (
        <>
          <TextInput
            type="date"
            label="On"
            value={collectOn}
            error={wrong.collectOn ?? wrong.contractorId}
            onChange={event => setOn(event.currentTarget.value)}
          />
          <Checkbox.Group label="What goes" value={chosen} onChange={setChosen}>
            {[...data.items, ...data.spare].map(item => (
              <Checkbox key={item.id} value={item.id} label={`${item.tag}, ${item.what}`} mt={6} />
            ))}
          </Checkbox.Group>
        </>
      )}
    </FormDialog>
  );
}
