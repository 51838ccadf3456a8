/** Property lists of macOS. The reader is only loaded where it is needed. */
import type * as z from 'zod';
import { type Machine, ProbeError } from '../controls/control.ts';
import { commandOutput } from './command-output.ts';

const foreign = (source: string, why: string) => new ProbeError('unrecognised_output', why, source);

/** Says nothing that is needed, and the reader would write of its mistakes to the console. */
const heading = /^(<\?xml[^<>]*\?>\s*)?(<!DOCTYPE plist[^<>[]*>\s*)?/;

/** Throws ProbeError for anything but one whole XML property list of this shape. */
export async function parsePlist<T>(text: string, schema: z.ZodType<T>, source: string): Promise<T> {
  const whole = text.trim().replace(heading, '');
  if (!/^<plist\b/.test(whole) || !whole.endsWith('</plist>'))
    throw foreign(source, 'not a whole property list');
  const { parse } = await import('plist');
  let value: unknown;
  try {
    value = parse(whole);
  } catch {
    throw foreign(source, 'a property list that cannot be read');
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const where = read.error.issues[0]?.path.join('.') || 'the list';
  throw foreign(source, `${where} is not of the shape that was asked for`);
}

/** A command that prints a property list. Throws ProbeError. */
export async function plistOutput<T>(
  machine: Machine,
  command: string,
  args: readonly string[],
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  return parsePlist(await commandOutput(machine, command, args, signal), schema, command);
}

/**
 * A property list in a file, binary or not. Undefined when there is no such file; throws ProbeError when it
 * could not be looked at.
 */
export async function plistFile<T>(
  machine: Machine,
  path: string,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  try {
    await machine.modifiedAt(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new ProbeError('no_privilege', `${path} could not be looked at`, 'plutil');
  }
  return plistOutput(machine, 'plutil', ['-convert', 'xml1', '-o', '-', path], schema, signal);
}

/** The same, with null for what could not be read: for looks that another look can do without. */
export function plistFileOrNull<T>(
  machine: Machine,
  path: string,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T | undefined | null> {
  return plistFile(machine, path, schema, signal).catch(error => {
    if (error instanceof ProbeError) return null;
    throw error;
  });
}
