/** Entra with the flag sets, changes and clears the manager. */
import { interop, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { managerSays, managing } from '../_entra.js';

scenario('Entra with the flag sets, changes and clears a manager', { needs: 'enterprise' }, () => {
  const judged = managing('entra-flag');

  interop(
    'interop.entra-flag.references.manager-set',
    {
      ...rule('ENTRA-USER-33'),
      title: 'a manager is added as a plain text and comes back as an object',
      fix: 'Read the text at the extension path of manager as the value, and show {"value": "…"} under the extension.',
    },
    judged.isSet,
  );

  interop(
    'interop.entra-flag.references.manager-changed',
    { ...rule('ENTRA-USER-34'), ...managerSays.changed },
    judged.isChanged,
  );

  interop(
    'interop.entra-flag.references.manager-cleared',
    { ...rule('ENTRA-USER-35'), ...managerSays.cleared },
    judged.isCleared,
  );

  interop(
    'interop.entra-flag.references.manager-alone',
    { ...rule('ENTRA-USER-34'), ...managerSays.alone },
    judged.isAlone,
  );
});
