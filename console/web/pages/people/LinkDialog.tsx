import { Modal, Stack, Text } from '@mantine/core';
import type { Account } from '../../../../shared/protocol/api/accounts.ts';
import { Ago } from '../../components/Ago.tsx';
import { Copy } from '../../components/Copy.tsx';

interface Props {
  person: Account;
  link: { url: string; expiresAt: number };
  onClose(): void;
}

/** The link is shown this once. */
export function LinkDialog({ person, link, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title={`Sign-in link for ${person.name}`} centered size="lg">
      <Stack gap="sm">
        <Text size="sm">
          It works once and ends <Ago at={link.expiresAt} until />. Whoever opens it signs in as {person.name}
          , so give it to nobody else.
        </Text>
        <pre className="command">
          <code data-link>{link.url}</code>
        </pre>
        <div>
          <Copy text={link.url} label="Copy the link" />
        </div>
      </Stack>
    </Modal>
  );
}
