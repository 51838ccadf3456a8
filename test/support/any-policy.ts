/** Policies that a technician could write, at random: of every control, for any place, with lists of what devices can see. */
import fc from 'fast-check';
import { controls } from '../../shared/controls/index.ts';
import { type Field, fieldsOf } from '../../shared/policies/fields.ts';

const rule = (id: string, decision: 'allow' | 'deny', value: string) => ({
  ...{ id, decision, value, by: 'publisher' },
});

/** Lists whose entries change what a simulated device is said to be, by control and field. */
const entries: Record<string, Record<string, readonly unknown[]>> = {
  'required-software': {
    required: [
      { title: 'Filter client' },
      { title: 'Filter client', leastVersion: '100' },
      { title: 'Reader*', service: 'readerd' },
      { title: 'Only on Macs', system: 'macos' },
    ],
  },
  'approved-software': {
    rules: [
      rule('games', 'allow', 'O=EXAMPLE GAMES INC, L=AUSTIN, S=TEXAS, C=US'),
      rule('office', 'deny', 'O=EXAMPLE OFFICE LTD, L=LEEDS, C=GB'),
    ],
  },
  'removable-media': {
    approved: [{ label: 'Office sticks', vendorId: '0781', productId: '5567', access: 'read_write' }],
    lost: [
      {
        ...{ label: 'The one with the reports', vendorId: '0781', productId: '5567' },
        serialHash: 'Zk3v0cQ1mB7nXy2tLr8wHs5dPf4gJa6eUiOoKqWcVxM',
      },
    ],
  },
  'unwanted-software': {
    agreed: ['dropbox', 'google-drive', 'anydesk'].map(tool => ({ tool, agreedBy: 'The head' })),
  },
  'local-accounts': {
    approvedAdministrators: ['a.example', 'x.example'],
    allowedShared: ['Year5'],
    guests: [{ name: 'supply', endsOn: '2020-12-18' }],
  },
};

function anyValue(control: string, field: Field): fc.Arbitrary<unknown> | undefined {
  const listed = entries[control]?.[field.name];
  if (listed !== undefined) return fc.subarray([...listed]);
  if (field.kind === 'choice') return fc.constantFrom(...field.options);
  if (field.kind === 'choices') return fc.subarray([...field.options]);
  if (field.kind === 'yesNo') return fc.boolean();
  if (field.kind === 'number')
    return fc.integer({ min: field.min ?? 0, max: Math.min(field.max ?? 100, 1000) });
  return undefined;
}

const settings = fc.record(
  Object.fromEntries(
    controls.map(meaning => {
      const values = fieldsOf(meaning).flatMap(field => {
        const value = anyValue(meaning.key, field);
        return value === undefined ? [] : [[field.name, value] as const];
      });
      return [meaning.key, fc.record(Object.fromEntries(values), { requiredKeys: [] })];
    }),
  ),
  { requiredKeys: [] },
);

/**
 * Mostly a group's, which a device obeys more than the school's and less than its own. Only a device holds to secure
 * data: what a wider place holds, no narrower one can be asked.
 */
export const anyPolicy = fc
  .record({ place: fc.constantFrom('group', 'group', 'group', 'school', 'device' as const), settings })
  .map(({ place, settings: asked }) => {
    const { secureData, ...lock } = asked['idle-lock'] ?? {};
    return {
      place,
      settings: place === 'device' || !asked['idle-lock'] ? asked : { ...asked, 'idle-lock': lock },
    };
  });
