/**
 * The one door to the Windows registry for writing. WMI's own registry provider is asked through PowerShell, because
 * it gives types and result codes as numbers, is 64-bit, and also answers in ConstrainedLanguage. Not yet proved on a
 * machine.
 */
import * as z from 'zod';
import type { Machine } from '../controls/control.ts';
import type { RegistryValue } from '../controls/plan.ts';
import { parseAnswer, quoted, script, unwrapped } from './powershell.ts';

export interface RegistryName {
  /** Whole: `HKLM\SOFTWARE\…`. */
  key: string;
  name: string;
}

export type RegistryAnswer =
  | { kind: 'absent' }
  | { kind: 'value'; value: RegistryValue }
  /** Of a kind that we do not write: binary, 64-bit, a link. */
  | { kind: 'other' }
  | { kind: 'failed'; code: number };

type Runner = Pick<Machine, 'run'>;

const source = 'the registry';
const hives: Record<string, number> = {
  HKLM: 0x80000002,
  HKEY_LOCAL_MACHINE: 0x80000002,
  HKU: 0x80000003,
  HKEY_USERS: 0x80000003,
};

/** A command line holds 32,767 characters; this many values and their names stay well below. */
const atOnce = 40;

const notFound = 2;
const typeOf = { sz: 1, expand: 2, dword: 4, multi: 7 } as const;

/** StdRegProv's methods by the type they read and write. */
const tools = `
function Ask($method, $more) {
  Invoke-CimMethod -Namespace root/default -ClassName StdRegProv -MethodName $method -Arguments $more
}
function Place($one) { @{ hDefKey = [uint32]$one.hive; sSubKeyName = [string]$one.path } }
function Named($one) { (Place $one) + @{ sValueName = [string]$one.name } }
`;

const readBody = (asked: string) => `${tools}
$found = @()
$asked = ConvertFrom-Json '${asked}'
foreach ($one in $asked) {
  $names = Ask 'EnumValues' (Place $one)
  $row = @{ code = [int]$names.ReturnValue; type = 0; data = $null }
  if ($row.code -eq 0) {
    for ($i = 0; $i -lt @($names.sNames).Count; $i++) {
      if (@($names.sNames)[$i] -eq $one.name) { $row.type = [int]@($names.Types)[$i] }
    }
    if ($row.type -eq 1) { $got = Ask 'GetStringValue' (Named $one); $row.data = $got.sValue }
    if ($row.type -eq 4) { $got = Ask 'GetDWORDValue' (Named $one); $row.data = $got.uValue }
    if ($row.type -eq 7) { $got = Ask 'GetMultiStringValue' (Named $one); $row.data = @($got.sValue) }
    if ($got) { $row.code = [int]$got.ReturnValue; $got = $null }
  }
  $found += $row
}
@{ rows = @($found) }
`;

const rowSchema = z.object({ code: z.number(), type: z.number(), data: z.unknown() });
const answerSchema = z.object({ rows: z.preprocess(unwrapped, z.array(rowSchema)) });

/** In the order asked. Throws ProbeError when PowerShell does not answer. */
export async function readRegistry(
  machine: Runner,
  names: readonly RegistryName[],
): Promise<RegistryAnswer[]> {
  const found: RegistryAnswer[] = [];
  for (let from = 0; from < names.length; from += atOnce) {
    const some = names.slice(from, from + atOnce);
    const { rows } = parseAnswer(
      await ask(machine, readBody(quoted(some.map(placeOf)))),
      answerSchema,
      source,
    );
    found.push(...some.map((_, i) => answerOf(rows[i])));
  }
  return found;
}

function answerOf(row: z.infer<typeof rowSchema> | undefined): RegistryAnswer {
  if (row === undefined) return { kind: 'failed', code: -1 };
  if (row.code === notFound || (row.code === 0 && row.type === 0)) return { kind: 'absent' };
  if (row.code !== 0) return { kind: 'failed', code: row.code };
  const { data } = row;
  if (row.type === typeOf.sz) return checked({ type: 'sz', data: data ?? '' });
  if (row.type === typeOf.dword) return checked({ type: 'dword', data });
  if (row.type === typeOf.multi) return checked({ type: 'multi', data: unwrapped(data) ?? [] });
  return { kind: 'other' };
}

const valueSchema = z.union([
  z.object({ kind: z.literal('registry'), type: z.literal('dword'), data: z.number() }),
  z.object({ kind: z.literal('registry'), type: z.literal('sz'), data: z.string() }),
  z.object({ kind: z.literal('registry'), type: z.literal('multi'), data: z.array(z.string()) }),
]);

function checked(read: { type: string; data: unknown }): RegistryAnswer {
  const value = valueSchema.safeParse({ kind: 'registry', ...read });
  return value.success ? { kind: 'value', value: value.data } : { kind: 'failed', code: -1 };
}

const methods: Record<RegistryValue['type'], { method: string; argument: string }> = {
  dword: { method: 'SetDWORDValue', argument: 'uValue = [uint32]$one.data' },
  sz: { method: 'SetStringValue', argument: 'sValue = [string]$one.data' },
  expand: { method: 'SetExpandedStringValue', argument: 'sValue = [string]$one.data' },
  multi: { method: 'SetMultiStringValue', argument: 'sValue = [string[]]@($one.data)' },
};

/** Null takes the value away. Windows' result code: 0 is done, 5 refused. Throws ProbeError. */
export async function writeRegistry(
  machine: Runner,
  name: RegistryName,
  value: RegistryValue | null,
): Promise<number> {
  const asked = quoted({ ...placeOf(name), data: value?.data ?? null });
  const act =
    value === null
      ? `$done = Ask 'DeleteValue' (Named $one)`
      : `$null = Ask 'CreateKey' (Place $one)
$done = Ask '${methods[value.type].method}' ((Named $one) + @{ ${methods[value.type].argument} })`;
  const body = `${tools}
$one = ConvertFrom-Json '${asked}'
${act}
@{ code = [int]$done.ReturnValue }
`;
  const { code } = parseAnswer(await ask(machine, body), z.object({ code: z.number() }), source);
  return value === null && code === notFound ? 0 : code;
}

/** Throws for a key that begins with no hive we know: that is a mistake in a plan. */
function placeOf({ key, name }: RegistryName): { hive: number; path: string; name: string } {
  const [hive = '', ...path] = key.split('\\');
  const number = hives[hive.toUpperCase()];
  if (number === undefined) throw new Error(`“${key}” is not a whole registry key`);
  return { hive: number, path: path.join('\\'), name };
}

async function ask(machine: Runner, body: string): Promise<string> {
  const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', script(body)];
  const { stdout } = await machine.run('powershell', args, { timeoutMs: 60_000 });
  return stdout;
}
