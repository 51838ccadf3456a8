import { Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { tell } from '../../api-client.ts';
import { FormDialog } from '../../components/FormDialog.tsx';

interface Props {
  title: string;
  verb: string;
  /** What will happen. */
  children: ReactNode;
  path: string;
  said: string;
  /** Whether it can be undone, and how. */
  after: string;
  grave?: boolean;
  onClose(): void;
}

/** An act that needs only its reason. */
export function WhyDialog({ title, verb, children, path, said, after, grave = false, onClose }: Props) {
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={title}
      verb={verb}
      said={said}
      after={after}
      grave={grave}
      onClose={onClose}
      send={() => tell('POST', path, { reason })}
    >
      {wrong => (
        <>
          <p>{children}</p>
          <Textarea
            label="Why"
            autosize
            minRows={2}
            maxLength={300}
            value={reason}
            error={wrong.reason}
            onChange={event => setReason(event.currentTarget.value)}
            data-autofocus
          />
        </>
      )}
    </FormDialog>
  );
}
