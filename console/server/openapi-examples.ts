/**
 * Bodies that show what a request looks like, by method and path. Each is sent as it stands by a test, and succeeds, so
 * what stands here works; a route without one has none yet.
 */
export const examples: Readonly<Record<string, object>> = {
  'post /people': { name: 'Hazel Head', email: 'head@greenfield.sch.uk', role: 'headteacher' },
  'post /tokens': { label: 'Nightly asset export', role: 'business_manager', days: 365 },
  'post /groups': { name: 'Year 4 trolley' },
  'post /assets': {
    tag: 'GP-0042',
    kind: 'laptop',
    make: 'Lenovo',
    model: 'ThinkPad L14',
    location: 'Room 4',
  },
  'post /persons': { name: 'Ann Ash', kind: 'staff', group: 'Year 4' },
  'post /incidents': { category: 'lost_or_stolen', title: 'Laptop GP-0042 was left on the coach' },
  'put /incidents/rules': { keptYears: 7 },
  'post /audit-log/entries': {
    ...{
      about: 'filtering',
      what: 'Allowed a video provider for Year 6',
      why: 'Asked for by the Year 6 teacher',
    },
    ...{ who: 'Hazel Head', on: '2026-09-14' },
  },
  'post /saved-views': { name: 'Goes home', query: 'search=home&sort=lastSeen' },
  'post /stock-takes': { name: 'Autumn 2026', places: ['Room 4'] },
  'post /directories': {
    ...{ kind: 'google', label: 'Google', tenant: 'greenfield.sch.uk' },
    ...{ clientId: '1234.apps.googleusercontent.com', clientSecret: 'the value from the Cloud console' },
  },
  'post /webhooks': {
    label: 'Helpdesk',
    url: 'https://helpdesk.example/caretaker',
    topics: ['alert', 'incident'],
  },
  'post /media': { label: 'Stick 7', vendorId: '0781', productId: '5581', serial: '4C530001230101112233' },
  'put /advisories/feeds': { daily: [] },
  'patch /school': { name: 'Greenfield Primary School', timeZone: 'Europe/London' },
  'patch /people/{id}': { name: 'Hazel Hart' },
  'patch /groups/{id}': { name: 'Year 5 trolley' },
  'patch /directories/{id}': { label: 'our Google' },
  'patch /webhooks/{id}': { on: false },
  'patch /assets/{id}': { revision: 1, location: 'Room 5' },
  'patch /media/{id}': { revision: 1, label: 'Stick 8' },
  'patch /incidents/{id}': { revision: 1, title: 'Laptop GP-0042 was left on the train' },
  'post /incidents/{id}/notes': { text: 'The railway has it; it is fetched on Friday.' },
  'post /stock-takes/{id}/scan': { code: 'GP-0042' },
};
