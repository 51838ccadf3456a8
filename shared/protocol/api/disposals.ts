/** Disposals as the pages read them: from the wish to write something off to the last certificate. */
import * as z from 'zod';
import { methodNames, results, verifications } from '../../disposals/methods.ts';
import { batchStates, itemStates, writeOffStates } from '../../disposals/steps.ts';
import { asks, ways } from '../../disposals/ways.ts';
import { id, listOf, time } from './common.ts';
import {
  category,
  contractorFields,
  medium,
  paperInput,
  personalData,
  recipientInput,
  strokes,
} from './disposal-inputs.ts';

/** What still stands in the way; `since` is the day from which it is outstanding. */
const missing = z.object({
  code: z.string(),
  words: z.string(),
  /** The thing concerned, for what concerns one. */
  tag: z.string().nullable(),
  since: time,
  daysOutstanding: z.int(),
  to: z.string(),
});

export type MissingPiece = z.infer<typeof missing>;

export const contractor = z.object({
  ...contractorFields,
  id,
  checkedBy: z.string(),
  ended: z.boolean(),
  /** Why nothing may be given to it today; empty when something may. */
  problems: z.array(z.string()),
  /** What runs out within 60 days. */
  soon: z.array(z.string()),
  batches: z.int(),
});

export type Contractor = z.infer<typeof contractor>;

export const contractorList = listOf(contractor);

/** How evidence came to its storage, as in shared/disposals/placed. */
const placed = z.object({
  names: z.string().nullable(),
  same: z.boolean(),
  hand: z.object({ by: z.string(), at: time.nullable(), why: z.string().nullable() }).nullable(),
});

const record = z.object({
  id,
  method: z.enum(methodNames),
  category,
  standard: z.string(),
  tool: z.string(),
  toolVersion: z.string(),
  passes: z.int().nullable(),
  hidden: z.enum(['yes', 'no', 'unknown']),
  result: z.enum(results),
  trouble: z.string(),
  verification: z.enum(verifications),
  verifiedBy: z.string().nullable(),
  /** Of what was read back in samples, where somebody wrote it down. */
  samplePercent: z.int().nullable(),
  operator: z.string(),
  witness: z.string().nullable(),
  place: z.string(),
  doneOn: z.string(),
  fileId: id.nullable(),
  /** As the log of the tool says, `2026-11-20 09:00:57`, or as somebody wrote it down, `2026-11-20 09:00`. */
  ran: z.object({ from: z.string(), to: z.string() }).nullable(),
  /** Of what was read from a log or certificate. */
  placed: placed.nullable(),
  notedAt: time,
  notedBy: z.string(),
});

export type SanitisationRecord = z.infer<typeof record>;

const storage = z.object({
  id,
  origin: z.enum(['agent', 'hand']),
  name: z.string(),
  model: z.string().nullable(),
  /** Null: not known. It is a state of its own, not an empty field. */
  serial: z.string().nullable(),
  media: medium,
  sizeBytes: z.number().nullable(),
  byContractor: z.boolean(),
  leftOut: z.string().nullable(),
  /** Who said so, and who agreed; one name in what was left out before that was asked. */
  leftOutBy: z.array(z.string()),
  notedAt: time,
  notedBy: z.string(),
  /** Newest last; the one done last counts. */
  records: z.array(record),
  certificates: z.array(
    z.object({
      ...{ id, issuer: z.string(), number: z.string(), fileId: id, placed },
      /** Why it proves nothing: its date, or less than the school's rule. */
      whyNot: z.string().nullable(),
    }),
  ),
  /** What keeps it here, or null. */
  trouble: z.string().nullable(),
});

export type StorageView = z.infer<typeof storage>;

const itemRow = z.object({
  id,
  assetId: id,
  tag: z.string(),
  what: z.string(),
  serial: z.string().nullable(),
  state: z.enum(itemStates),
  condition: z.string(),
  value: z.int().nullable(),
  /** What the second person agrees to: how it leaves, null in older requests, and for how many pence at least. */
  agreed: z.object({ way: z.enum(asks).nullable(), price: z.int().nullable() }),
  server: z.boolean(),
  noStorage: z.string().nullable(),
  /** Who said so, and who agreed where one person was too little. */
  noStorageBy: z.array(z.string()),
  storage: z.array(storage),
  missing: z.array(z.string()),
  /** Licence seats that it has now. */
  seats: z.array(z.string()),
  /** That its licences are given back and its accounts removed, with the seats that this freed. */
  freed: z.object({ at: time, by: z.string(), note: z.string(), seats: z.array(z.string()) }).nullable(),
});

export type ItemRow = z.infer<typeof itemRow>;

export const disposalItem = itemRow.extend({
  writeOff: z.object({ id, number: z.int(), reason: z.string(), state: z.enum(writeOffStates) }),
  batch: z.object({ id, number: z.int(), state: z.enum(batchStates) }).nullable(),
  deviceId: id.nullable(),
  /** When the device last told about its hardware; null when nothing is known from inside. */
  seenInsideAt: time.nullable(),
  outReason: z.string().nullable(),
  /** Whether a second person has to agree that there is no storage in it. */
  noneNeedsSecond: z.boolean(),
  /** Lines of logs that no serial matched, for a person to place. */
  unmatched: z.array(z.object({ id, words: z.string() })),
});

export type DisposalItem = z.infer<typeof disposalItem>;

export const writeOff = z.object({
  id,
  number: z.int(),
  state: z.enum(writeOffStates),
  reason: z.string(),
  personalData,
  way: z.enum(asks).nullable(),
  value: z.int(),
  unvalued: z.int(),
  governors: z.boolean(),
  /** Why they have to agree; null where it was not kept. */
  governorsWhy: z.string().nullable(),
  governorsMinute: z.string().nullable(),
  governorsOn: z.string().nullable(),
  approvalId: id.nullable(),
  askedAt: time,
  askedBy: z.string(),
  decidedAt: time.nullable(),
  decidedBy: z.string().nullable(),
  items: z.array(itemRow),
});

export type WriteOff = z.infer<typeof writeOff>;

export const writeOffAsked = writeOff.extend({ sentence: z.string() });

const keptFile = z.object({ id, name: z.string(), size: z.int(), sha256: z.string() });

export const uploaded = keptFile;

const paper = paperInput.extend({
  ...{ id, keepUntil: z.string(), keepWords: z.string() },
  /** Why it does not fit what was collected. */
  odd: z.string().nullable(),
  accepted: z.object({ at: time, by: z.string(), why: z.string() }).nullable(),
});

const certificate = z.object({
  id,
  issuer: z.string(),
  number: z.string(),
  dated: z.string(),
  method: z.enum(methodNames),
  standard: z.string(),
  file: keptFile,
  /** Without a single serial it proves nothing about any one disk. */
  weak: z.boolean(),
  /** Why it proves nothing at all: its date, or less than the school's rule. */
  whyNot: z.string().nullable(),
  withdrawn: z.object({ at: time, by: z.string(), why: z.string() }).nullable(),
  matched: z.array(z.object({ serial: z.string(), placed })),
  unmatched: z.array(z.object({ id, serial: z.string(), setAside: z.string().nullable() })),
});

export const receipt = z.object({
  signedAt: time,
  handedBy: z.string(),
  handedRole: z.string(),
  receivedBy: z.string(),
  receivedRole: z.string(),
  vehicle: z.string(),
  quantity: z.string(),
  acceptance: z.string(),
  strokes,
  hash: z.string(),
});

export type Receipt = z.infer<typeof receipt>;

export const batch = z.object({
  id,
  number: z.int(),
  state: z.enum(batchStates),
  way: z.enum(ways),
  /** The company, the buyer or the new owner. */
  taker: z.string(),
  contractor: contractor.nullable(),
  recipient: recipientInput.nullable(),
  price: z.int().nullable(),
  paid: z.object({ at: time, by: z.string(), note: z.string() }).nullable(),
  collectOn: z.string(),
  createdAt: time,
  createdBy: z.string(),
  items: z.array(itemRow),
  toLeave: z.array(missing),
  toClose: z.array(missing),
  receipt: receipt.nullable(),
  /** Of what was loaded; frozen with the receipt. */
  photos: z.array(
    z.object({ id, fileId: id, name: z.string(), caption: z.string(), addedAt: time, addedBy: z.string() }),
  ),
  papers: z.array(paper),
  certificates: z.array(certificate),
  closedAt: time.nullable(),
  closedBy: z.string().nullable(),
  manifestHash: z.string().nullable(),
  acceptance: z.string(),
  /** Approved things that are in no collection yet. */
  spare: z.array(itemRow),
});

export type Batch = z.infer<typeof batch>;

/** Of an asset: where its disposal is told. */
export const assetDisposal = z.object({
  disposal: z
    .object({
      itemId: id,
      state: z.enum(itemStates),
      writeOff: z.object({ id, number: z.int() }),
      batch: z.object({ id, number: z.int(), state: z.enum(batchStates) }).nullable(),
      /** `2032-11-22`: until when its papers are kept; null while that is not known. */
      keepUntil: z.string().nullable(),
    })
    .nullable(),
});

export type AssetDisposal = z.infer<typeof assetDisposal>;

const batchLine = z.object({
  id,
  number: z.int(),
  state: z.enum(batchStates),
  way: z.enum(ways),
  taker: z.string(),
  collectOn: z.string(),
  items: z.int(),
  missing: z.int(),
});

const sighting = z.object({
  id,
  tag: z.string(),
  itemId: id,
  firstAt: time,
  lastAt: time,
  times: z.int(),
  settled: z.string().nullable(),
});

const logLine = z.object({
  id,
  file: z.string(),
  words: z.string(),
  serial: z.string().nullable(),
});

export type LogLine = z.infer<typeof logLine>;

export const disposals = z.object({
  /** "3 of 12 cannot leave: two wipes unverified, one serial unknown." */
  headline: z.string(),
  missing: z.array(missing),
  sightings: z.array(sighting),
  unmatched: z.array(logLine),
  ready: z.array(itemRow),
  /** All that wait for a decision, and the last ones decided. */
  writeOffs: z.array(
    z.object({
      id,
      number: z.int(),
      state: z.enum(writeOffStates),
      items: z.int(),
      reason: z.string(),
      askedAt: time,
      askedBy: z.string(),
    }),
  ),
  /** All that are open, and the last ones closed or cancelled. */
  batches: z.array(batchLine),
  /** Assets that wait for disposal without a request. */
  withoutRequest: z.int(),
  /** Whether somebody of the school has decided the rules; until then the usual ones hold, with Clear as the least. */
  rulesDecided: z.boolean(),
});

export type Disposals = z.infer<typeof disposals>;

export const logImported = z.object({
  file: z.string(),
  problems: z.array(z.string()),
  lines: z.array(
    z.object({
      device: z.string(),
      words: z.string(),
      result: z.enum(results),
      matched: z.string().nullable(),
    }),
  ),
});

export type LogImported = z.infer<typeof logImported>;
