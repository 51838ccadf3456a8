import { Button, Divider, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reasonOf } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { setOut } from '../../directory-trip.ts';
import { useChange } from '../../saving.ts';
import { views } from '../../views.ts';

/** One button for each directory that the school has set up; nothing where there is none. */
export function DirectoryButtons({ to }: { to: string | null }) {
  const { data } = useQuery(views.directoryButtons());
  const leave = useChange({
    send: (one: { id: string; label: string }) => setOut(one, 'enter', to),
    touches: [],
    silent: true,
  });
  const items = data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Stack gap="sm" mt="md">
      <Divider label="or" />
      {items.map(one => (
        <Button
          key={one.id}
          variant="default"
          fullWidth
          loading={leave.isPending && leave.variables.id === one.id}
          onClick={() => leave.mutate(one)}
        >
          Sign in with {one.label}
        </Button>
      ))}
      {leave.error === null ? null : (
        <Notice tone="error" urgent title="That way is not open now">
          {reasonOf(leave.error)}
        </Notice>
      )}
    </Stack>
  );
}
