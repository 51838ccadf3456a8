import { Button, Menu } from '@mantine/core';
import { takeFile } from '../../api-client.ts';
import { hand } from '../../download.ts';
import { useChange } from '../../saving.ts';

const ways = [
  { path: '/assets/export', as: 'xlsx', words: 'Excel workbook' },
  { path: '/assets/export', as: 'csv', words: 'Comma-separated text (CSV)' },
  { path: '/assets/export', as: 'snipe-it', words: 'For Snipe-IT (CSV)' },
  { path: '/assets/register', as: undefined, words: 'Asset register (PDF)' },
  { path: '/assets/insurance', as: undefined, words: 'Insurance list (PDF)' },
] as const;

/** The whole register, in the shape that somebody needs it. */
export function ExportRegister() {
  const take = useChange({
    send: ({ path, as }: (typeof ways)[number]) => takeFile(path, { as }),
    said: ({ name }) => `The register is in ${name}.`,
    touches: ['audit'],
    done: ({ name, content }) => hand(name, content),
  });
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" loading={take.isPending}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {ways.map(way => (
          <Menu.Item key={way.words} onClick={() => take.mutate(way)}>
            {way.words}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
