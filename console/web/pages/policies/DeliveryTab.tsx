import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Delivery, Place } from '../../../../shared/protocol/api/policies.ts';
import { Ago } from '../../components/Ago.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';

/** While devices that are connected have not confirmed, the page looks again. */
const againMs = 2000;

export function DeliveryTab({ place }: { place: Place }) {
  if (place.scope === 'group') return <OfGroup groupId={place.scopeId} />;
  if (place.scope === 'device')
    return (
      <p>
        <Anchor component={Link} to={`/devices/${place.scopeId}?tab=policy`}>
          {place.name}: what it is asked to do, and whether it has it
        </Anchor>
      </p>
    );
  return <OfSchool />;
}

function OfSchool() {
  const query = useQuery({ ...views.policies(), refetchInterval: againMs * 3 });
  return (
    <Loaded query={query} what="who has it" skeleton={<RowsSkeleton rows={4} />}>
      {({ groups }) => (
        <ul className="plain-list">
          {groups.map(group => (
            <li key={group.id} className="line">
              <StateMark state={group.has === group.devices ? 'met' : 'unknown'} />
              <span className="line-words">
                <Anchor component={Link} to={`/policies/group.${group.id}?tab=devices`}>
                  {group.name}
                </Anchor>
                : {group.has} of {plural(group.devices, 'device')} {group.devices === 1 ? 'has' : 'have'}{' '}
                policy {group.number}.
              </span>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}

function OfGroup({ groupId }: { groupId: string }) {
  const query = useQuery({
    ...views.delivery(groupId),
    refetchInterval: ({ state }) => (state.data?.missing.some(one => one.connected) ? againMs : false),
  });
  return (
    <Loaded query={query} what="who has it" skeleton={<RowsSkeleton rows={5} />}>
      {delivery => <Who delivery={delivery} />}
    </Loaded>
  );
}

function Who({ delivery }: { delivery: Delivery }) {
  const { devices, has, missing, number } = delivery;
  const all = devices > 0 && has === devices;
  return (
    <>
      <p className="answer">
        {devices === 0
          ? 'No device is in this group yet.'
          : all
            ? `All ${plural(devices, 'device')} confirmed policy ${number}.`
            : `${has} of ${plural(devices, 'device')} confirmed policy ${number}.`}{' '}
        <span className="quiet">
          Issued <Ago at={delivery.issuedAt} />.
        </span>
      </p>
      <ul className="plain-list">
        {missing.map(device => (
          <li key={device.id} className="line">
            <span className="line-words">
              <Anchor component={Link} to={`/devices/${device.id}?tab=policy`}>
                {device.name}
              </Anchor>
              <span className="quiet"> {device.why}</span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
