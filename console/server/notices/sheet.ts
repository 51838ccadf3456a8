/** Who has signed, and which devices have shown it, as spreadsheets. */
import {
  type NoticeDevice,
  type NoticePerson,
  type NoticeView,
  reachWords,
  type SignatureHow,
  signStateWords,
} from '../../../shared/protocol/api/notices.ts';
import { personKindWords } from '../../../shared/protocol/api/persons.ts';
import type { SheetOf } from '../sheets/index.ts';

const howWords: Record<SignatureHow, string> = {
  device: 'At a computer',
  paper: 'On paper',
  parent: 'By a parent or carer',
};

export const noticePeopleSheet: SheetOf<NoticePerson> = {
  name: 'signatures',
  columns: {
    Name: person => person.name,
    Type: person => personKindWords[person.kind],
    Class: person => person.group,
    'E-mail': person => person.email,
    Standing: person => signStateWords[person.state],
    How: person => (person.how === null ? null : howWords[person.how]),
    'Signed on': (person, say) => say(person.at),
    'At or by': person => person.where,
    'Text they saw': person => person.rendering,
  },
};

export const noticeDevicesSheet: SheetOf<NoticeDevice> = {
  name: 'notice-devices',
  columns: {
    Device: device => device.name,
    Group: device => device.group,
    Standing: device => reachWords[device.state],
    'There since': (device, say) => say(device.reachedAt),
    Answers: device => device.answers,
    'Last answer by': device => device.last?.who ?? null,
    'Last answer': (device, say) => say(device.last?.at ?? null),
  },
};

export const noticeSheet: SheetOf<NoticeView> = {
  name: 'notices',
  columns: {
    Title: one => one.title,
    Kind: one => (one.kind === 'message' ? 'Message' : 'Rules to sign'),
    From: one => one.from,
    Groups: one => (one.groups.length === 0 ? 'Every group' : one.groups.map(({ name }) => name).join(', ')),
    Issued: (one, say) => say(one.issuedAt),
    'Shown until': (one, say) => say(one.until),
    Due: (one, say) => say(one.dueAt),
    Ended: (one, say) => say(one.endedAt),
    Computers: one => one.counts.devices.all,
    'Of them reached': one => one.counts.devices.reached,
    'Of them answered': one => one.counts.devices.answered,
    'People to sign': one => one.counts.people?.all ?? null,
    Signed: one => one.counts.people?.agreed ?? null,
    Declined: one => one.counts.people?.declined ?? null,
  },
};
