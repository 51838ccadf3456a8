/** Names that belong to nobody in particular. Only such names, and those of administrators and of findings, leave a computer. */

const words = new Set(
  `admin administrator adm user users test tester guest guests visitor visitors pupil pupils student students
  child children kids teacher teachers staff office reception library class classroom room year yr ict it suite
  itsuite laptop tablet desktop pc computer school shared share generic temp temporary supply cover lab kiosk
  demo default owner nursery foundation infants juniors head headteacher deputy exam exams public parent
  parents governor governors caretaker site sen senco support helpdesk training trainee loan spare media`.split(
    /\s+/,
  ),
);

/** "pupil", "year5", "class-3b" and "IT Suite 2" are; "a.jones" and "head.jones" are not. */
export function isGenericName(name: string): boolean {
  const parts = name
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter(part => part.length > 1);
  return parts.length > 0 && parts.every(part => words.has(part));
}
