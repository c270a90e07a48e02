/** Entra with the flag sets, changes and clears the manager. */
import { interop, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { expectManager, managing, MANAGER } from '../_entra.js';
import { expectAccepted, expectCleared } from '../_judge.js';

scenario('Entra with the flag sets, changes and clears a manager', { needs: 'enterprise' }, () => {
  const { bosses, set, changed, cleared } = managing('entra-flag');

  interop(
    'interop.entra-flag.references.manager-set',
    {
      ...rule('ENTRA-USER-33'),
      title: 'a manager is added as a plain text and comes back as an object',
      fix: 'Read the text at the extension path of manager as the value, and show {"value": "…"} under the extension.',
    },
    () => {
      expectAccepted(set.value.response, 'entra-flag', 'setManager');
      expectManager(set.value.shown, bosses.value[0] ?? '');
    },
  );

  interop(
    'interop.entra-flag.references.manager-changed',
    {
      ...rule('ENTRA-USER-34'),
      title: 'a second PATCH changes the manager',
      fix: 'Put the new manager in the place of the old one.',
    },
    () => {
      expectAccepted(changed.value.response, 'entra-flag', 'setManager');
      expectManager(changed.value.shown, bosses.value[1] ?? '');
    },
  );

  interop(
    'interop.entra-flag.references.manager-cleared',
    {
      ...rule('ENTRA-USER-35'),
      title: 'an empty text clears the manager',
      fix: 'Take the empty text at manager as a removal.',
    },
    () => {
      expectManager(changed.value.shown, bosses.value[1] ?? '');
      expectAccepted(cleared.value.response, 'entra-flag', 'setManager');
      expectCleared(cleared.value.shown, MANAGER);
    },
  );
});
