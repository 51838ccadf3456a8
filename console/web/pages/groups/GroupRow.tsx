import { Anchor, Button } from '@mantine/core';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Group } from '../../../../shared/protocol/api/devices.ts';
import { PolicyWords } from '../../components/PolicyWords.tsx';
import { plural } from '../../time.ts';
import { ChangeGroup, DeleteGroup } from './group-dialogs.tsx';

/** A group; its policy opens below it, and the address remembers which is open. */
export function GroupRow({ group, mayEdit }: { group: Group; mayEdit: boolean }) {
  const [search, setSearch] = useSearchParams();
  const [dialog, setDialog] = useState<'change' | 'delete' | null>(null);
  const open = search.get('open') === group.id;
  return (
    <li className="card">
      <div className="card-line">
        <span className="card-name">{group.name}</span>
        {group.ownDevices ? <span className="quiet">people’s own devices</span> : null}
        <Anchor component={Link} to={`/devices?group=${group.id}`} size="sm">
          {plural(group.devices, 'device')}
        </Anchor>
        {group.waiting > 0 ? (
          <Anchor component={Link} to="/queue" size="sm">
            {group.waiting} waiting
          </Anchor>
        ) : null}
        <span className="card-actions">
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={open}
            aria-label={`Policy of ${group.name}`}
            onClick={() => setSearch(open ? {} : { open: group.id }, { replace: true })}
          >
            Policy
          </Button>
          {mayEdit ? (
            <>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`Change ${group.name}`}
                onClick={() => setDialog('change')}
              >
                Change
              </Button>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`Delete ${group.name}`}
                onClick={() => setDialog('delete')}
              >
                Delete
              </Button>
            </>
          ) : null}
        </span>
      </div>
      {open ? <PolicyWords groupId={group.id} /> : null}
      {dialog === 'change' ? <ChangeGroup group={group} onClose={() => setDialog(null)} /> : null}
      {dialog === 'delete' ? <DeleteGroup group={group} onClose={() => setDialog(null)} /> : null}
    </li>
  );
}
