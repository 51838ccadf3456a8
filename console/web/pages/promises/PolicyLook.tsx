import { Button } from '@mantine/core';
import { IconCalendarCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { Promises } from '../../../../shared/protocol/api/overview.ts';
import { Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { PolicyLookDialog } from './PolicyLookDialog.tsx';

/** When the school's policy was last looked at; of today it can be written down. */
export function PolicyLook({ look, today }: { look: Promises['policyLook']; today: boolean }) {
  const may = useMay();
  const [open, setOpen] = useState(false);
  if (look === undefined) return null;
  return (
    <Section title="Our policy">
      <p>{look.sentence}</p>
      {today && may('clauses.edit') ? (
        <div className="no-print">
          <Button
            variant="default"
            mt="xs"
            leftSection={<IconCalendarCheck size={16} aria-hidden />}
            onClick={() => setOpen(true)}
          >
            Write down a look
          </Button>
        </div>
      ) : null}
      {open ? <PolicyLookDialog onClose={() => setOpen(false)} /> : null}
    </Section>
  );
}
