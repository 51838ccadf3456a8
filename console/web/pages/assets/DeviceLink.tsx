import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { closedStates } from '../../../../shared/assets/states.ts';
import type { Asset } from '../../../../shared/protocol/api/assets.ts';
import { tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';

/** Which enrolled device this asset is. */
export function DeviceLink({ asset }: { asset: Asset }) {
  const may = useMay();
  const mayEdit = may('assets.edit') && !closedStates.includes(asset.state);
  return (
    <Section title="Device">
      {asset.device !== null ? (
        <Linked asset={asset} device={asset.device} mayEdit={mayEdit} />
      ) : (
        <>
          <p className="quiet">Not linked to a device, so nothing is known of it but what people write.</p>
          {mayEdit && may('devices.read') ? <Choose asset={asset} /> : null}
        </>
      )}
    </Section>
  );
}

function Linked({
  asset,
  device,
  mayEdit,
}: {
  asset: Asset;
  device: NonNullable<Asset['device']>;
  mayEdit: boolean;
}) {
  const path = `/assets/${asset.id}`;
  const unlink = useChange({
    send: () => tell('POST', `${path}/unlink`, { revision: asset.revision }),
    said: () => `${asset.tag} is no longer linked to ${device.name}.`,
    undo: () => () => tell('POST', `${path}/link`, { revision: asset.revision + 1, deviceId: device.id }),
    touches: ['asset', 'assets', 'device'],
  });
  return (
    <p>
      {device.removed ? (
        <>{device.name}, removed from the console</>
      ) : (
        <Link to={`/devices/${device.id}`}>{device.name}</Link>
      )}
      {device.lastSeenAt === null ? ', never seen' : <Ago at={device.lastSeenAt} before=", seen" />}{' '}
      {mayEdit ? (
        <Button
          size="compact-sm"
          variant="default"
          ml="sm"
          loading={unlink.isPending}
          onClick={() => unlink.mutate(undefined)}
        >
          Unlink
        </Button>
      ) : null}
    </p>
  );
}

function Choose({ asset }: { asset: Asset }) {
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState('');
  const [asked] = useDebouncedValue(search, 250);
  const devices = useInfiniteQuery(views.devices(asked === '' ? {} : { search: asked }));
  const found = devices.data?.pages[0]?.items ?? [];
  const deviceId = found.some(({ id }) => id === chosen) ? chosen : '';
  const link = useChange({
    send: () => tell('POST', `/assets/${asset.id}/link`, { revision: asset.revision, deviceId }),
    said: () => 'Linked.',
    touches: ['asset', 'assets', 'device'],
  });
  return (
    <form
      className="form-line"
      onSubmit={event => {
        event.preventDefault();
        link.mutate(undefined);
      }}
    >
      <TextInput
        label="Find the device"
        placeholder="Name, model, serial…"
        maxLength={100}
        value={search}
        onChange={event => setSearch(event.currentTarget.value)}
      />
      <NativeSelect
        label="Device"
        data={[
          { value: '', label: 'Choose one' },
          ...found.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={deviceId}
        onChange={event => setChosen(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={deviceId === ''} loading={link.isPending}>
        Link it
      </Button>
    </form>
  );
}
