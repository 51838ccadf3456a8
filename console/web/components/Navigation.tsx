import { NavLink as Item, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { NavLink } from 'react-router';
import { useSession } from '../session.tsx';
import { nameOf, type Place, parts, placesOf } from '../site-map.ts';
import { views } from '../views.ts';

const partNames = { daily: null, things: 'What the school owns', 'set-up': 'Set-up and records' };

/** Only what works for this person. A part of one page needs no name. */
export function Navigation() {
  const shown = placesOf(useSession().may);
  return (
    <div className="side-list">
      {parts.map(part => {
        const mine = shown.filter(place => place.part === part);
        return (
          <Fragment key={part}>
            {partNames[part] !== null && mine.length > 1 ? (
              <Text size="xs" c="dimmed" className="side-part">
                {partNames[part]}
              </Text>
            ) : null}
            {mine.map(place => (
              <Entry key={place.path} place={place} />
            ))}
          </Fragment>
        );
      })}
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
