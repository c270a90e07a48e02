/** Entra updates users: one operation per attribute, op with a capital. */
import { interop, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { judgeAdditions, judgeMail, judgeRename, judgeUpdates, updateSays } from '../_entra-updates.js';
import { says } from '../_words.js';

scenario('Entra updates every mapped attribute', () => {
  const judged = judgeUpdates('entra');

  interop(
    'interop.entra.updates.replace',
    {
      ...rule('ENTRA-USER-13', 'ENTRA-USER-12'),
      title: 'each changed attribute is replaced by an operation of its own',
      fix: 'Apply every operation of the PATCH, op in any letter case, to path and sub-attribute as it is written.',
    },
    judged.replaced,
  );

  interop('interop.entra.updates.several', { ...rule('ENTRA-USER-23'), ...updateSays.several }, judged.several);

  interop('interop.entra.updates.status', { ...rule('ENTRA-USER-24'), ...updateSays.status }, judged.status);

  interop('interop.entra.updates.extension', { ...rule('ENTRA-USER-18'), ...updateSays.extension }, judged.extension);

  interop('interop.entra.updates.as-sent', { ...rule('ENTRA-USER-25'), ...updateSays.asSent }, judged.asSent);

  interop('interop.entra.updates.keeps', { ...rule('ENTRA-USER-13'), ...says.othersKept }, judged.othersKept);
});

scenario('Entra gives a user values that it had not', () => {
  const judged = judgeAdditions('entra');

  interop('interop.entra.updates.add-mail', { ...rule('ENTRA-USER-17'), ...updateSays.addMail }, judged.mail);

  interop('interop.entra.updates.add', { ...rule('ENTRA-USER-14'), ...updateSays.add }, judged.single);

  interop(
    'interop.entra.updates.add-extension',
    { ...rule('ENTRA-USER-18'), ...updateSays.addExtension },
    judged.extension,
  );
});

scenario('Entra changes an address', () => {
  const judged = judgeMail('entra');

  interop('interop.entra.updates.mail', { ...rule('ENTRA-USER-16'), ...updateSays.mail }, judged.changed);

  interop(
    'interop.entra.updates.mail-others',
    { ...rule('ENTRA-USER-16'), ...updateSays.mailOthers },
    judged.othersKept,
  );
});

scenario('Entra renames a user', () => {
  interop('interop.entra.updates.rename', { ...rule('ENTRA-USER-21'), ...updateSays.rename }, judgeRename('entra'));
});
