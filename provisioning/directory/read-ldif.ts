/** People and groups from LDIF content records (RFC 2849). */
import { groupFrom, personFrom } from './build.js';
import { DirectoryError, type DirectoryInput, type Group, type Person } from './model.js';

type Entry = { line: number; dn: string; values: Map<string, string[]> };

/** Source attribute names by LDAP name, lower case; what is not listed keeps its name. */
const NAMES: Record<string, string> = {
  sn: 'surname',
  givenname: 'givenName',
  displayname: 'displayName',
  mail: 'mail',
  userprincipalname: 'userPrincipalName',
  samaccountname: 'mailNickname',
  uid: 'mailNickname',
  mailnickname: 'mailNickname',
  title: 'jobTitle',
  department: 'department',
  departmentnumber: 'department',
  employeenumber: 'employeeId',
  employeeid: 'employeeId',
  telephonenumber: 'telephoneNumber',
  mobile: 'mobile',
  facsimiletelephonenumber: 'facsimileTelephoneNumber',
  street: 'streetAddress',
  streetaddress: 'streetAddress',
  postalcode: 'postalCode',
  l: 'city',
  st: 'state',
  co: 'country',
  c: 'country',
  preferredlanguage: 'preferredLanguage',
  physicaldeliveryofficename: 'physicalDeliveryOfficeName',
  proxyaddresses: 'proxyAddresses',
  company: 'companyName',
};

const STRUCTURE = new Set([
  'objectclass',
  'member',
  'uniquemember',
  'manager',
  'useraccountcontrol',
  'objectguid',
  'entryuuid',
  'cn',
  'dn',
  'userpassword',
]);

/** Bit 2 of userAccountControl: the account is disabled (Active Directory). */
const ACCOUNT_DISABLED = 2;

function entries(text: string): Entry[] {
  const result: Entry[] = [];
  let current: Entry | null = null;
  // A line that begins with a space continues the one before.
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = index + 1;
    let whole = lines[index] ?? '';
    while (lines[index + 1]?.startsWith(' ')) {
      index += 1;
      whole += (lines[index] ?? '').slice(1);
    }
    if (whole.startsWith('#') || /^version:/i.test(whole)) continue;
    if (whole.trim() === '') {
      current = null;
      continue;
    }
    const found = /^([A-Za-z][\w.;-]*)(::|:<|:)\s*(.*)$/.exec(whole);
    if (!found) throw new DirectoryError(`line ${line}: this is not "name: value"`);
    const name = (found[1] ?? '').toLowerCase().split(';')[0] ?? '';
    if (found[2] === ':<') throw new DirectoryError(`line ${line}: values from other files are not read`);
    if (name === 'changetype')
      throw new DirectoryError(`line ${line}: this is a change record; write a timeline instead`);
    const value = found[2] === '::' ? Buffer.from(found[3] ?? '', 'base64').toString('utf8') : (found[3] ?? '');
    if (name === 'dn') result.push((current = { line, dn: value, values: new Map() }));
    else if (!current) throw new DirectoryError(`line ${line}: an entry begins with dn`);
    else current.values.set(name, [...(current.values.get(name) ?? []), value]);
  }
  return result;
}

function record(entry: Entry): Record<string, unknown> {
  const attributes = new Map<string, unknown>();
  for (const [name, values] of entry.values) {
    if (STRUCTURE.has(name)) continue;
    const source = Object.hasOwn(NAMES, name) ? (NAMES[name] ?? name) : name;
    if (!attributes.has(source))
      attributes.set(source, values.length > 1 || name === 'proxyaddresses' ? values : values[0]);
  }
  const first = (name: string): string | undefined => entry.values.get(name)?.[0];
  if (!attributes.has('displayName') && first('cn') !== undefined) attributes.set('displayName', first('cn'));
  if (!attributes.has('userPrincipalName') && attributes.has('mail'))
    attributes.set('userPrincipalName', attributes.get('mail'));
  return {
    id: first('entryuuid') ?? entry.dn.toLowerCase(),
    attributes: Object.fromEntries(attributes),
    manager: first('manager')?.toLowerCase(),
    accountEnabled: (Number(first('useraccountcontrol') ?? 0) & ACCOUNT_DISABLED) === 0,
    members: [...(entry.values.get('member') ?? []), ...(entry.values.get('uniquemember') ?? [])].map((dn) =>
      dn.toLowerCase(),
    ),
  };
}

/** Entries of class person, inetOrgPerson or user become people; group, groupOfNames and groupOfUniqueNames groups. */
export function readLdif(text: string): DirectoryInput {
  const people: Person[] = [];
  const groups: Group[] = [];
  const ids = new Map<string, string>();
  for (const entry of entries(text)) {
    const classes = (entry.values.get('objectclass') ?? []).map((name) => name.toLowerCase());
    try {
      if (classes.some((name) => ['person', 'inetorgperson', 'user'].includes(name)))
        people.push(personFrom(record(entry)));
      else if (classes.some((name) => /^group(of(unique)?names)?$/.test(name))) groups.push(groupFrom(record(entry)));
      else continue;
    } catch (error) {
      if (error instanceof DirectoryError) throw new DirectoryError(`line ${entry.line}: ${error.message}`);
      throw error;
    }
    ids.set(entry.dn.toLowerCase(), entry.values.get('entryuuid')?.[0] ?? entry.dn.toLowerCase());
  }
  for (const person of people)
    person.manager = person.manager === null ? null : (ids.get(person.manager) ?? person.manager);
  for (const group of groups) group.members = new Set([...group.members].map((dn) => ids.get(dn) ?? dn));
  return { people, groups, assignments: [] };
}
