import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { AssetSuggestions } from '../../../../shared/protocol/api/assets.ts';
import { tell } from '../../api-client.ts';
import { useChange } from '../../saving.ts';
import { views } from '../../views.ts';

interface Pair {
  asset: { id: string; tag: string; revision: number };
  device: { id: string; name: string };
  serial: string;
}

const mostShown = 5;

/** Assets and devices with one serial number. A person decides whether they are one thing. */
export function Suggestions() {
  const { items = [], unlisted } = useQuery(views.assetSuggestions()).data ?? {};
  const link = useChange({
    send: ({ asset, device }: Pair) =>
      tell('POST', `/assets/${asset.id}/link`, { revision: asset.revision, deviceId: device.id }),
    said: (_, { asset, device }) => `${asset.tag} is the device ${device.name}.`,
    touches: ['assets', 'asset', 'device'],
  });
  return (
    <>
      {items.length === 0 ? null : <Pairs items={items} link={link} />}
      {unlisted === undefined || unlisted.count === 0 ? null : <Unlisted of={unlisted} />}
    </>
  );
}

interface PairsProps {
  items: Pair[];
  link: { isPending: boolean; mutate(pair: Pair): void };
}

function Pairs({ items, link }: PairsProps) {
  return (
    <section aria-label="Same serial number" className="section">
      <h2 className="label">
        {items.length === 1 ? 'One asset has' : `${items.length} assets have`} the serial number of a device
      </h2>
      <ul className="plain-list">
        {items.slice(0, mostShown).map(pair => (
          <li key={pair.asset.id} className="line">
            <span className="line-words">
              <Link to={`/assets/${pair.asset.id}`}>{pair.asset.tag}</Link> and the device{' '}
              <Link to={`/devices/${pair.device.id}`}>{pair.device.name}</Link>, serial {pair.serial}
            </span>
            <Button
              size="compact-sm"
              variant="default"
              loading={link.isPending}
              aria-label={`Link ${pair.asset.tag} and ${pair.device.name}`}
              onClick={() => link.mutate(pair)}
            >
              They are the same
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Computers of the school that answer here and stand in no register: each is entered in one page, with what it tells. */
function Unlisted({ of: { count, first } }: { of: AssetSuggestions['unlisted'] }) {
  return (
    <details className="section unlisted">
      <summary>
        {count === 1 ? '1 computer of the school stands' : `${count} computers of the school stand`} in no
        register
      </summary>
      <ul className="plain-list">
        {first.map(({ id, name, model }) => (
          <li key={id} className="line">
            <span className="line-words">
              <Anchor component={Link} to={`/devices/${id}`} inherit>
                {name}
              </Anchor>
              {model === null ? null : <span className="quiet"> {model}</span>}
            </span>
            <Button size="compact-sm" variant="default" component={Link} to={`/assets/new?device=${id}`}>
              Enter it<span className="hidden-words"> in the register: {name}</span>
            </Button>
          </li>
        ))}
        {count > first.length ? <li className="quiet">and {count - first.length} more</li> : null}
      </ul>
    </details>
  );
}
