import { Anchor, Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { kindOf } from '../../../../shared/assets/kinds.ts';
import { type AssetState, firstStates, needsOf } from '../../../../shared/assets/states.ts';
import { asset as assetSchema } from '../../../../shared/protocol/api/assets.ts';
import { change, reasonOf, tell } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { useStateWords } from '../../state-words.ts';
import { views } from '../../views.ts';
import { AssetFields } from './AssetFields.tsx';
import { emptyForm, fromForm } from './form-values.ts';

/** Enters one thing, or the device that the address names. */
export function NewAssetPage() {
  const [address] = useSearchParams();
  const device = address.get('device') ?? undefined;
  const tag = address.get('tag');
  const goTo = useNavigate();
  const [form, write, forget] = useDraft('new-asset', { ...emptyForm, state: 'in_stock', note: '' });
  const neighbour = address.get('neighbour');
  const known =
    neighbour === null ? undefined : { kind: 'other', name: address.get('name')?.slice(0, 100) ?? '' };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the address says is given once
  useEffect(() => {
    if (tag !== null) write({ tag: tag.slice(0, 60) });
    if (known !== undefined) write(known);
  }, [tag, neighbour]);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const save = useChange({
    send: async (values: Record<string, unknown>) => {
      const made = await change('POST', '/assets', values, assetSchema);
      if (neighbour !== null)
        await tell('POST', `/neighbours/${neighbour}/decision`, {
          ...{ decision: 'ours', assetTag: made.tag, note: address.get('note')?.slice(0, 300) ?? '' },
        });
      return made;
    },
    said: ({ tag }) => `${tag} is in the register.`,
    touches: ['assets', 'device', 'devices'],
    silent: true,
    done: ({ id }) => {
      forget();
      void goTo(`/assets/${id}`);
    },
  });
  const state = form.state as AssetState;
  const stateWords = useStateWords();
  const send = () => {
    const read = fromForm(form);
    setProblems(read.problems);
    if (Object.keys(read.problems).length > 0) return;
    const note = form.note.trim();
    save.mutate({
      ...read.values,
      state,
      ...(note !== '' && { note }),
      ...(device !== undefined && { deviceId: device }),
    });
  };
  const wrong = { ...fieldErrors(save.error), ...problems };
  const asksNote = needsOf(state).some(({ need }) => need === 'note');
  return (
    <Page
      title="Enter an asset"
      lead={
        <Anchor component={Link} to="/assets" size="sm">
          All assets
        </Anchor>
      }
    >
      {device === undefined ? null : <OfDevice id={device} write={write} />}
      {neighbour === null ? null : (
        <p className="quiet">With this, the unknown device is decided to be the school’s.</p>
      )}
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          send();
        }}
      >
        <AssetFields form={form} write={write} problems={wrong} />
        <div className="asset-fields">
          <NativeSelect
            label="State"
            data={firstStates.map(value => ({ value, label: stateWords[value] }))}
            value={state}
            error={wrong.state}
            onChange={event => write({ state: event.currentTarget.value })}
          />
          {asksNote ? (
            <TextInput
              label="Why it is so"
              maxLength={1000}
              value={form.note}
              error={wrong.note}
              onChange={event => write({ note: event.currentTarget.value })}
            />
          ) : null}
        </div>
        {save.error === null ? null : (
          <Notice tone="error" urgent>
            {reasonOf(save.error)}
          </Notice>
        )}
        <Group mt="lg" gap="sm">
          <Button type="submit" loading={save.isPending} disabled={form.tag.trim() === ''}>
            Enter it in the register
          </Button>
          <Button variant="default" onClick={forget}>
            Start again
          </Button>
        </Group>
      </form>
    </Page>
  );
}

interface OfDeviceProps {
  id: string;
  write(change: { kind: string }): void;
}

function OfDevice({ id, write }: OfDeviceProps) {
  const device = useQuery(views.device(id)).data;
  const pair = useQuery(views.assetSuggestions()).data?.items.find(one => one.device.id === id);
  const chassis = device?.hardware?.chassis?.toLowerCase() ?? '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: proposed once, and changed by whoever enters it
  useEffect(() => {
    if (chassis !== '') write({ kind: kindOf(chassis) ?? 'desktop' });
  }, [chassis]);
  if (device === undefined) return null;
  if (pair !== undefined)
    return (
      <Notice tone="caution" title="It may be in the register already">
        <Link to={`/assets/${pair.asset.id}`}>{pair.asset.tag}</Link> has its serial number, {pair.serial}.
        Link them there instead of entering it twice.
      </Notice>
    );
  return (
    <p className="quiet">
      It will be linked to the device <strong>{device.name}</strong>. Leave make, model and serial number
      empty: the device tells them itself.
    </p>
  );
}
