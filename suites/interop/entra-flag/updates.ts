/** Entra with the flag updates users: one operation without a path for all that no filter selects. */
import { interop, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { judgeAdditions, judgeMail, judgeRename, judgeUpdates, updateSays } from '../_entra-updates.js';
import { says } from '../_words.js';

scenario('Entra with the flag updates every mapped attribute', () => {
  const judged = judgeUpdates('entra-flag');

  interop(
    'interop.entra-flag.updates.replace',
    {
      ...rule('ENTRA-USER-20'),
      title: 'one replace without a path changes several attributes',
      fix: 'Read dotted keys (name.givenName) and full URNs in the value of a replace without path as paths.',
    },
    judged.replaced,
  );

  interop('interop.entra-flag.updates.several', { ...rule('ENTRA-USER-23'), ...updateSays.several }, judged.several);

  interop('interop.entra-flag.updates.status', { ...rule('ENTRA-USER-24'), ...updateSays.status }, judged.status);

  interop(
    'interop.entra-flag.updates.extension',
    { ...rule('ENTRA-USER-18'), ...updateSays.extension },
    judged.extension,
  );

  interop('interop.entra-flag.updates.as-sent', { ...rule('ENTRA-USER-25'), ...updateSays.asSent }, judged.asSent);

  interop('interop.entra-flag.updates.keeps', { ...rule('ENTRA-USER-20'), ...says.othersKept }, judged.othersKept);
});

scenario('Entra with the flag gives a user values that it had not', () => {
  const judged = judgeAdditions('entra-flag');

  interop('interop.entra-flag.updates.add-mail', { ...rule('ENTRA-USER-17'), ...updateSays.addMail }, judged.mail);

  interop('interop.entra-flag.updates.add', { ...rule('ENTRA-USER-15'), ...updateSays.add }, judged.single);

  interop(
    'interop.entra-flag.updates.add-extension',
    { ...rule('ENTRA-USER-18'), ...updateSays.addExtension },
    judged.extension,
  );

  interop(
    'interop.entra-flag.updates.add-address',
    { ...rule('ENTRA-USER-52'), ...updateSays.addAddress },
    judged.address,
  );
});

scenario('Entra with the flag changes an address', () => {
  const judged = judgeMail('entra-flag');

  interop('interop.entra-flag.updates.mail', { ...rule('ENTRA-USER-16'), ...updateSays.mail }, judged.changed);

  interop(
    'interop.entra-flag.updates.mail-others',
    { ...rule('ENTRA-USER-16'), ...updateSays.mailOthers },
    judged.othersKept,
  );
});

scenario('Entra with the flag renames a user', () => {
  interop(
    'interop.entra-flag.updates.rename',
    { ...rule('ENTRA-USER-21'), ...updateSays.rename },
    judgeRename('entra-flag'),
  );
});
