/** Met when at least one product was positively seen running with a recent list of viruses. */
import type { Part, State } from '../../finding.ts';
import { keptParts, worst } from '../combine.ts';
import type { Verdict } from '../control.ts';
import type { Observation, Product } from './observation.ts';
import type { Policy } from './policy.ts';

export const reasons = [
  'protected',
  'no_antivirus',
  'search_incomplete',
  'not_running',
  'not_answering',
  'no_signatures',
  'signature_age_not_known',
  'signatures_from_future',
  'signatures_old',
  'signatures_reported_old',
  'signatures_not_checked',
  'real_time_off',
  'real_time_not_known',
] as const;
export type Reason = (typeof reasons)[number];

const dayMs = 24 * 3600_000;

function judgeSignatures({ signatures }: Product, policy: Policy, now: number): [State, Reason] | undefined {
  if (signatures.kind === 'none') return ['not_met', 'no_signatures'];
  if (signatures.kind === 'not_known') return ['unknown', 'signature_age_not_known'];
  if (signatures.kind === 'reported')
    return signatures.current ? undefined : ['not_met', 'signatures_reported_old'];
  if (signatures.at > now + dayMs) return ['unknown', 'signatures_from_future'];
  if (now - signatures.at <= policy.maxSignatureAgeDays * dayMs) return undefined;
  return signatures.kind === 'checked'
    ? ['unknown', 'signatures_not_checked']
    : ['not_met', 'signatures_old'];
}

function judgeProduct(
  product: Product,
  realTimeAsked: boolean,
  policy: Policy,
  now: number,
): [State, Reason] {
  if (product.running === null) return ['unknown', 'not_answering'];
  if (!product.running) return ['not_met', 'not_running'];
  const signatures = judgeSignatures(product, policy, now);
  if (signatures) return signatures;
  if (realTimeAsked && product.realTime === null) return ['unknown', 'real_time_not_known'];
  if (realTimeAsked && product.realTime === false) return ['not_met', 'real_time_off'];
  return ['met', 'protected'];
}

function signatureFacts(signatures: Product['signatures']): Part['facts'] {
  const { at, version } = 'at' in signatures ? signatures : { at: null, version: null };
  const facts: Part['facts'] = { signatureVersion: version };
  facts[signatures.kind === 'checked' ? 'signaturesCheckedAt' : 'signaturesAt'] = at;
  if (signatures.kind === 'reported') facts.signaturesCurrent = signatures.current;
  return facts;
}

function factsOf({ version, running, realTime, signatures, detail, ...told }: Product): Part['facts'] {
  const { off, tamperProtected, lastScanAt, findsTold } = told;
  return {
    version,
    running,
    realTime,
    ...signatureFacts(signatures),
    ...(off === undefined ? {} : { off }),
    ...(tamperProtected === undefined ? {} : { tamperProtected }),
    ...(lastScanAt === undefined ? {} : { lastScanAt }),
    ...(findsTold === undefined ? {} : { findsTold }),
    detail,
  };
}

export function evaluate(observation: Observation, policy: Policy, now: number): Verdict {
  const asked =
    policy.realTime === 'always' || (policy.realTime === 'where_usual' && observation.realTimeUsual);
  const parts = observation.products.map(product => {
    const [state, reason] = judgeProduct(product, asked, policy, now);
    return { name: product.name, state, reason, facts: factsOf(product) };
  });
  const common = {
    evidence: {
      facts: { products: parts.length, maxSignatureAgeDays: policy.maxSignatureAgeDays },
      parts: keptParts(parts),
    },
  };
  if (parts.length === 0)
    return observation.searchedAll
      ? { state: 'not_met', reason: 'no_antivirus', ...common }
      : { state: 'unknown', reason: 'search_incomplete', ...common };
  return { ...overall(parts), ...common };
}

/** One good product is enough. Otherwise one that could not be judged might be it. */
function overall(parts: readonly Part[]): { state: State; reason: string } {
  const good = parts.find(part => part.state === 'met') ?? parts.find(part => part.state === 'unknown');
  return worst(good ? [good] : parts) ?? { state: 'unknown', reason: 'search_incomplete' };
}
