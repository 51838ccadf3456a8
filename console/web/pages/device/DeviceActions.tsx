import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { useMay } from '../../session.tsx';
import { MoveDialog } from './MoveDialog.tsx';
import { NoteDialog } from './NoteDialog.tsx';
import { RemoveDialog } from './RemoveDialog.tsx';
import { RenameDialog } from './RenameDialog.tsx';

type Dialog = 'rename' | 'move' | 'note' | 'remove';

export function DeviceActions({ device }: { device: Device }) {
  const [dialog, setDialog] = useState<Dialog | null>(null);
  if (!useMay()('devices.edit')) return null;
  const close = () => setDialog(null);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>
            Change
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setDialog('rename')}>Rename…</Menu.Item>
          <Menu.Item onClick={() => setDialog('move')}>Move to another group…</Menu.Item>
          <Menu.Item onClick={() => setDialog('note')}>
            {device.note === '' ? 'Write a note…' : 'Change the note…'}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => setDialog('remove')} className="danger-item">
            Remove…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'rename' ? <RenameDialog device={device} onClose={close} /> : null}
      {dialog === 'move' ? <MoveDialog device={device} onClose={close} /> : null}
      {dialog === 'note' ? <NoteDialog device={device} onClose={close} /> : null}
      {dialog === 'remove' ? <RemoveDialog device={device} onClose={close} /> : null}
    </>
  );
}
