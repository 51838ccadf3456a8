import { Anchor, Group } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Place, PolicyVersion } from '../../../../shared/protocol/api/policies.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { views } from '../../views.ts';
import { statusWords } from './status-words.ts';

/** Every version, newest first; each opens what it changed, and by whom it was wanted. */
export function VersionsTab({ place }: { place: Place }) {
  const query = useInfiniteQuery(views.versions(place.place));
  return (
    <Loaded query={query} what="the versions" skeleton={<RowsSkeleton rows={4} height={54} />}>
      {({ pages }) => {
        const items = pages.flatMap(page => page.items);
        if (items.length === 0)
          return <Empty title="No version yet.">Nothing was ever set here: everything is inherited.</Empty>;
        return (
          <>
            <Group justify="flex-end" mb="xs">
              <Export list={`/policies/places/${place.place}/versions`} what="the versions" small />
            </Group>
            <ul className="plain-list cards">
              {items.map(version => (
                <Row key={version.id} version={version} />
              ))}
            </ul>
            <More query={query} />
          </>
        );
      }}
    </Loaded>
  );
}

function Row({ version }: { version: Omit<PolicyVersion, 'settings'> }) {
  const at = version.inForceAt ?? version.askedAt ?? version.updatedAt;
  return (
    <li className="card">
      <div className="card-line">
        <Anchor component={Link} to={`/policies/versions/${version.id}`} className="card-name">
          Version {version.number}
        </Anchor>
        <span className="tag">{statusWords[version.status]}</span>
        <span className="quiet">
          {version.askedBy ?? version.updatedBy}
          {version.decidedBy === null ? '' : ` and ${version.decidedBy}`}, <Ago at={at} />
        </span>
      </div>
      {version.reason === '' ? null : <p>“{version.reason}”</p>}
      {version.endNote === null ? null : <p className="quiet">{version.endNote}</p>}
    </li>
  );
}
