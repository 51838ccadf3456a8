import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Section } from '../../components/Page.tsx';
import { setOut } from '../../directory-trip.ts';
import { useChange } from '../../saving.ts';
import { views } from '../../views.ts';

/** The school's directories with which one may sign in; nothing where it has none. */
export function ConnectionsPart() {
  const { data: directories } = useQuery(views.directoryButtons());
  const { data: mine } = useQuery(views.connections());
  const leave = useChange({
    send: (one: { id: string; label: string }) => setOut(one, 'connect'),
    touches: [],
  });
  const part = useChange({
    send: (one: { id: string; label: string }) => tell('DELETE', `/session/connections/${one.id}`),
    said: (_, one) => `${one.label} no longer signs you in here.`,
    touches: ['connections'],
  });
  if (mine === undefined || directories === undefined || directories.items.length === 0) return null;
  return (
    <Section title="The school’s directory">
      <p className="quiet">
        Sign in with the account that you have there already. What cannot be taken back still asks for your
        password or passkey of this console, as others administer the directory.
      </p>
      <ul className="plain-list">
        {directories.items.map(one => {
          const link = mine.items.find(each => each.directoryId === one.id);
          return (
            <li key={one.id} className="own-row">
              <span>
                <strong>{one.label}</strong>
                <br />
                <span className="quiet">
                  {link === undefined ? (
                    'Not connected'
                  ) : (
                    <>
                      Connected <Ago at={link.connectedAt} />,{' '}
                      {link.lastUsedAt === null ? 'not used yet' : <Ago at={link.lastUsedAt} before="used" />}
                    </>
                  )}
                </span>
              </span>
              <Group>
                {link === undefined ? (
                  <Button
                    size="compact-sm"
                    variant="default"
                    loading={leave.isPending}
                    onClick={() => leave.mutate(one)}
                  >
                    Connect {one.label}
                  </Button>
                ) : (
                  <Button
                    size="compact-sm"
                    variant="default"
                    loading={part.isPending}
                    onClick={() => part.mutate({ id: link.id, label: one.label })}
                  >
                    Disconnect {one.label}
                  </Button>
                )}
              </Group>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
