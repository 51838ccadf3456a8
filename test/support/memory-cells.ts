/** Small durable state of a guard, kept for as long as a test lives: given again, it is what a restart finds. */
import type * as z from 'zod';
import type { Cell } from '../../agent/service/state.ts';

export function memoryCells(): <T>(name: string, schema: z.ZodType<T>) => Cell<T> {
  const texts = new Map<string, string>();
  return <T>(name: string, schema: z.ZodType<T>) => ({
    read: () => {
      const text = texts.get(name);
      return text === undefined ? undefined : schema.parse(JSON.parse(text));
    },
    write: (value: T) => void texts.set(name, JSON.stringify(value)),
    remove: () => void texts.delete(name),
  });
}
