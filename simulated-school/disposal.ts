/** The oldest laptops leave: written off, agreed to by the headteacher, erased one by one, collected, and closed with the papers. */
import { textOf } from './calendar.ts';
import type { School } from './school.ts';
import type { On } from './stories.ts';
import { all, type Thing } from './things.ts';

const contractor = (today: string) => ({
  name: 'Green Bytes Recycling Ltd',
  contact: 'collections@greenbytes.example',
  carrierNumber: 'CBDU482913',
  carrierUntil: `${Number(today.slice(0, 4)) + 2}-03-31`,
  permit: 'AATF WEE/AB1234CD/ATF',
  permitUntil: `${Number(today.slice(0, 4)) + 1}-12-31`,
  agreementOn: today,
  agreementUntil: null,
  certification: 'ADISA Standard 8.0',
  checkedOn: today,
  guaranteeOn: today,
});

interface Item {
  id: string;
  asset: { id: string };
  storage: { id: string }[];
}

export function disposal(school: School, on: On): void {
  const { year } = school;
  const day = year.schoolDayAfter(232);
  const today = textOf(day);
  let items: string[] = [];
  let collection = '';
  on(day, async () => {
    const old = await all<Thing>(school, '/assets?search=OLD-');
    if (old.length === 0) return;
    const asked = await school.does<{ id: string; approvalId: string }>('post', '/disposals/write-offs', {
      items: old.map(({ id }) => ({ assetId: id, condition: 'Works, too slow for Windows 11' })),
      reason: 'Windows 10 is no longer supported, and these cannot run Windows 11',
      personalData: 'yes',
    });
    school.clock.pass(2 * 3600_000);
    await school.headDoes('post', `/approvals/${asked.approvalId}/approve`);
    const written = await school.does<{ items: { id: string }[] }>(
      'get',
      `/disposals/write-offs/${asked.id}`,
    );
    items = written.items.map(one => one.id);
    // Their records go when the van has taken them, with the collection's receipt.
    for (const device of school.of('OLD')) device.gone = true;
  });
  on(year.nextSchoolDay(day + 1), async () => {
    for (const id of items) {
      const item = await school.does<Item>('get', `/disposals/items/${id}`);
      for (const { id: storage } of item.storage)
        await school.does('post', `/disposals/storage/${storage}/records`, {
          ...{
            method: 'crypto_erase',
            standard: 'NIST SP 800-88',
            tool: 'nvme-cli',
            toolVersion: '2.4',
            hidden: 'yes',
          },
          ...{ result: 'passed', verification: 'seen', operator: school.staff.technician.name },
          ...{
            witness: school.staff.head.name,
            place: 'ICT store',
            doneOn: textOf(year.nextSchoolDay(day + 1)),
          },
        });
    }
  });
  on(year.nextSchoolDay(day + 2), async () => {
    const made = await school.does<{ items: { id: string }[] }>(
      'post',
      '/disposals/contractors',
      contractor(today),
    );
    const collectOn = textOf(year.nextSchoolDay(day + 2));
    const batch = await school.does<{ id: string; items: { id: string }[] }>('post', '/disposals/batches', {
      ...{ contractorId: made.items[0]?.id, collectOn, itemIds: items },
    });
    collection = batch.id;
    await school.does('post', `/disposals/batches/${batch.id}/hand-over`, {
      ...{ handedBy: school.staff.technician.name, handedRole: 'technician', receivedBy: 'Dean Parker' },
      ...{ receivedRole: 'driver', vehicle: 'BX21 KTO', quantity: `${items.length} laptops` },
      ...{ seen: batch.items.map(one => one.id), accepted: true },
    });
  });
  on(year.nextSchoolDay(day + 9), async () => {
    if (collection === '') return;
    await school.does('post', `/disposals/batches/${collection}/papers`, {
      ...{ kind: 'consignment_note', number: 'GREENB/K4102', dated: textOf(year.nextSchoolDay(day + 2)) },
      ...{ codes: '16 02 13*', hazardous: true, pops: false, quantity: `${items.length} laptops` },
      destination: 'Green Bytes Recycling Ltd, AATF WEE/AB1234CD/ATF',
    });
    await school.does('post', `/disposals/batches/${collection}/freed`, {
      ...{ licences: true, accounts: true, note: 'Taken out of the directory' },
    });
    await school.does('post', `/disposals/batches/${collection}/close`);
  });
}
