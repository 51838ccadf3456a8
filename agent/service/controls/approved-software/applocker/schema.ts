/**
 * What Microsoft's published schema of AppLocker policies demands, as far as a policy of ours may go: no plug-ins and no
 * extensions, by which services would be stopped too. Every candidate is held against it before it is written.
 */
import * as z from 'zod';
import { type Element, readXml } from './read-xml.ts';

const element = <N extends string, A extends z.core.$ZodLooseShape, C extends z.ZodType>(
  name: N,
  attributes: A,
  children: C,
) => z.strictObject({ name: z.literal(name), attributes: z.strictObject(attributes), children });
const nothing = z.tuple([]);

const version = z.string().regex(/^(\*|([0-9]{1,5}\.){3}[0-9]{1,5})$/);
const path = element('FilePathCondition', { Path: z.string().min(1).max(32_767) }, nothing);
const publisher = element(
  'FilePublisherCondition',
  { PublisherName: z.string().min(1), ProductName: z.string(), BinaryName: z.string() },
  z.tuple([element('BinaryVersionRange', { LowSection: version, HighSection: version }, nothing)]),
);
const hash = element(
  'FileHashCondition',
  {},
  z
    .array(
      element(
        'FileHash',
        {
          Type: z.enum(['SHA256', 'SHA256Flat', 'SHA1']),
          Data: z.string().regex(/^0x([0-9A-Fa-f]{64}|[0-9A-Fa-f]{40})$/),
          SourceFileName: z.string().optional(),
          SourceFileLength: z.string().regex(/^\d+$/).optional(),
        },
        nothing,
      ),
    )
    .min(1),
);

const ruleAttributes = {
  Id: z.string().regex(/^[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$/),
  Name: z.string().min(1).max(1024),
  Description: z.string().max(1024),
  UserOrGroupSid: z
    .string()
    .min(7)
    .regex(/^S-1(-[0-9a-fA-F]+)+$/),
  Action: z.enum(['Allow', 'Deny']),
};
const conditions = <C extends z.ZodType>(condition: C) => element('Conditions', {}, z.tuple([condition]));
const exceptions = element('Exceptions', {}, z.array(z.union([path, publisher, hash])));
const withExceptions = <C extends z.ZodType>(condition: C) =>
  z.union([z.tuple([conditions(condition)]), z.tuple([conditions(condition), exceptions])]);

const rule = z.union([
  element('FilePathRule', ruleAttributes, withExceptions(path)),
  element('FilePublisherRule', ruleAttributes, withExceptions(publisher)),
  element('FileHashRule', ruleAttributes, z.tuple([conditions(hash)])),
]);
const collection = element(
  'RuleCollection',
  { Type: z.string().min(1), EnforcementMode: z.enum(['NotConfigured', 'Enabled', 'AuditOnly']).optional() },
  z.array(rule),
);
const policy = element(
  'AppLockerPolicy',
  { Version: z.string().regex(/^\d+(\.\d+)?$/) },
  z.array(collection),
);

const twice = (values: readonly (string | undefined)[]) =>
  values.find((value, at) => values.indexOf(value) !== at);

/** What is wrong with a policy's text, for a person who mends the generator; null for one that AppLocker will read. */
export function wrongWithPolicy(xml: string): string | null {
  const read = readXml(xml);
  if (read === undefined) return 'it is not one whole element of XML';
  const parsed = policy.safeParse(read);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'not as the schema has it'}`.slice(0, 200);
  }
  const type = twice(read.children.map(({ attributes }) => attributes.Type));
  if (type !== undefined) return `two collections of ${type}`;
  const id = twice(read.children.flatMap(({ children }: Element) => children.map(one => one.attributes.Id)));
  return id === undefined ? null : `two rules with the number ${id}`;
}
