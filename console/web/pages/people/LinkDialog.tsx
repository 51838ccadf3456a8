import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import type { Account } from '../../../../shared/protocol/api/accounts.ts';
import { Ago } from '../../components/Ago.tsx';
import { Copy } from '../../components/Copy.tsx';
import { useSession } from '../../session.tsx';
import { sayDate } from '../../time.ts';

interface Props {
  person: Account;
  link: { url: string; expiresAt: number };
  onClose(): void;
}

/** The link is shown this once: to copy, or in a message that one's own mail program sends. */
export function LinkDialog({ person, link, onClose }: Props) {
  const { school } = useSession();
  const first = person.lastSignInAt === null;
  const here = /\/\/(localhost|127\.)/.test(link.url);
  return (
    <Modal
      opened
      onClose={onClose}
      title={first ? `Invitation for ${person.name}` : `Sign-in link for ${person.name}`}
      centered
      size="lg"
    >
      <Stack gap="sm">
        <Text size="sm">
          Give this link to {person.name} and to nobody else: whoever opens it signs in as them. It works
          once, on any computer or phone, and ends <Ago at={link.expiresAt} until />.
        </Text>
        {here ? (
          <Text size="sm">
            It opens at this computer only, because this console has no address for others yet (
            <code>CARETAKER_URL</code>).
          </Text>
        ) : null}
        <pre className="command">
          <code data-link>{link.url}</code>
        </pre>
        <Group gap="sm">
          <Copy text={link.url} label="Copy the link" />
          {person.email === null ? null : (
            <Button
              component="a"
              href={messageTo(person.email, person, link, school)}
              variant="default"
              size="compact-sm"
              leftSection={<IconMail size={16} aria-hidden />}
            >
              Write an e-mail
            </Button>
          )}
        </Group>
        {first ? (
          <Text size="sm" c="dimmed">
            The page that it opens asks them to choose a password. Under People you see whether they came, and
            can send it anew or withdraw it.
          </Text>
        ) : null}
      </Stack>
    </Modal>
  );
}

function messageTo(
  email: string,
  person: Account,
  link: Props['link'],
  school: { name: string; timeZone: string },
): string {
  const until = sayDate(link.expiresAt, school.timeZone);
  const body = [
    `Dear ${person.name},`,
    `this link lets you in to Caretaker, which looks after the computers of ${school.name}. Open it on your computer or phone, press “Sign in” and choose a password:`,
    link.url,
    `It works once, until ${until}. It is for you alone: please do not pass it on.`,
  ].join('\n\n');
  const subject = `Signing in to Caretaker at ${school.name}`;
  return `mailto:${encodeURIComponent(email)}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}
