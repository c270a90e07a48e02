/** Entra with the flag changes groups: members are removed by a path with a filter. */
import { interop, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { judgeMembers, memberSays } from '../_entra-members.js';
import { says } from '../_words.js';

scenario('Entra with the flag adds and removes members', { needs: 'groups' }, () => {
  const judged = judgeMembers('entra-flag', 'the first two are removed', 0, 2);

  interop('interop.entra-flag.members.added', { ...rule('ENTRA-GROUP-07'), ...says.membersAdded }, judged.added);

  interop('interop.entra-flag.members.several', { ...rule('ENTRA-GROUP-08'), ...memberSays.several }, judged.several);

  interop('interop.entra-flag.members.kept', { ...rule('ENTRA-GROUP-21'), ...memberSays.kept }, judged.kept);

  interop(
    'interop.entra-flag.members.removed',
    {
      ...rule('ENTRA-GROUP-11', 'ENTRA-GROUP-21'),
      title: 'a remove at members[value eq "…"] removes that member and nobody else',
      fix: 'Support a value filter in the path of a remove (RFC 7644 section 3.5.2.2).',
    },
    judged.removed,
  );
});
