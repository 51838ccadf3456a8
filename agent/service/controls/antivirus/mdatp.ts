/** Microsoft Defender on Linux and macOS, by its own `mdatp health`. Call only where it is installed. */
import type { Product } from '../../../../shared/controls/antivirus/observation.ts';
import { commandOutput } from '../../system/command-output.ts';
import { type Machine, ProbeError } from '../control.ts';
import { mdatpHealth } from './parse-clamav.ts';

const name = 'Microsoft Defender';

function from(text: string): Product {
  const health = mdatpHealth.parse(JSON.parse(text));
  const at = health.definitionsUpdated;
  const passive = health.passiveModeEnabled === true;
  return {
    name,
    running: health.healthy,
    realTime: health.realTimeProtectionEnabled && !passive,
    version: health.appVersion ?? null,
    signatures:
      at === undefined
        ? { kind: 'not_known' }
        : { kind: 'dated', at, version: health.definitionsVersion ?? null },
    detail: passive ? 'in passive mode' : health.healthy ? null : 'says of itself that it is not healthy',
  };
}

export async function observeMdatp(machine: Machine, signal: AbortSignal): Promise<Product> {
  try {
    return from(await commandOutput(machine, 'mdatp', ['health', '--output', 'json'], signal, 20_000));
  } catch (error) {
    const why = error instanceof ProbeError ? error.message : 'mdatp health gave an unknown answer';
    const nothing = { version: null, realTime: null, running: null };
    return { name, ...nothing, signatures: { kind: 'not_known' }, detail: why.slice(0, 200) };
  }
}
