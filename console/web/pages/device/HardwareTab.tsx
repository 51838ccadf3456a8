import { Stack, Table, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import type { Hardware } from '../../../../shared/protocol/inventory.ts';
import { isFailing, isNearlyFull, isWorn } from '../../../../shared/protocol/wear.ts';
import { Ago } from '../../components/Ago.tsx';
import { Empty } from '../../components/Loaded.tsx';
import { sayMemory, saySize, saySizeCounted } from '../../control-words.ts';
import { plural } from '../../time.ts';
import {
  sayAdapter,
  sayBattery,
  sayModule,
  sayMonitor,
  sayPrinter,
  saySecureBoot,
  sayTpm,
  sayVolume,
  sayWork,
} from './hardware-words.ts';

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
      <Stack gap="xl">
        {hardware === null ? null : <Parts hardware={hardware} />}
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
      </Stack>
    </div>
  );
}

type Facts = [string, ReactNode][];

function computerFacts(hardware: Hardware): Facts {
  const { processor, firmware, ...rest } = hardware;
  const cores = processor.cores === null ? '' : `, ${plural(processor.cores, 'core')}`;
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
    ...further(hardware.secureBoot, 'Secure boot', saySecureBoot),
    ...further(hardware.tpm, 'Key chip (TPM)', sayTpm),
    ['Battery', batteryOf(hardware)],
  ];
}

/** A device that does not look for this yet says nothing of it. */
const further = <T,>(told: T | undefined, name: string, say: (told: T) => string | null): Facts =>
  told === undefined ? [] : [[name, say(told)]];

function batteryOf(hardware: Hardware): ReactNode {
  const words = sayBattery(hardware);
  return isWorn(hardware) ? <Warned words={words} why="worn" /> : words;
}

/** A thing to do something about, in words as well as weight. */
function Warned({ words, why }: { words: string | null; why: string }) {
  return (
    <>
      {words} <strong>({why})</strong>
    </>
  );
}

function Parts({ hardware }: { hardware: Hardware }) {
  const { memoryModules, monitors, printers, networkAdapters, volumes } = hardware;
  const sayRoom = (volume: NonNullable<typeof volumes>[number]) =>
    isNearlyFull(volume) ? <Warned words={sayVolume(volume)} why="nearly full" /> : sayVolume(volume);
  const facts = [
    ...listOf('Room on its disks', volumes, sayRoom),
    ...listOf('Work kept on it', hardware.work, sayWork),
    ...listOf('Memory modules', memoryModules, sayModule),
    ...listOf('Screens', monitors, sayMonitor),
    ...listOf('Printers set up', printers, sayPrinter),
    ...listOf('Network', networkAdapters, sayAdapter),
  ];
  return facts.length === 0 ? null : <Block title="Parts" at={undefined} facts={facts} />;
}

function listOf<T>(name: string, list: readonly T[] | null | undefined, say: (one: T) => ReactNode): Facts {
  if (list === undefined) return [];
  if (list === null) return [[name, null]];
  if (list.length === 0) return [[name, 'none']];
  return [
    [
      name,
      <ul key={name} className="plain-list">
        {list.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two parts can be alike in everything, and none has a state
          <li key={index}>{say(one)}</li>
        ))}
      </ul>,
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

const sayHealth = (disk: Hardware['disks'][number]) =>
  isFailing(disk) ? <strong>failing</strong> : disk.health === 'ok' ? 'healthy' : 'not known';

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
            <Table.Th scope="col">Says of itself</Table.Th>
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
              <Table.Td>{sayHealth(disk)}</Table.Td>
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
