import { Anchor, Button, Table, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';

/** Every installed title, searched by the database. */
export function SoftwareTab({ device }: { device: Device }) {
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 250);
  const query = useInfiniteQuery(views.software(device.id, search || undefined));
  const total = query.data?.pages[0]?.total;
  return (
    <>
      <div className="tool-line">
        <TextInput
          type="search"
          aria-label="Search the software of this device"
          placeholder="Search software…"
          className="filter-search"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
        <span className="quiet" role="status">
          {total === undefined ? '' : plural(total, 'title')}
        </span>
        {device.received.software === undefined ? null : (
          <span className="quiet">
            <Ago at={device.received.software} before="received" />
          </span>
        )}
        <Export
          list={`/devices/${device.id}/software`}
          filters={{ search: search || undefined }}
          what="the software"
          small
        />
      </div>
      <Loaded query={query} what="the software" skeleton={<RowsSkeleton rows={12} height={26} />}>
        {data => {
          const items = data.pages.flatMap(page => page.items);
          if (items.length === 0) return <NoSoftware search={search} clear={() => setText('')} />;
          return (
            <>
              <List items={items} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

/** Where a title was found, as a technician calls it. */
const foundIn: Record<string, string> = {
  dpkg: 'Debian package',
  rpm: 'RPM package',
  snap: 'Snap',
  flatpak: 'Flatpak',
  'flatpak-user': 'Flatpak of one person',
  registry: 'Windows',
  appx: 'Microsoft Store',
  applications: 'Applications',
  'chrome-extension': 'Chrome extension',
  'chromium-extension': 'Chromium extension',
  'edge-extension': 'Edge extension',
  'brave-extension': 'Brave extension',
  'firefox-extension': 'Firefox add-on',
};

interface Item {
  titleId: string;
  name: string;
  version: string;
  publisher: string | null;
  source: string;
  firstSeenAt: number;
}

function List({ items }: { items: Item[] }) {
  return (
    <Table className="list-table compact" verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Title</Table.Th>
          <Table.Th scope="col">Version</Table.Th>
          <Table.Th scope="col">Publisher</Table.Th>
          <Table.Th scope="col">Found in</Table.Th>
          <Table.Th scope="col">First seen</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map(item => (
          <Table.Tr key={`${item.source}/${item.name}`}>
            <Table.Th scope="row" className="row-heading">
              <Anchor component={Link} to={`/software/${item.titleId}`} inherit>
                {item.name}
              </Anchor>
            </Table.Th>
            <Table.Td className="long-word">{item.version}</Table.Td>
            <Table.Td>{item.publisher ?? ''}</Table.Td>
            <Table.Td>{foundIn[item.source] ?? item.source}</Table.Td>
            <Table.Td>
              <Ago at={item.firstSeenAt} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function NoSoftware({ search, clear }: { search: string; clear(): void }) {
  if (search === '')
    return <Empty title="Not received yet.">The list of software follows the first report.</Empty>;
  return (
    <Empty
      title={`No title contains “${search}”.`}
      action={<Button onClick={clear}>Clear the search</Button>}
    >
      Nothing on this device has that in its name or publisher.
    </Empty>
  );
}
