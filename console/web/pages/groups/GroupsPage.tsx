import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { group as groupSchema } from '../../../../shared/protocol/api/devices.ts';
import { change } from '../../api-client.ts';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import { GroupRow } from './GroupRow.tsx';

/** Groups of devices that follow one policy. */
export function GroupsPage() {
  const query = useQuery(views.groups());
  const mayEdit = useMay()('groups.edit');
  return (
    <Page
      title="Groups"
      lead="Every device is in one group and follows that group’s policy."
      actions={<Export list="/groups" what="the groups" />}
    >
      {mayEdit ? <NewGroup /> : null}
      <Loaded query={query} what="the groups" skeleton={<RowsSkeleton rows={3} height={48} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No group yet.">Make the first one above, such as “Staff laptops”.</Empty>
          ) : (
            <ul className="plain-list cards">
              {items.map(group => (
                <GroupRow key={group.id} group={group} mayEdit={mayEdit} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
}

function NewGroup() {
  const [name, setName] = useState('');
  const make = useChange({
    send: () => change('POST', '/groups', { name }, groupSchema.pick({ id: true })),
    said: () => `${name} was made.`,
    touches: ['groups'],
    quiet: true,
    done: () => setName(''),
  });
  return (
    <form
      className="form-line"
      onSubmit={event => {
        event.preventDefault();
        make.mutate(undefined);
      }}
    >
      <TextInput
        label="New group"
        placeholder="Year 4 trolley"
        maxLength={60}
        value={name}
        error={fieldErrors(make.error).name}
        onChange={event => setName(event.currentTarget.value)}
      />
      <Button type="submit" loading={make.isPending} disabled={name.trim() === ''}>
        Make the group
      </Button>
    </form>
  );
}
