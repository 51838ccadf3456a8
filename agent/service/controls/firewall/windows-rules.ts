/**
 * Single rules of Windows' own firewall that let everything in, as the registry keeps them ([MS-GPFAS] 2.2.2.19):
 * `v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=80|App=…|Name=…|`. What is not known to be as good as nothing
 * narrows a rule, so that a door is never called a missing wall.
 */
import * as z from 'zod';
import { unwrapped } from '../../system/powershell.ts';

export const writtenRules = z.object({
  /** Rules of every kind that were there: Windows always has some, so none means that they were not seen. */
  count: z.int().nonnegative(),
  /** Incoming, in force, and for no single program. */
  open: z.preprocess(unwrapped, z.array(z.object({ local: z.boolean(), text: z.string().max(5000) }))),
  /** There are more of them than are told. */
  cut: z.boolean(),
});
type WrittenRules = z.infer<typeof writtenRules>;

/** Words that describe a rule and narrow nothing. */
const describing =
  /^(?:Action|Active|Dir|Profile|Name|Desc|EmbedCtxt|Edge|Defer|Platform2?|SkuVer|TTK\d*_\d+)=/;
const everyone =
  /^[LR]A[46]2?(?:_\d+)?=(?:\*|0\.0\.0\.0\/0(?:\.0\.0\.0)?|::\/0|0\.0\.0\.0-255\.255\.255\.255)$/;
const protocol = /^Protocol=(.*)$/;
/** Those with a number, but TCP and UDP, by which programs are reached. 256 is any; anything else narrows nothing for certain. */
const isOther = (number: string) =>
  /^\d{1,3}$/.test(number) && Number(number) < 256 && ![6, 17].includes(Number(number));
const ports = /^LPort2?(?:_\d+)?=(\d{1,5})-(\d{1,5})$/;
const everyPort = /^[LR]Port=\*$/;

function isAsGoodAsNothing(word: string): boolean {
  const range = ports.exec(word);
  if (range !== null) return Number(range[2]) - Number(range[1]) + 1 > 32_768;
  const numbered = protocol.exec(word);
  if (numbered !== null) return !isOther(numbered[1] ?? '');
  return [describing, everyone, everyPort].some(one => one.test(word));
}

export interface WideRule {
  name: string;
  /** The network profiles that it holds for; all of them where it names none. */
  profiles: readonly string[];
  /** Made on this computer, so that a profile can be told to leave it aside. */
  local: boolean;
}

/** Undefined for a rule that lets in no more than something. */
export function wideRule({ text, local }: WrittenRules['open'][number]): WideRule | undefined {
  const [version, ...words] = text.split('|').filter(word => word !== '');
  const says = (word: string) => words.includes(word);
  if (!/^v\d/.test(version ?? '') || !says('Action=Allow') || !says('Active=TRUE') || !says('Dir=In'))
    return undefined;
  if (!words.every(isAsGoodAsNothing)) return undefined;
  const said = (key: string) =>
    words.filter(word => word.startsWith(`${key}=`)).map(word => word.slice(key.length + 1));
  const [name = 'without a name'] = said('Name');
  return { name: name.slice(0, 100), profiles: said('Profile'), local };
}
