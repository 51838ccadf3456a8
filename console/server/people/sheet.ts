/** Everybody as a spreadsheet, with the headings that the import reads. */
import { type Person, personKindWords } from '../../../shared/protocol/api/persons.ts';
import type { SheetOf } from '../sheets/index.ts';

export const personSheet: SheetOf<Person> = {
  name: 'people',
  columns: {
    Name: person => person.name,
    Type: person => personKindWords[person.kind],
    Class: person => person.group,
    'E-mail': person => person.email,
    'Line manager': person => person.lineManager?.name ?? null,
    Account: person => (person.hasAccount ? 'yes' : 'no'),
    'On loan': person => person.holding,
    'Left on': (person, say) => say(person.leftAt)?.slice(0, 10) ?? null,
  },
};
