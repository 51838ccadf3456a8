import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { LogLine } from '../../../../shared/protocol/api/disposals.ts';
import { Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { WhyDialog } from './WhyDialog.tsx';

/** Drives of wiping logs that no serial number matched. */
export function UnmatchedLines({ lines }: { lines: readonly LogLine[] }) {
  const [aside, setAside] = useState<LogLine>();
  const edit = useMay()('disposals.edit');
  if (lines.length === 0) return null;
  return (
    <Section title="Wiped drives that belong to nothing yet" note={plural(lines.length, 'drive')}>
      <p className="quiet">
        No storage on any list has this serial number. Enter the serial with the thing that the drive came
        from, and it is placed by itself; one without a serial is placed on the page of its thing.
      </p>
      <ul className="plain-list line-list">
        {lines.map(line => (
          <li key={line.id}>
            <span className="long-word">{line.words}</span>
            {edit ? (
              <Group gap="xs">
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`Put aside: ${line.words}`}
                  onClick={() => setAside(line)}
                >
                  Put aside
                </Button>
              </Group>
            ) : null}
          </li>
        ))}
      </ul>
      {aside === undefined ? null : (
        <WhyDialog
          title="Put this drive aside"
          verb="Put aside"
          path={`/disposals/lines/${aside.id}/set-aside`}
          said="Put aside, with your reason in the audit log."
          after="It cannot be undone, and the same log cannot be imported again."
          onClose={() => setAside(undefined)}
        >
          {aside.words}. It then proves nothing for any disposal here.
        </WhyDialog>
      )}
    </Section>
  );
}
