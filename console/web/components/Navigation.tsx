import { NavLink as Item, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { NavLink } from 'react-router';
import { useMay, useSession } from '../session.tsx';
import { nameOf, type Place, places } from '../site-map.ts';
import { views } from '../views.ts';

/** Only what works for this person. */
export function Navigation() {
  const may = useMay();
  const mine = places.filter(place => may(place.permission));
  const setUp = mine.filter(place => place.part === 'set-up');
  return (
    <div className="side-list">
      {mine
        .filter(place => place.part === 'daily')
        .map(place => (
          <Entry key={place.path} place={place} />
        ))}
      {setUp.length > 1 ? (
        <Text size="xs" c="dimmed" className="side-part">
          Set-up and records
        </Text>
      ) : null}
      {setUp.map(place => (
        <Entry key={place.path} place={place} />
      ))}
    </div>
  );
}

function Entry({ place }: { place: Place }) {
  const { person } = useSession();
  const Picture = place.icon;
  return (
    <Item
      component={NavLink}
      to={place.path}
      label={nameOf(place, person.role)}
      leftSection={<Picture size={18} stroke={1.7} aria-hidden />}
      rightSection={place.path === '/queue' ? <Waiting /> : null}
    />
  );
}

function Waiting() {
  const { data } = useQuery(views.summary());
  const waiting = data?.devices.waiting ?? 0;
  if (waiting === 0) return null;
  return (
    <span className="count-pill">
      {waiting}
      <span className="hidden-words"> waiting</span>
    </span>
  );
}
