import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import type { RecoveryKey } from '../../../../shared/protocol/api/recovery-keys.ts';
import { tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import { KeepKeyDialog, SeeKeyDialog } from './RecoveryKeyDialogs.tsx';

/** Keys that open the disks of this computer, where the school keeps them here. */
export function RecoveryKeysSection({ device }: { device: Device }) {
  const query = useQuery(views.recoveryKeys(device.id));
  const [typing, setTyping] = useState(false);
  const mayEdit = useMay()('recovery_keys.edit');
  return (
    <Section title="Recovery keys of its disks">
      <Loaded query={query} what="the recovery keys" skeleton={<RowsSkeleton rows={1} />}>
        {({ items, asked }) => (
          <>
            <p className="quiet tab-lead">{leadOf(asked, items.length)}</p>
            {asked && items.length === 0 ? <p>None is kept yet. {comesHere(device)}</p> : null}
            <ul className="plain-list cards">
              {items.map(one => (
                <KeyCard key={one.id} device={device} one={one} asked={asked} />
              ))}
            </ul>
            {asked && mayEdit ? (
              <Button variant="default" onClick={() => setTyping(true)}>
                Type in a recovery key…
              </Button>
            ) : null}
            {typing ? <KeepKeyDialog device={device} onClose={() => setTyping(false)} /> : null}
          </>
        )}
      </Loaded>
    </Section>
  );
}

/** Neither LUKS nor FileVault shows a key after it was made, so no program could fetch it. */
function comesHere({ platform }: Device): string {
  if (platform === 'windows') return 'This computer hands its own over by itself, once it is connected.';
  if (platform === null)
    return 'Windows hands its own over by itself; of Linux and macOS somebody types it in.';
  const [system, made] = {
    linux: ['Linux', 'at its encryption'],
    macos: ['macOS', 'when FileVault was turned on'],
  }[platform];
  return `${system} shows a key to nobody once it is made, so none comes by itself: type in the one that was written down ${made}.`;
}

const setting = 'Disk encryption, “Keep recovery keys in the console”';

function leadOf(asked: boolean, kept: number): string {
  if (asked)
    return 'Kept sealed: the console’s database alone opens none. The computer tries each once a day.';
  if (kept === 0) return `Not kept: the policy of this computer does not ask for it (${setting}).`;
  return `The policy of this computer no longer has keys kept (${setting}): none is added, and these are not tried any more. They stay, sealed, until somebody has them forgotten.`;
}

function KeyCard({ device, one, asked }: { device: Device; one: RecoveryKey; asked: boolean }) {
  const [asking, setAsking] = useState<'see' | 'forget' | null>(null);
  const may = useMay();
  const close = () => setAsking(null);
  const forget = useChange({
    send: () => tell('DELETE', `/devices/${device.id}/recovery-keys/${one.id}`),
    said: () => `The recovery key of ${one.volume} is forgotten.`,
    touches: ['device', 'audit'],
    done: close,
  });
  return (
    <li className="card">
      <div className="card-line">
        <span className="card-name">{one.volume}</span>
        <span className="quiet">
          {one.keptBy === null ? 'handed over by the computer' : `typed by ${one.keptBy}`},{' '}
          <Ago at={one.keptAt} />
        </span>
        <div className="card-actions">
          {may('recovery_keys.reveal') ? (
            <Button size="compact-sm" variant="default" onClick={() => setAsking('see')}>
              See it…<span className="hidden-words"> The key of {one.volume}</span>
            </Button>
          ) : null}
          {may('recovery_keys.edit') ? (
            <Button size="compact-sm" variant="default" onClick={() => setAsking('forget')}>
              Forget it…<span className="hidden-words"> The key of {one.volume}</span>
            </Button>
          ) : null}
        </div>
      </div>
      <Tested one={one} asked={asked} />
      {one.protector === null ? null : (
        <p className="quiet long-word">Windows asks for it by: {one.protector}</p>
      )}
      {asking === 'see' ? <SeeKeyDialog device={device} one={one} onClose={close} /> : null}
      <Confirm
        opened={asking === 'forget'}
        title={`Forget the recovery key of ${one.volume}?`}
        verb="Forget the key"
        busy={forget.isPending}
        onConfirm={() => forget.mutate(undefined)}
        onClose={close}
      >
        It is deleted here and cannot be brought back. If nobody else has it and the disk asks for it,
        everything on {device.name} is lost.
        {one.keptBy === null ? ' While the policy asks for it, the computer hands it over again.' : ''}
      </Confirm>
    </li>
  );
}

function Tested({ one: { tested }, asked }: { one: RecoveryKey; asked: boolean }) {
  if (tested === null)
    return (
      <p>
        {asked
          ? 'Not tried at the computer yet: that is done when it is connected.'
          : 'It was never tried at the computer.'}
      </p>
    );
  if (tested.result === 'opens')
    return (
      <p>
        It opens the disk: tried <Ago at={tested.at} />.
      </p>
    );
  if (tested.result === 'does_not_open')
    return (
      <Group gap="xs">
        <span className="severity" data-grave="true">
          It does not open the disk
        </span>
        <span>
          tried <Ago at={tested.at} />. Get the key that is in force now and type it in, then forget this one.
        </span>
      </Group>
    );
  return (
    <p>
      It could not be tried <Ago at={tested.at} />: {tested.why}
    </p>
  );
}
