/**
 * Asks Windows through PowerShell 5.1 and its in-box CIM cmdlets. A script prints one JSON object of plain
 * ASCII: codes and fields, never a sentence of Windows. What it uses also runs in ConstrainedLanguage.
 */
import * as z from 'zod';
import { type Machine, ProbeError } from '../controls/control.ts';
import { commandOutput } from './command-output.ts';

/**
 * `Code` gives an error's number: CIM keeps it in the error's identifier. `Part` keeps one failed look from
 * spoiling the others. `Events` tells that a log has no such event, which its cmdlet calls an error, from a log that
 * could not be read. `Answer` escapes what is not ASCII, because the console's code page would spoil it.
 */
const preamble = `
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$language = "$($ExecutionContext.SessionState.LanguageMode)"
function Code($record) {
  if ("$($record.FullyQualifiedErrorId)" -match 'HRESULT (0x[0-9a-fA-F]{8})') { return $Matches[1] }
  $inner = $record.Exception
  while ($inner.InnerException) { $inner = $inner.InnerException }
  return '0x{0:x8}' -f $inner.HResult
}
function Utc($date) { if ($date) { "$($date.ToUniversalTime().ToString('s'))Z" } else { $null } }
function Part($look) { try { @{ rows = @(& $look) } } catch { @{ error = Code $_ } } }
function Events($look) { try { & $look } catch { if ("$($_.FullyQualifiedErrorId)" -notlike 'NoMatchingEventsFound*') { throw } } }
function Answer($value) {
  $json = ConvertTo-Json -Compress -Depth 12 -InputObject $value
  if ($json -match '[^\\x20-\\x7e]') {
    $json = -join ($json.ToCharArray() | ForEach-Object { if ([int]$_ -gt 126) { '\\u{0:x4}' -f [int]$_ } else { $_ } })
  }
  $json
}
`;

/** `body` ends with the one hashtable that is the answer. */
export function script(body: string): string {
  return `${preamble}
try {
  $answer = & {${body}}
  Answer @{ language = $language; answer = $answer }
} catch { Answer @{ language = $language; error = Code $_ } }
`;
}

/** Data inside a single-quoted text of PowerShell, which also takes typographic quotes for quotes. */
export const quoted = (data: unknown) => JSON.stringify(data).replace(/['\u2018-\u201b]/g, '$&$&');

const code = z.string().regex(/^0x[0-9a-f]{8}$/i);
const envelope = z.union([
  z.object({ language: z.string().min(1), answer: z.unknown() }).refine(({ answer }) => answer !== undefined),
  z.object({ language: z.string().min(1), error: code }),
]);

/** One look among several: its rows, or the number of its error. */
export type Rows<T> = { rows: T[] } | { error: string };

/** PowerShell 5.1 can write a list as `{ value, Count }`. */
export const unwrapped = (rows: unknown) =>
  typeof rows === 'object' && rows !== null && 'value' in rows && 'Count' in rows ? rows.value : rows;

/** The schema of a `Part` whose rows have this shape. */
export function rowsOf<T>(row: z.ZodType<T>): z.ZodType<Rows<T>> {
  return z.union([z.object({ rows: z.preprocess(unwrapped, z.array(row)) }), z.object({ error: code })]);
}

const denied = new Set(['0x80041003', '0x80070005', '0x8013150a']);

/** Why Windows did not answer, from its language mode and a number. */
export function refusal(language: string, error: string, source: string): ProbeError {
  if (language !== 'FullLanguage')
    return new ProbeError('probe_failed', `PowerShell runs in ${language} and refused (${error})`, source);
  if (denied.has(error.toLowerCase()))
    return new ProbeError('no_privilege', `Windows refused access (${error})`, source);
  return new ProbeError('probe_failed', `Windows answered ${error}`, source);
}

/** The answer and the language mode it was given in. Throws ProbeError: another shape is never an observation. */
export function parseTold<T>(
  stdout: string,
  schema: z.ZodType<T>,
  source: string,
  explain: (language: string, error: string, source: string) => ProbeError = refusal,
): { language: string; answer: T } {
  let told: z.infer<typeof envelope>;
  try {
    told = envelope.parse(JSON.parse(stdout));
  } catch {
    throw new ProbeError('unrecognised_output', 'not the JSON that was asked for', source);
  }
  if ('error' in told) throw explain(told.language, told.error, source);
  const answer = schema.safeParse(told.answer);
  if (answer.success) return { language: told.language, answer: answer.data };
  const where = answer.error.issues[0]?.path.join('.') || 'the answer';
  throw new ProbeError('unrecognised_output', `${where} is not of the shape that was asked for`, source);
}

/** The answer alone. Throws ProbeError. */
export function parseAnswer<T>(...told: Parameters<typeof parseTold<T>>): T {
  return parseTold(...told).answer;
}

/** Every row of a look without which nothing can be said; none at all is for the caller to judge. Throws ProbeError. */
export function allRows<T>(part: Rows<T>, language: string, source: string): T[] {
  if ('error' in part) throw refusal(language, part.error, source);
  return part.rows;
}

/** The one row of a look without which nothing can be said. Throws ProbeError. */
export function onlyRow<T>(part: Rows<T>, language: string, source: string): T {
  const [row] = allRows(part, language, source);
  if (row === undefined) throw new ProbeError('unrecognised_output', 'an answer without any row', source);
  return row;
}

/** What PowerShell printed for a script made by `script`. Throws ProbeError. */
export function askPowershell(machine: Machine, text: string, signal: AbortSignal): Promise<string> {
  const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', text];
  return commandOutput(machine, 'powershell', args, signal, 40_000);
}

/** A moment as `Utc` writes it, in UTC milliseconds; null for none, or for a date before there was a Windows. */
export const moment = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
  .nullish()
  .transform((text, context) => {
    if (text === null || text === undefined) return null;
    const at = Date.parse(text);
    if (Number.isNaN(at)) context.addIssue('not a date');
    return at > Date.UTC(2000, 0, 1) ? at : null;
  });
