import type { Request, Response } from 'express';
import type { House } from './routes/route.ts';

/**
 * What a program asks that knows nothing but name and password. It is let in with an app password only: with the real one, a
 * thief of passwords would need no phone.
 */
export function answerLegacy({ appPasswords, people, passwordTries }: House) {
  return (req: Request, res: Response): void => {
    const [, encoded = ''] = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(req.headers.authorization ?? '') ?? [];
    const [, name = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
    const mayTry = passwordTries.ofAddress.take(`legacy ${req.ip}`);
    const isOpen = mayTry && people.find(name)?.lockedAt === null;
    if (isOpen && appPasswords.use(name, password)) {
      res.type('text').send(`Hello ${name}. Your payslip for this month is ready.\n`);
      return;
    }
    res.set('WWW-Authenticate', 'Basic realm="Payroll", charset="UTF-8"');
    res
      .status(mayTry ? 401 : 429)
      .type('text')
      .send('Name and app password, please. The password of your account is not taken here.\n');
  };
}
