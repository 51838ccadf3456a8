import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { Asset } from '../../../../shared/protocol/api/assets.ts';
import { reasonOf, tell } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { AssetFields } from './AssetFields.tsx';
import { fromForm, toForm } from './form-values.ts';

/** Saves against the revision with which the form was opened. */
export function EditAsset({ asset, onClose }: { asset: Asset; onClose(): void }) {
  const [opened] = useState(asset);
  const [form, write, forget] = useDraft(`asset-${asset.id}-${opened.revision}`, toForm(opened.values));
  const [problems, setProblems] = useState<Record<string, string>>({});
  const leave = () => {
    forget();
    onClose();
  };
  const save = useChange({
    send: (values: Record<string, unknown>) =>
      tell('PATCH', `/assets/${asset.id}`, { ...values, revision: opened.revision }),
    said: () => 'Saved.',
    touches: ['asset', 'assets'],
    silent: true,
    done: leave,
  });
  const said = Object.fromEntries(
    asset.facts.map(({ field, said: other, origin, value }) => [field, origin === 'device' ? value : other]),
  );
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        const read = fromForm(form);
        setProblems(read.problems);
        if (Object.keys(read.problems).length === 0) save.mutate(read.values);
      }}
    >
      <AssetFields
        form={form}
        write={write}
        problems={{ ...fieldErrors(save.error), ...problems }}
        said={said}
      />
      {save.error === null ? null : (
        <Notice tone="error" urgent>
          {reasonOf(save.error)}
        </Notice>
      )}
      <Group mt="lg" gap="sm">
        <Button type="submit" loading={save.isPending} disabled={form.tag.trim() === ''}>
          Save
        </Button>
        <Button variant="default" onClick={leave}>
          Cancel
        </Button>
      </Group>
    </form>
  );
}
