import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { AssetMachine as Machine } from '../../../../shared/protocol/api/asset-machine.ts';
import { Ago } from '../../components/Ago.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Section } from '../../components/Page.tsx';
import { sayMemory, saySize } from '../../control-words.ts';
import { views } from '../../views.ts';
import { sayAdapter } from '../device/hardware-words.ts';

/** What the agent says of the machine, with its date: nobody writes it, and nobody can change it here. */
export function AssetMachine({ id }: { id: string }) {
  const query = useQuery(views.assetMachine(id));
  return (
    <Section title="What its agent says">
      <Loaded query={query} what="what its agent says" skeleton={<RowsSkeleton rows={4} height={26} />}>
        {({ machine }) =>
          machine === null || machine.at === null ? (
            <p className="quiet">The device has not described itself yet.</p>
          ) : (
            <>
              <p className="quiet">
                From {machine.device}, <Ago at={machine.at} />. It replaces itself with the device’s next
                report.
              </p>
              <Facts machine={machine} />
            </>
          )
        }
      </Loaded>
    </Section>
  );
}

const unknown = <span className="quiet">not known</span>;

function Facts({ machine }: { machine: Machine }) {
  const { processor, cores, memoryBytes, disks, adapters, batteryPercent, system } = machine;
  return (
    <dl className="fact-list wide">
      <Fact what="System">{system ?? unknown}</Fact>
      <Fact what="Processor">
        {processor ?? unknown}
        {cores === null ? '' : `, ${cores} cores`}
      </Fact>
      <Fact what="Memory">{memoryBytes === null ? unknown : sayMemory(memoryBytes)}</Fact>
      {disks.map(disk => (
        <Fact key={disk.name} what={`Disk ${disk.name}`}>
          {disk.model ?? 'Model not known'}
          {disk.sizeBytes === null ? '' : `, ${saySize(disk.sizeBytes)}`}, serial number{' '}
          {disk.serial ?? 'not known'}
        </Fact>
      ))}
      {adapters.map(adapter => (
        <Fact key={adapter.name} what="Network">
          {sayAdapter(adapter)}
        </Fact>
      ))}
      {batteryPercent === null ? null : (
        <Fact what="Battery">{Math.round(batteryPercent)} % of what it held when it was new</Fact>
      )}
    </dl>
  );
}

function Fact({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div>
      <dt>{what}</dt>
      <dd>{children}</dd>
    </div>
  );
}
