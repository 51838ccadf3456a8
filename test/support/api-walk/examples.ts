/** Of each operation one request and its answer, as they were, but with made-up ids, times and secrets. */
import type { Step } from './walk.ts';

export interface Example {
  request?: unknown;
  answer?: unknown;
}
export type Examples = Record<string, Example>;

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const longestText = 240;
/** Of a longer list, the first two show what there is. */
const longestList = 8;

/** The fullest step of each operation, in the order of their names, so that a change shows as one. */
export function examplesOf(steps: readonly Step[]): Examples {
  const ids = new Map<string, string>();
  const idOf = (id: string) => {
    if (!ids.has(id)) ids.set(id, `00000000-0000-7000-8000-${String(ids.size + 1).padStart(12, '0')}`);
    return ids.get(id) ?? id;
  };
  const chosen = [...Map.groupBy(steps, ({ operation }) => operation)].flatMap(([operation, same]) => {
    const [first] = same.toSorted((one, other) => fullness(other.answer) - fullness(one.answer));
    const { body, answer } = first ?? {};
    return body === undefined && answer === undefined ? [] : [{ operation, body, answer }];
  });
  const inOrder = chosen.sort((one, other) => (one.operation < other.operation ? -1 : 1));
  return Object.fromEntries(
    inOrder.map(({ operation, body, answer }) => [
      operation,
      {
        ...(body !== undefined && { request: tidied(body, idOf) }),
        ...(answer !== undefined && { answer: tidied(answer, idOf) }),
      },
    ]),
  );
}

/** Empty lists show little, and much more than a screenful shows no more. */
function fullness(answer: unknown): number {
  const { length } = JSON.stringify(answer ?? null);
  return length > 4000 ? 1 : length;
}

function tidied(value: unknown, idOf: (id: string) => string): unknown {
  if (typeof value === 'string') return tidyText(value, idOf);
  if (Array.isArray(value))
    return (value.length > longestList ? value.slice(0, 2) : value).map(one => tidied(one, idOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      tidyText(key, idOf),
      isSecret(key, one) ? '…' : tidied(one, idOf),
    ]),
  );
}

const secrets = /^(token|secret|code|codes|qr|picture|key|command|challenge|signature)$/;
/** Secrets are worth nothing when the school that they were of is gone, but look as if they were. */
const isSecret = (key: string, value: unknown) =>
  secrets.test(key) && typeof value === 'string' && value.length > 40;

function tidyText(text: string, idOf: (id: string) => string): string {
  const plain = text
    .replace(uuid, idOf)
    .replace(/localhost:\d+/g, 'localhost:8080')
    .replace(/127\.0\.0\.1:\d+/g, 'helpdesk.example');
  return plain.length > longestText ? `${plain.slice(0, longestText)}…` : plain;
}

/** Where an example is of another shape than what was answered just now, in words; undefined when it is not. */
export function differs(example: unknown, now: unknown, at = ''): string | undefined {
  if (example === null || now === null || example === undefined || now === undefined)
    return (example === undefined) === (now === undefined)
      ? undefined
      : `${at} is ${now === undefined ? 'gone' : 'new'}`;
  if (typeof example !== typeof now || Array.isArray(example) !== Array.isArray(now))
    return `${at} is of another kind`;
  if (Array.isArray(example))
    return firstOf(example.map((one, i) => differs(one, (now as unknown[])[i] ?? null, `${at}[${i}]`)));
  if (typeof example !== 'object') return undefined;
  const [then, today] = [example as Record<string, unknown>, now as Record<string, unknown>];
  return firstOf(
    [...new Set([...Object.keys(then), ...Object.keys(today)])].map(key =>
      differs(then[key], today[key], `${at}.${key}`),
    ),
  );
}

const firstOf = (all: (string | undefined)[]) => all.find(one => one !== undefined);
