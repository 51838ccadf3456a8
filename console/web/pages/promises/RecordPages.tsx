import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { useSession } from '../../session.tsx';
import { corners, nameOf, places } from '../../site-map.ts';

/** Pages by name; as links for those who may open them. */
export function RecordPages({ pages }: { pages: readonly string[] }) {
  const { may, person } = useSession();
  const known = pages.map(path => {
    const place = places.find(one => one.path === path);
    const named = place ?? corners.find(one => one.path === path);
    const name = place === undefined ? (named?.name ?? path) : nameOf(place, person.role);
    return { path, name, open: typeof named?.permission === 'string' && may.includes(named.permission) };
  });
  return (
    <>
      (
      {known.map(({ path, name, open }, at) => (
        <span key={path}>
          {at === 0 ? '' : ', '}
          {open ? (
            <Anchor component={Link} to={path} inherit underline="always">
              {name}
            </Anchor>
          ) : (
            name
          )}
        </span>
      ))}
      )
    </>
  );
}
