/** What every answer of the console's API shares. */
import * as z from 'zod';

export const id = z.string().min(1).max(60);
/** UTC milliseconds. */
export const time = z.int();

/** RFC 9457. `code` is stable; `detail` is for people; `fields` names what to mend in a form. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  fields: z.record(z.string(), z.string()).optional(),
});
export type Problem = z.infer<typeof problem>;

/** Every list answers this; ask again with `cursor=next` for the following page. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() });

/** A number in an address, as digits: `0x1`, `1e2`, ` 1` and nothing at all are none, although JavaScript reads them. */
export const numberInAddress = (least: number, most: number) =>
  z.preprocess(
    text => (typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : text),
    z.int('Write a whole number').min(least).max(most),
  );

/** What is asked for or sent is strict: a misspelt name is refused, not passed over. */
export const pageQuery = z.strictObject({
  cursor: z.string().max(400).optional(),
  limit: numberInAddress(1, 200).default(50),
});

export const roles = [
  'technician',
  'headteacher',
  'business_manager',
  'safeguarding_lead',
  'data_protection_officer',
  'governor',
  'staff',
] as const;
const rolesInWords = `${roles.slice(0, -1).join(', ')} or ${roles.at(-1)}`;
export const role = z.enum(roles, `Write ${rolesInWords}`);
export type Role = z.infer<typeof role>;

/** "data protection officer". */
export const sayRole = (name: string): string => name.replaceAll('_', ' ');
/** "Stock takes: count" of `stock_takes.count`. */
export function sayScope(row: string): string {
  const [noun = '', verb = ''] = row.replaceAll('_', ' ').split('.');
  return `${noun.charAt(0).toUpperCase()}${noun.slice(1)}: ${verb}`;
}
