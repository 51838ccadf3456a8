import { Table, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import type { Hardware } from '../../../../shared/protocol/inventory.ts';
import { Ago } from '../../components/Ago.tsx';
import { Empty } from '../../components/Loaded.tsx';
import { sayMemory, saySize, saySizeCounted } from '../../control-words.ts';
import { plural } from '../../time.ts';

export function HardwareTab({ device }: { device: Device }) {
  const { hardware, systemFacts: system, received } = device;
  if (hardware === null && system === null)
    return <Empty title="Not received yet.">The device sends its hardware with its first report.</Empty>;
  return (
    <div className="two-columns">
      {hardware === null ? null : (
        <Block title="Computer" at={received.hardware} facts={computerFacts(hardware)}>
          <Disks disks={hardware.disks} />
        </Block>
      )}
      {system === null ? null : (
        <Block
          title="System"
          at={received.system}
          facts={[
            ['System', system.name],
            ['Version', system.version],
            ['Build', system.build],
            ['Kernel', system.kernel],
            ['Architecture', system.architecture],
            ['Name on the network', system.hostName],
            ['Virtual machine', system.virtual === null ? null : system.virtual ? 'yes' : 'no'],
          ]}
        />
      )}
    </div>
  );
}

type Facts = [string, string | null][];

function computerFacts({ processor, firmware, battery, ...rest }: Hardware): Facts {
  const cores = processor.cores === null ? '' : `, ${plural(processor.cores, 'core')}`;
  const health = battery?.healthPercent;
  return [
    ['Maker', rest.manufacturer],
    ['Model', rest.model],
    ['Serial number', rest.serial],
    ['Kind', rest.chassis],
    ['Processor', processor.model === null ? cores.slice(2) || null : `${processor.model}${cores}`],
    ['Memory', rest.memoryBytes === null ? null : sayMemory(rest.memoryBytes)],
    [
      'Firmware',
      [firmware.vendor, firmware.version, firmware.date].filter(part => part !== null).join(', ') || null,
    ],
    [
      'Battery',
      battery === null
        ? 'none'
        : health == null
          ? null
          : `holds ${Math.round(health)}% of what it did when new`,
    ],
  ];
}

interface BlockProps {
  title: string;
  at: number | undefined;
  facts: Facts;
  children?: ReactNode;
}

function Block({ title, at, facts, children }: BlockProps) {
  return (
    <section>
      <div className="section-head">
        <Title order={2}>{title}</Title>
        {at === undefined ? null : (
          <span className="section-note">
            <Ago at={at} before="received" />
          </span>
        )}
      </div>
      <dl className="fact-list wide">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value ?? <span className="quiet">not known</span>}</dd>
          </div>
        ))}
      </dl>
      {children}
    </section>
  );
}

const kinds = {
  ssd: 'SSD',
  hdd: 'hard disk',
  nvme: 'NVMe',
  virtual: 'virtual',
  unknown: 'not known',
} as const;

function Disks({ disks }: Pick<Hardware, 'disks'>) {
  if (disks.length === 0) return <p className="quiet">No disk was seen.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls sideways must be reachable by keyboard
    <section className="scroll-x" tabIndex={0} aria-label="Disks">
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Disk</Table.Th>
            <Table.Th scope="col">Size</Table.Th>
            <Table.Th scope="col">Kind</Table.Th>
            <Table.Th scope="col">Serial number</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {disks.map(disk => (
            <Table.Tr key={`${disk.name} ${disk.serial}`}>
              <Table.Th scope="row" className="row-heading">
                {disk.name}
                {disk.model === null ? null : <span className="quiet"> {disk.model}</span>}
              </Table.Th>
              <Table.Td>{disk.sizeBytes === null ? 'not known' : <Size bytes={disk.sizeBytes} />}</Table.Td>
              <Table.Td>{kinds[disk.kind]}</Table.Td>
              <Table.Td>{disk.serial ?? 'not known'}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Size({ bytes }: { bytes: number }) {
  return (
    <span title={saySizeCounted(bytes)}>
      {saySize(bytes)}
      <span className="hidden-words"> ({saySizeCounted(bytes)})</span>
    </span>
  );
}
