/** Notification mail: one when a job enters quarantine, one when the reason changes; never one for each user. */
import { createTransport } from 'nodemailer';
import type { Application } from './application.js';
import type { Quarantine } from './quarantine.js';

export interface Mailer {
  send(message: { from: string; to: string; subject: string; text: string }): Promise<void>;
}

/** A mailer over SMTP: `smtp://host:port` or `smtps://user:password@host`. */
export function smtpMailer(url: string): Mailer {
  const transport = createTransport(url);
  return {
    async send(message) {
      await transport.sendMail({ ...message, disableFileAccess: true, disableUrlAccess: true });
    },
  };
}

/** Whether this change of quarantine is one the provider writes about. */
export function isNewsworthy(before: Quarantine | null, after: Quarantine | null): after is Quarantine {
  return after !== null && (before === null || before.reason !== after.reason);
}

/** The mail about a quarantine; null where the application wants none. */
export function quarantineMail(
  application: Application,
  quarantine: Quarantine,
): { from: string; to: string; subject: string; text: string } | null {
  const { email, sendOnFailure, from } = application.notification;
  if (email === null || !sendOnFailure) return null;
  const moment = (time: number): string => new Date(time).toISOString();
  const error = quarantine.error ? `${quarantine.error.code}: ${quarantine.error.message}` : 'no error was recorded';
  const deletes =
    quarantine.reason === 'TooManyDeletes'
      ? ['', 'Allow the deletions (restart with ForceDeletes), or correct assignments and scope and restart.']
      : [];
  return {
    from,
    to: email,
    subject: `Provisioning for ${application.name.replace(/[\r\n]+/g, ' ')} has been quarantined`,
    text: [
      `The provisioning job for ${application.name} is in quarantine since ${moment(quarantine.currentBegan)}.`,
      '',
      `Reason: ${quarantine.reason}`,
      `Error: ${error}`,
      `Next attempt: ${moment(quarantine.nextAttempt)}`,
      ...deletes,
      '',
      'A job that stays in quarantine for 28 days is disabled.',
    ].join('\n'),
  };
}
