import { Button, FileInput, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type LogImported, logImported } from '../../../../shared/protocol/api/disposals.ts';
import { reasonOf } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useSession } from '../../session.tsx';
import { plural } from '../../time.ts';
import { upload } from '../../upload.ts';

/** The log of nwipe, or its certificate of a disk: read, matched by serial number, and said drive by drive. */
export function ImportLogDialog({ onClose }: { onClose(): void }) {
  const [file, setFile] = useState<File | null>(null);
  const [operator, setOperator] = useState(useSession().person.name);
  const save = useChange({
    send: (chosen: File) => upload('/disposals/logs', { operator: operator.trim() }, chosen, logImported),
    touches: ['disposals'],
    silent: true,
  });
  const wrong = fieldErrors(save.error);
  return (
    <Modal opened onClose={onClose} title="Import a wiping log or certificate" centered size="lg">
      {save.data !== undefined ? (
        <Outcome outcome={save.data} onClose={onClose} />
      ) : (
        <form
          noValidate
          onSubmit={event => {
            event.preventDefault();
            if (file !== null) save.mutate(file);
          }}
        >
          <Stack gap="sm">
            <p className="quiet">
              What nwipe writes, also from ShredOS: its log (option -l), or the certificate of one disk (PDF,
              from version 0.35). Each drive is placed by its serial number. Overwriting counts as Clear.
            </p>
            <FileInput
              label="Log or certificate"
              accept=".log,.txt,.pdf,text/plain,application/pdf"
              placeholder="Choose a file"
              value={file}
              error={wrong.file}
              onChange={setFile}
              clearable
            />
            <TextInput
              label="Who ran it"
              maxLength={100}
              value={operator}
              error={wrong.operator}
              onChange={event => setOperator(event.currentTarget.value)}
            />
            <After>
              It cannot be undone: what is placed is kept as evidence. A drive that belongs to nothing can be
              put aside.
            </After>
            {save.error === null ? null : (
              <Notice tone="error" urgent>
                {reasonOf(save.error)}
              </Notice>
            )}
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={save.isPending} disabled={file === null}>
                Import
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

function Outcome({ outcome, onClose }: { outcome: LogImported; onClose(): void }) {
  const placed = outcome.lines.filter(line => line.matched !== null).length;
  return (
    <Stack gap="sm">
      <p role="status">
        {outcome.file}: {plural(outcome.lines.length, 'drive')}, {placed} placed by serial number
        {placed < outcome.lines.length ? ', the others are listed on the page' : ''}.
      </p>
      {outcome.problems.map(words => (
        <Notice key={words} tone="caution">
          {words}
        </Notice>
      ))}
      <ul className="plain-list line-list">
        {outcome.lines.map(line => (
          <li key={line.device}>
            <span className="long-word">
              {line.words}: <strong>{line.matched ?? 'belongs to nothing yet'}</strong>
            </span>
          </li>
        ))}
      </ul>
      <Group justify="flex-end">
        <Button onClick={onClose}>Close</Button>
      </Group>
    </Stack>
  );
}
